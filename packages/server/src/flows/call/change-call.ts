// Changing a call: the step is decided on the call as it is read, and stored only in that call's place, in one commit with what
// everybody is told and whom it may have to be pushed to. Who comes second reads again.
import type { AppId, UserId } from '@posthouse/protocol'
import type { PushConfig, ZimCodeName } from '@posthouse/protocol/frames'
import type { Clock } from '../../base/clock.ts'
import type { Ids } from '../../base/ids.ts'
import { type Call, type CallId, listens, userOf } from '../../domain/call/call.ts'
import type { CallStep } from '../../domain/call/change.ts'
import { tellUntilMs } from '../../domain/call/replay.ts'
import { entryOf } from '../../domain/call/snapshot.ts'
import { userAudience } from '../../domain/chat/conversation.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Handover } from '../../ports/handovers.ts'
import type { Store, Tables, Write } from '../../ports/store.ts'
import { Appended } from '../chat/appended.ts'

/** What the flows of calls use. */
export interface CallDeps {
  readonly store: Pick<Store, 'commit' | 'commitFenced'> & {
    readonly tables: Pick<Tables, 'calls' | 'timeline' | 'handovers' | 'users' | 'bindings' | 'chatDevices'>
  }
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Pick<Clock, 'now'>
  readonly ids: Ids
}

/** Times that a change is decided anew because somebody else was first. A call has ten users at most. */
const triesMax = 16
/** How long a push that takes a ring back may take. */
const endPushMs = 60_000

/** A call's id from the wire. Throws `call-unknown` for a number that none can have. */
export function readCallId(digits: string): CallId {
  const id = BigInt(digits)
  if (id >= 2n ** 63n) throw new Refusal('call-unknown')
  return id as CallId
}

/**
 * Decides and stores. `push` is what came with the event for devices that may ring. Throws `Refusal` with the reason that was decided,
 * `call-unknown` where there is no such call, and `call-failed` where others were always first.
 */
export async function changeCall(
  deps: CallDeps,
  appId: AppId,
  id: CallId,
  decide: (call: Call, nowMs: number) => CallStep | ZimCodeName,
  push?: PushConfig,
): Promise<CallStep> {
  const { calls } = deps.store.tables
  for (let tries = 0; tries < triesMax; tries += 1) {
    const found = await calls.find(appId, id)
    if (!found) throw new Refusal('call-unknown')
    const nowMs = deps.clock.now()
    const next = decide(found.call, nowMs)
    if (typeof next === 'string') throw new Refusal(next)
    if (next.call === found.call) return next
    const appended = new Appended(deps.store.tables.timeline, appId)
    const writes = [
      calls.addUsers(appId, id, enteredBy(found.call, next.call)),
      ...tellingWrites(deps, appended, appId, next, push, nowMs),
    ]
    const reported = (reports: readonly unknown[]): void => announce(deps, appended.hint(writes, reports))
    const fence = calls.replace(appId, next.call, found.revision)
    const [isHeld] = await deps.store.commitFenced([{ fence, writes, reported }])
    if (!isHeld) continue
    return next
  }
  throw new Refusal('call-failed', undefined, { retryAfterMs: 1_000 })
}

/** Who is in the call or called from this change on. Others have their place, unless they were deleted. */
function enteredBy(before: Call, after: Call): readonly UserId[] {
  const listened = new Set(before.users.filter(listens).map(({ id }) => id))
  return after.users.filter(user => listens(user) && !listened.has(user.id)).map(({ id }) => id)
}

/** What is stored besides the call: an entry per notice, and after the last one for a user the user's hand-over. */
export function tellingWrites(
  deps: Pick<CallDeps, 'store' | 'ids'>,
  appended: Appended,
  appId: AppId,
  { call, notices, invited, released }: CallStep,
  push: PushConfig | undefined,
  nowMs: number,
): readonly Write<unknown>[] {
  const { handovers } = deps.store.tables
  return notices.flatMap((one, index) => {
    const untilMs = tellUntilMs(call, one, nowMs)
    const append = appended.append(userAudience(one.to), entryOf(call, one, nowMs), nowMs, untilMs)
    const isLast = !notices.slice(index + 1).some(({ to }) => to === one.to)
    const isRing = invited.includes(one.to)
    if (!isLast || !(isRing || (push && released.includes(one.to)))) return [append]
    const deadlineMs = isRing ? (userOf(call, one.to)?.deadlineMs ?? nowMs) : nowMs + endPushMs
    const handover: Handover = {
      id: deps.ids.next(),
      appId,
      // That of the entry before it in this commit: each receiver has one of its own, so that its acknowledgement can reach it.
      position: 0,
      from: one.operator,
      users: [one.to],
      conversation: undefined,
      what: isRing ? 'call' : 'call-end',
      subjectId: call.id.toString(),
      push,
      mentioned: [],
      easemob: undefined,
      deadlineMs,
      createdAtMs: nowMs,
      awaited: undefined,
    }
    return [append, handovers.insert(handover, nowMs)]
  })
}

/** Hints after a commit that told something. */
export function announce({ bus }: Pick<CallDeps, 'bus'>, appended: ReturnType<Appended['hint']>): void {
  bus.publish(appended)
  bus.publish({ kind: 'handover.due' })
  bus.publish({ kind: 'call.due' })
}
