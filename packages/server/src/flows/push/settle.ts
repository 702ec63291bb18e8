// Settling deliveries in rows: what attempts brought becomes outcomes or next tries. One fenced unit per delivery, all in one group commit: the
// attempt's end, the outcome or the next due time, counters, callbacks, a dropped token, a paused notifier.
import type { Clock } from '../../base/clock.ts'
import { failpoint } from '../../base/failpoint.ts'
import type { Log } from '../../base/log.ts'
import type { Random } from '../../base/random.ts'
import { attemptDeadlineMs, mayRepeatAmbiguous } from '../../domain/push.ts'
import { type AttemptResult, attemptEndOf, type Step, type StepContext, stepDelivery } from '../../domain/step.ts'
import { type GuardState, mayUnbindUnsure, observe, unknownCredential } from '../../domain/unbind-guard.ts'
import type { Bus } from '../../ports/bus.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { FencedWrites, Store, Write } from '../../ports/store.ts'
import { announceSettled } from './begin.ts'
import type { InFlight } from './in-flight.ts'
import { type OnlineWay, openOnlineWay } from './online-way.ts'
import { type CallbackEmitter, type PreparedEmitter, Tally } from './outcome-writes.ts'

/** What settling uses. */
export interface SettleDeps {
  readonly store: Pick<Store, 'commitFenced' | 'tables'>
  readonly callbacks: CallbackEmitter
  readonly bus: Pick<Bus, 'publish'>
  readonly guards: UnbindGuards
  readonly channels: Pick<VendorChannels, 'vendorOf'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** An attempt and what it brought. */
export interface Ended {
  readonly attempt: InFlight
  readonly result: AttemptResult
}

/** Settles a batch; resolves once it is durable. A delivery whose lease was lost is left as its new owner has it (I2, F43). */
export async function settle(deps: SettleDeps, batch: readonly Ended[]): Promise<void> {
  const emitter = await deps.callbacks.prepare([...new Set(batch.map(ended => ended.attempt.push.appId))])
  const nowMs = deps.clock.now()
  const steps = batch.map(ended => step(deps, ended, nowMs))
  const online = await openOnlineWay(
    deps,
    batch.map(ended => ended.attempt.push),
  )
  const tools = { emitter, online, nowMs }
  const units = batch.map((ended, index) => unit(deps, tools, ended, steps[index] as Step))
  const held = await deps.store.commitFenced(units)
  failpoint('outcome.committed')
  emitter.announce()
  online.announce()
  for (const [index, { attempt }] of batch.entries()) {
    if (!held[index]) deps.log.warn('delivery.lease_lost', { msgId: String(attempt.push.id) })
    else if (steps[index]?.next.kind === 'done') announceSettled(deps.bus, attempt.push)
    else deps.bus.publish({ kind: 'delivery.due' })
  }
}

function step(deps: SettleDeps, { attempt, result }: Ended, nowMs: number): Step {
  deps.guards.observe(attempt.notifier.uuid, attempt.notifier.version, result)
  return stepDelivery(attempt.delivery, result, contextOf(deps, attempt, nowMs))
}

/** The step's context for an attempt of this delivery. */
export function contextOf(
  deps: Pick<SettleDeps, 'guards' | 'random'>,
  attempt: Pick<InFlight, 'push' | 'notifier' | 'startedAtMs'>,
  nowMs: number,
): StepContext {
  const { push, notifier, startedAtMs } = attempt
  return {
    nowMs,
    deadlineMs: attemptDeadlineMs(push),
    mayRepeatAmbiguous: mayRepeatAmbiguous(push),
    mayUnbindUnsure: deps.guards.mayUnbind(notifier.uuid, notifier.version),
    attemptStartedAtMs: startedAtMs,
    fraction: deps.random.fraction(),
  }
}

interface Tools {
  readonly emitter: PreparedEmitter
  readonly online: OnlineWay
  readonly nowMs: number
}

function unit(deps: SettleDeps, { emitter, online, nowMs }: Tools, ended: Ended, decided: Step): FencedWrites {
  const { push, delivery, epoch } = ended.attempt
  const { deliveries, attempts } = deps.store.tables
  const end = attempts.ended(push.id, delivery.deviceId, delivery.attempts, attemptEndOf(ended.result, nowMs))
  const effects = effectWrites(deps, ended.attempt, decided)
  const tally = new Tally()
  if (decided.next.kind === 'again') {
    const { delivery: next, dueAtMs } = decided.next
    tally.moved(push, delivery.ways[0], next.ways[0])
    const writes = [end, ...effects, ...tally.writes(deps.store)]
    return { fence: deliveries.waiting(next, epoch, dueAtMs), writes }
  }
  const closed = { ...delivery, attemptOpen: false }
  const { outcome, writes } = online.settle(push, decided.next.outcome)
  tally.settled(push, delivery.ways[0], outcome)
  return {
    fence: deliveries.done(closed, epoch, outcome),
    writes: [
      ...[end, ...effects, ...tally.writes(deps.store), ...emitter.writes(push, closed, outcome)],
      ...shippedWrites(deps, ended, nowMs),
      ...writes,
    ],
    done: () => tally.meter(),
  }
}

/** The id that receipts of a task's delivery will name, where its vendor sends any; those of pages are kept by settle-page.ts. */
function shippedWrites(
  { channels, store }: Pick<SettleDeps, 'channels' | 'store'>,
  { attempt: { push, notifier }, result }: Ended,
  nowMs: number,
): readonly Write[] {
  const { taskId, appId } = push
  if (taskId === undefined || result.kind !== 'accepted' || !result.vendorId) return []
  if (!channels.vendorOf(notifier.provider)?.receipts) return []
  const shipped = { provider: notifier.provider, vendorIds: [result.vendorId], madeAtMs: nowMs }
  return [store.tables.taskReports.insertShipments(appId, taskId, shipped)]
}

/** What a step changes besides its delivery. */
export function effectWrites(
  deps: Pick<SettleDeps, 'store' | 'log'>,
  { push, notifier }: Pick<InFlight, 'push' | 'notifier'>,
  { drop, pause }: Step,
): readonly Write<unknown>[] {
  const { bindings, notifiers } = deps.store.tables
  const writes: Write<unknown>[] = []
  if (drop) writes.push(bindings.deleteToken(push.appId, drop.way.notifierName, drop.way.deviceToken, drop.diedAtMs))
  if (pause) {
    deps.log.warn('notifier.paused', { notifier: notifier.uuid, why: pause.why, untilMs: pause.untilMs })
    writes.push(notifiers.pause(push.appId, notifier.uuid, notifier.version, pause))
  }
  return writes
}

/**
 * What is known of each notifier's credential, in memory: after a restart a doubtful refusal unbinds nothing until one push worked, here or
 * at another node that told of it.
 */
export interface UnbindGuards extends Disposable {
  observe(notifierUuid: string, version: number, result: AttemptResult): void
  mayUnbind(notifierUuid: string, version: number): boolean
}

/** Most notifiers remembered; the longest unused is forgotten first. */
const guardsMax = 10_000

/** Guards for every notifier of this process. */
export function createUnbindGuards(bus: Pick<Bus, 'publish' | 'subscribe'>): UnbindGuards {
  const states = new Map<string, GuardState>()
  const keep = (key: string, state: GuardState): void => {
    states.delete(key)
    states.set(key, state)
    if (states.size > guardsMax) states.delete(states.keys().next().value ?? '')
  }
  const stop = bus.subscribe('notifier.proved', ({ uuid, version }) => {
    const key = `${uuid}:${version}`
    keep(key, { ...(states.get(key) ?? unknownCredential), hasAccepted: true })
  })
  return {
    observe(notifierUuid, version, result) {
      const kind = observedKind(result)
      if (!kind) return
      const key = `${notifierUuid}:${version}`
      const state = states.get(key) ?? unknownCredential
      keep(key, observe(state, kind))
      if (kind === 'accepted' && !state.hasAccepted)
        bus.publish({ kind: 'notifier.proved', uuid: notifierUuid, version })
    },
    [Symbol.dispose]: stop,
    mayUnbind: (notifierUuid, version) =>
      mayUnbindUnsure(states.get(`${notifierUuid}:${version}`) ?? unknownCredential),
  }
}

function observedKind(result: AttemptResult): 'accepted' | 'doubtful' | undefined {
  if (result.kind === 'accepted') return 'accepted'
  return result.kind === 'rejected' && result.scope === 'token' && result.unsure ? 'doubtful' : undefined
}
