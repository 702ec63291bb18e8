// What an outcome writes, wherever it is reached: its counters and its callbacks, in the same commit as itself.
import type { AppId } from '@posthouse/protocol'
import type { Delivery, Outcome, Way } from '../../domain/delivery.ts'
import type { Push } from '../../domain/push.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import type { TaskMeasure } from '../../domain/task.ts'
import type { Store, Write } from '../../ports/store.ts'

/** Turns outcomes into callbacks; written by flows/callback, given to this journey by whoever composes both. */
export interface CallbackEmitter {
  /** Loads what the app's rules are, once per batch. */
  prepare(appIds: readonly AppId[]): Promise<PreparedEmitter>
}

/** Rules in hand. */
export interface PreparedEmitter {
  /** Whether an app has rules at all. */
  hears(appId: AppId): boolean
  /** The callbacks of one outcome, ready for its commit. */
  writes(push: Push, delivery: Delivery, outcome: Outcome): readonly Write[]
  /** Tells the callback lane, after the commit. */
  announce(): void
}

/** Counts of one commit, added up before they are written: one row of counters takes one write, however many deliveries it is of. */
export class Tally {
  readonly #sums = new Map<string, Sum>()
  /** Those met first: looking through a few costs less than a key. */
  readonly #first: Sum[] = []

  /** Counts deliveries of the push under a provider. A `fail` needs its outcome: see {@link outcome}. */
  add(push: Push, provider: string, measure: 'targeted' | 'success', deliveries = 1): void {
    this.#sumOf(push, provider)[measure] += deliveries
  }

  /** Counts an outcome. `targeted` is 1 where the delivery is first written with it. */
  outcome(push: Push, { provider = '', status, reason }: CountedOutcome, targeted: 0 | 1): void {
    const sum = this.#sumOf(push, provider)
    sum.targeted += targeted
    sum[status] += 1
    if (status === 'fail') sum.reasons.set(reason, (sum.reasons.get(reason) ?? 0) + 1)
  }

  /** The outcome of a delivery that was counted under a way's vendor, which it may have left for the online channel. */
  settled(push: Push, countedAs: Pick<Way, 'provider'> | undefined, outcome: CountedOutcome): void {
    if (outcome.provider !== countedAs?.provider) {
      this.add(push, countedAs?.provider ?? '', 'targeted', -1)
      this.add(push, outcome.provider ?? '', 'targeted')
    }
    this.outcome(push, outcome, 0)
  }

  /** A delivery that goes on by another vendor's way is counted there from now on, so that each vendor's sum holds (I17). */
  moved(push: Push, from: Way | undefined, to: Way | undefined): void {
    if (from?.provider === to?.provider) return
    this.add(push, from?.provider ?? '', 'targeted', -1)
    this.add(push, to?.provider ?? '', 'targeted')
  }

  /** The writes of everything counted: of the app's day, and of the task where there is one. */
  writes({ tables }: Pick<Store, 'tables'>): readonly Write[] {
    const sums = [...this.#sums.values()]
    // Kind by kind, so that the engine can merge them.
    return [
      ...sums.map(({ appId, dayNumber, provider, targeted, success, fail, error }) =>
        tables.counters.add(appId, dayText(dayNumber), provider, { targeted, success, fail, error }),
      ),
      ...sums.flatMap(({ appId, dayNumber, provider, reasons }) =>
        [...reasons].map(([reason, counted]) =>
          tables.counters.addReason(appId, dayText(dayNumber), provider, reason, counted),
        ),
      ),
      ...sums.flatMap(sum => taskWrites(tables, sum)),
    ]
  }

  /** Outcomes count on the day their push was accepted, so that a day's sum is whole (I17). */
  #sumOf({ appId, acceptedAtMs, taskId }: Push, provider: string): Sum {
    const dayNumber = Math.floor(acceptedAtMs / dayMs)
    for (const sum of this.#first) {
      const isSame = sum.provider === provider && sum.appId === appId && sum.dayNumber === dayNumber
      if (isSame && sum.taskId === taskId) return sum
    }
    const key = `${appId} ${dayNumber} ${provider} ${taskId ?? ''}`
    const known = this.#sums.get(key)
    if (known) return known
    const sum: Sum = { appId, dayNumber, provider, taskId, ...nothing, reasons: new Map() }
    this.#sums.set(key, sum)
    if (this.#first.length < sumsSearched) this.#first.push(sum)
    return sum
  }
}

type CountedOutcome = Pick<Outcome, 'status' | 'reason'> & { readonly provider?: string | undefined }

interface Sum {
  readonly appId: AppId
  readonly dayNumber: number
  readonly provider: string
  readonly taskId: bigint | undefined
  targeted: number
  success: number
  fail: number
  error: number
  /** Of the failures. */
  readonly reasons: Map<ReasonCode, number>
}

/** Most that are looked through one by one. */
const sumsSearched = 8

const nothing = { targeted: 0, success: 0, fail: 0, error: 0 }

function taskWrites({ taskReports }: Store['tables'], sum: Sum): readonly Write[] {
  const { appId, taskId, provider } = sum
  if (taskId === undefined) return []
  const counts = [...measuresOf(sum)].filter(([, counted]) => counted !== 0)
  return counts.map(([measure, counted]) => taskReports.add(appId, taskId, provider, measure, counted))
}

function* measuresOf({ targeted, success, error, reasons }: Sum): Generator<readonly [TaskMeasure, number]> {
  yield ['targeted', targeted]
  yield ['success', success]
  yield ['error', error]
  for (const [reason, counted] of reasons) yield [`fail:${reason}`, counted]
}

const dayMs = 86_400_000

/** `yyyy-mm-dd` of a day counted from 1970 in UTC. */
function dayText(dayNumber: number): string {
  return new Date(dayNumber * dayMs).toISOString().slice(0, 10)
}
