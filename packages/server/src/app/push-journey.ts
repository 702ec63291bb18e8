// Puts the push journey together: flows, lanes and what they share, in one scope that drains before it is cut off.
import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import { causeOf, type Log } from '../base/log.ts'
import type { Random } from '../base/random.ts'
import { createScope } from '../base/scope.ts'
import { readCallId } from '../flows/call/change-call.ts'
import { stillRings } from '../flows/call/ring.ts'
import { createCallbackEmitter } from '../flows/callback/emitter.ts'
import type { RuleBook } from '../flows/callback/rule-book.ts'
import { pushLeases } from '../flows/push/in-flight.ts'
import { createNotifierRates } from '../flows/push/notifier-rates.ts'
import { createUnbindGuards } from '../flows/push/settle.ts'
import { createNotifierSlots } from '../flows/push/slots.ts'
import { type Sharing, sharedUsersMin } from '../flows/task/cut.ts'
import { createTaskRoom } from '../flows/task/room.ts'
import type { Bus } from '../ports/bus.ts'
import type { VendorChannels } from '../ports/channels.ts'
import type { Roster } from '../ports/nodes.ts'
import type { Presence } from '../ports/presence.ts'
import type { Store } from '../ports/store.ts'
import { startCallLane } from '../worker/call-lane.ts'
import { startHandoverLane } from '../worker/handover-lane.ts'
import { pushLaneLimits, startPushLanes } from '../worker/push-lanes.ts'
import { startSweeper } from '../worker/sweeper.ts'
import { startTaskLanes } from '../worker/task-lanes.ts'

/** What the journey needs. */
export interface PushJourneyParts {
  readonly store: Store
  readonly bus: Bus
  readonly channels: VendorChannels
  readonly rules: RuleBook
  readonly presence: Presence
  /** Who shares the record. */
  readonly roster: Pick<Roster, 'countOf'>
  /** Whether nobody can share it: an embedded record has one process. */
  readonly isAlone: boolean
  readonly ids: Ids
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** The zone whose clocks users' quiet hours are read by. */
  readonly timeZone: string
  /** How long the past is kept, ms. */
  readonly historyMs: number
  /** How long open sends may take to end by themselves when it closes, ms. */
  readonly drainMs: number
  /** Shortens every lease; 1 but in tests. */
  readonly leaseDivisor: number
  /** Users from which a task is walked by several processes; absent: as many as it is worth. */
  readonly sharedUsersMin?: number | undefined
}

/** A quarter of the journey's room: one notifier that hangs leaves the rest to others (I13). */
const shareMax = pushLaneLimits.openMax / 4
/**
 * What tasks may have open per notifier, besides that. What is open outlives collections of garbage: more made a large task take more
 * memory, and no less time.
 */
const taskShareMax = 1_024

/** The push journey. Closing stops the claims, waits for open sends, and cuts off those that take longer than `drainMs`. */
export interface PushJourney extends AsyncDisposable {
  /** Starts the lanes; called once. */
  start(): void
}

function sharingOf({ roster, sharedUsersMin: usersMin = sharedUsersMin }: PushJourneyParts): Sharing {
  return { workers: () => roster.countOf('worker'), usersMin }
}

/** Makes the journey. */
export function createPushJourney(parts: PushJourneyParts): PushJourney {
  const { store, bus, clock, log } = parts
  const scope = createScope(error => log.error('lane.failed', causeOf(error)))
  const cutOff = new AbortController()
  const guards = createUnbindGuards(bus)
  const lanes = {
    ...parts,
    callbacks: createCallbackEmitter({ store, rules: parts.rules, bus, ids: parts.ids }),
    guards,
    slots: createNotifierSlots(shareMax, clock),
    rates: createNotifierRates({ clock, log, shared: parts.isAlone ? undefined : store }),
    leases: {
      planMs: Math.ceil(pushLeases.planMs / parts.leaseDivisor),
      attemptMs: Math.ceil(pushLeases.attemptMs / parts.leaseDivisor),
    },
    scope,
    cutOff: cutOff.signal,
  }
  return {
    start() {
      startPushLanes(lanes)
      startTaskLanes({ ...lanes, slots: createTaskRoom(taskShareMax, clock), sharing: sharingOf(parts) })
      startHandoverLane({
        ...lanes,
        stillWanted: ({ appId, subjectId }, user) => stillRings(parts, appId, readCallId(subjectId), user),
      })
      startCallLane(lanes)
      startSweeper({ store, historyMs: parts.historyMs, clock, log, scope })
    },
    async [Symbol.asyncDispose]() {
      const cancel = clock.after(parts.drainMs, () => cutOff.abort(new Error('the server stops')))
      await scope[Symbol.asyncDispose]()
      guards[Symbol.dispose]()
      cancel()
    },
  }
}
