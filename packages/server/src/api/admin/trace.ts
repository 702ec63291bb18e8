// The operator's look-ups: one message's trace, one user's latest messages.
import { day, type MsgId, msgIdOf, type traceEndpoints, userIdOf } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import { idTimeMs } from '../../base/ids.ts'
import type { TraceEvent } from '../../flows/trace/event.ts'
import { type LookUpDeps, lookUp, type Trace } from '../../flows/trace/look-up.ts'
import { lookUpMessage, type MessageTrace } from '../../flows/trace/look-up-message.ts'
import { messagesOf } from '../../flows/trace/messages-of.ts'
import type { Handlers } from '../../http/handler.ts'
import { appOf } from './app-of.ts'

/** How many messages a page holds unless asked otherwise. */
const pageSize = 20

/** Handlers of the trace endpoints. */
export function traceHandlers(deps: LookUpDeps & { readonly historyDays: number }): Handlers<typeof traceEndpoints> {
  return {
    async messageTrace({ params }) {
      const app = await appOf(deps.store, params)
      const msgId = msgIdOf(params.msgId)
      const trace = msgId === undefined ? undefined : await lookUp(deps, app.id, msgId)
      const handedOver = msgId === undefined || trace ? undefined : await lookUpMessage(deps, app.id, msgId)
      if (handedOver) return { msgId: params.msgId, appkey: app.appkey, strategy: 2, ...viewOfMessage(handedOver) }
      if (!trace) throw unknown(deps, params.msgId, msgId)
      return { msgId: params.msgId, appkey: app.appkey, ...viewOfTrace(trace) }
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

/** Of what is older than the past is kept nobody knows whether it was ever there. */
function unknown(
  { clock, historyDays }: Pick<LookUpDeps, 'clock'> & { readonly historyDays: number },
  given: string,
  msgId: MsgId | undefined,
): PosthouseError {
  const what = `message ${given}`
  const isOld = msgId !== undefined && idTimeMs(msgId) < clock.now() - historyDays * day
  if (!isOld) return new PosthouseError('resource_not_found', { what }, { field: 'msgId' })
  return new PosthouseError('history_forgotten', { what, days: String(historyDays) }, { field: 'msgId' })
}

function viewOfTrace({ push, settled, devices, events }: Trace) {
  const { target, source, taskId, strategy, notification, acceptedAtMs, expiresAtMs, subject } = push
  const { title, content, category } = notification
  return {
    ...{ target, source, strategy, title, content, settled, acceptedAt: acceptedAtMs, expiresAt: expiresAtMs },
    ...(taskId === undefined ? {} : { taskId: String(taskId) }),
    ...(category === undefined ? {} : { category }),
    ...(subject === undefined ? {} : { subject }),
    devices: [...devices],
    events: events.map(viewOfEvent),
  }
}

function viewOfMessage({ events, ...known }: MessageTrace) {
  return { ...known, events: events.map(viewOfEvent) }
}

function viewOfEvent({ therefore, ...event }: TraceEvent) {
  return { ...event, ...(therefore === undefined ? {} : { therefore: [...therefore] }) }
}
