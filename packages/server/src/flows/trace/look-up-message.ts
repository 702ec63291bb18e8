// The trace of a message or call of the online channel: how it was handed over, and which pushes were made of it.
import type { AppId, MsgId } from '@posthouse/protocol'
import type { Push } from '../../domain/push.ts'
import type { HandoverRecord } from '../../ports/handovers.ts'
import type { Store } from '../../ports/store.ts'
import type { TraceEvent } from './event.ts'
import { endEvents, storedEvents } from './handover-lines.ts'

/** What is known of it. */
export interface MessageTrace {
  /** The receivers, as far as they are few. */
  readonly target: string
  readonly source: 'message' | 'call'
  readonly title: string
  /** True once everybody was handed over or needs not be. */
  readonly settled: boolean
  readonly events: readonly TraceEvent[]
}

/** Hand-overs of one message or call: itself, and what took it back. */
const handoversMax = 20
/** Pushes that are listed. */
const pushesMax = 100

/** The trace, or undefined where nothing of the id was handed over. */
export async function lookUpMessage(
  deps: { readonly store: Pick<Store, 'tables'> },
  appId: AppId,
  id: MsgId,
): Promise<MessageTrace | undefined> {
  const { handovers, pushes } = deps.store.tables
  const subject = String(id)
  const records = await handovers.ofSubject(appId, subject, handoversMax)
  const [first] = records
  if (!first) return undefined
  const made = await pushes.ofSubject(appId, subject, undefined, pushesMax)
  const events = [...storedEvents(records), ...records.flatMap(endEvents), ...made.map(pushEvent)]
  const { what, push, users, conversation } = first.handover
  return {
    target: users?.join(', ') ?? conversation?.slice(2) ?? '',
    source: what === 'call' || what === 'call-end' ? 'call' : 'message',
    title: push?.title ?? made[0]?.notification.title ?? '',
    settled: records.every(isOver),
    events: events.toSorted((one, other) => one.at - other.at),
  }
}

function isOver({ dueAtMs }: HandoverRecord): boolean {
  return dueAtMs === undefined
}

function pushEvent({ id, target, acceptedAtMs }: Push): TraceEvent {
  return {
    at: acceptedAtMs,
    kind: 'planned',
    pushId: String(id),
    text: {
      en: `Push ${id} for user ${target}; it has its own trace.`,
      zh: `推送 ${id}，用户 ${target}；可单独查询其轨迹。`,
    },
  }
}
