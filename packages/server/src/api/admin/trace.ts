// The operator's look-ups: one message's trace, one user's latest messages.
import { msgIdOf, type traceEndpoints, userIdOf } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import { lookUp } from '../../flows/trace/look-up.ts'
import { lookUpMessage } from '../../flows/trace/look-up-message.ts'
import { messagesOf } from '../../flows/trace/messages-of.ts'
import type { Handlers } from '../../http/handler.ts'
import type { Store } from '../../ports/store.ts'
import { appOf } from './app-of.ts'

/** How many messages a page holds unless asked otherwise. */
const pageSize = 20

/** Handlers of the trace endpoints. */
export function traceHandlers(deps: {
  readonly store: Pick<Store, 'tables'>
  readonly clock: Clock
}): Handlers<typeof traceEndpoints> {
  return {
    async messageTrace({ params }) {
      const app = await appOf(deps.store, params)
      const msgId = msgIdOf(params.msgId)
      const trace = msgId === undefined ? undefined : await lookUp(deps, app.id, msgId)
      const handedOver = msgId === undefined || trace ? undefined : await lookUpMessage(deps, app.id, msgId)
      if (handedOver) {
        const { events, ...known } = handedOver
        return { msgId: params.msgId, appkey: app.appkey, strategy: 2, ...known, events: [...events] }
      }
      if (!trace)
        throw new PosthouseError('resource_not_found', { what: `message ${params.msgId}` }, { field: 'msgId' })
      const { push } = trace
      return {
        msgId: String(push.id),
        appkey: app.appkey,
        target: push.target,
        source: push.source,
        ...(push.taskId === undefined ? {} : { taskId: String(push.taskId) }),
        strategy: push.strategy,
        title: push.notification.title,
        settled: trace.settled,
        events: [...trace.events],
      }
    },
    async userMessages({ params, query }) {
      const app = await appOf(deps.store, params)
      const limit = query.limit ?? pageSize
      const before = query.cursor === undefined ? undefined : msgIdOf(query.cursor)
      const messages = await messagesOf(deps, app.id, userIdOf(params.username), before, limit)
      const last = messages.at(-1)
      return {
        messages: messages.map(({ msgId, acceptedAtMs, source, title, taskId }) => ({
          ...{ msgId: String(msgId), acceptedAt: acceptedAtMs, source, title },
          ...(taskId === undefined ? {} : { taskId: String(taskId) }),
        })),
        ...(last && messages.length === limit ? { cursor: String(last.msgId) } : {}),
      }
    },
  }
}
