// The operator's look-ups: one message's trace, one user's latest messages.
import { type AppId, msgIdOf, type traceEndpoints, userIdOf } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import { lookUp } from '../../flows/trace/look-up.ts'
import type { Handlers } from '../../http/handler.ts'
import type { Store } from '../../ports/store.ts'

/** How many messages a page holds unless asked otherwise. */
const pageSize = 20

/** Handlers of the trace endpoints. */
export function traceHandlers(deps: { readonly store: Pick<Store, 'tables'> }): Handlers<typeof traceEndpoints> {
  return {
    async messageTrace({ params }) {
      const app = await appOf(deps.store, params.org, params.app)
      const msgId = msgIdOf(params.msgId)
      const trace = msgId === undefined ? undefined : await lookUp(deps, app.id, msgId)
      if (!trace)
        throw new PosthouseError('resource_not_found', { what: `message ${params.msgId}` }, { field: 'msgId' })
      const { push } = trace
      return {
        msgId: String(push.id),
        appkey: app.appkey,
        target: push.target,
        source: push.source,
        strategy: push.strategy,
        title: push.notification.title,
        settled: trace.settled,
        events: [...trace.events],
      }
    },
    async userMessages({ params, query }) {
      const app = await appOf(deps.store, params.org, params.app)
      return await messagesOf(deps.store, app.id, params.username, query.cursor, query.limit ?? pageSize)
    },
  }
}

async function messagesOf(
  store: Pick<Store, 'tables'>,
  appId: AppId,
  username: string,
  cursor: string | undefined,
  limit: number,
): Promise<{ messages: { msgId: string; acceptedAt: number; source: string; title: string }[]; cursor?: string }> {
  const before = cursor === undefined ? undefined : msgIdOf(cursor)
  const pushes = await store.tables.pushes.ofUser(appId, userIdOf(username), before, limit)
  const last = pushes.at(-1)
  return {
    messages: pushes.map(push => ({
      msgId: String(push.id),
      acceptedAt: push.acceptedAtMs,
      source: push.source,
      title: push.notification.title,
    })),
    ...(last && pushes.length === limit ? { cursor: String(last.id) } : {}),
  }
}

async function appOf(store: Pick<Store, 'tables'>, org: string, name: string): Promise<App> {
  const app = await store.tables.apps.byName(org, name)
  if (!app) throw new PosthouseError('resource_not_found', { what: `app ${org}#${name}` }, { field: 'app' })
  return app
}
