// What an outcome writes, wherever it is reached: its counters and its callbacks, in the same commit as itself.
import { type AppId, type MsgId, minute } from '@posthouse/protocol'
import { answerBucket, answerBuckets, isAnswer, minuteNumberOf } from '../../domain/answer-time.ts'
import type { Delivery, Outcome, Way } from '../../domain/delivery.ts'
import type { Push } from '../../domain/push.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import type { TaskMeasure } from '../../domain/task.ts'
import { meters } from '../../ports/meters.ts'
import type { Counters, Store, Write } from '../../ports/store.ts'

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

  /** Counts deliveries of the push under a provider. */
  targeted(push: Push, provider: string, deliveries = 1): void {
    this.#sumOf(push, provider).targeted += deliveries
  }

  /** Counts deliveries of the push that its vendor accepted at the instant, epoch ms. */
  accepted(push: Push, provider: string, atMs: number, deliveries = 1): void {
    const sum = this.#sumOf(push, provider)
    sum.success += deliveries
    answered(sum, push, atMs, deliveries)
  }

  /** Counts an outcome. `targeted` is 1 where the delivery is first written with it. */
  outcome(push: Push, { provider = '', status, reason, settledAtMs }: CountedOutcome, targeted: 0 | 1): void {
    const sum = this.#sumOf(push, provider)
    sum.targeted += targeted
    sum[status] += 1
    if (isAnswer({ reason })) answered(sum, push, settledAtMs, 1)
    if (status === 'success') return
    const reasons = status === 'fail' ? sum.reasons : sum.errors
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    if (sum.taskId !== undefined && !sum.examples.has(reason)) sum.examples.set(reason, push.id)
  }

  /** The outcome of a delivery that was counted under a way's vendor, which it may have left for the online channel. */
  settled(push: Push, countedAs: Pick<Way, 'provider'> | undefined, outcome: CountedOutcome): void {
    if (outcome.provider !== countedAs?.provider) {
      this.targeted(push, countedAs?.provider ?? '', -1)
      this.targeted(push, outcome.provider ?? '')
    }
    this.outcome(push, outcome, 0)
  }

  /** A delivery that goes on by another vendor's way is counted there from now on, so that each vendor's sum holds (I17). */
  moved(push: Push, from: Way | undefined, to: Way | undefined): void {
    if (from?.provider === to?.provider) return
    this.targeted(push, from?.provider ?? '', -1)
    this.targeted(push, to?.provider ?? '')
  }

  /** The writes of everything counted: of the app's day and minute, and of the task where there is one. */
  writes({ tables }: Pick<Store, 'tables'>): readonly Write[] {
    const sums = [...this.#sums.values()]
    // Kind by kind, so that the engine can merge them.
    return [
      ...sums.map(sum => tables.counters.add(sum.appId, dayText(sum.minuteNumber), sum.provider, countersOf(sum))),
      ...sums.map(sum => tables.minutes.add(sum.appId, sum.minuteNumber, sum.provider, sum)),
      ...sums.flatMap(({ appId, minuteNumber, provider, reasons }) =>
        [...reasons].map(([reason, counted]) =>
          tables.counters.addReason(appId, dayText(minuteNumber), provider, reason, counted),
        ),
      ),
      ...sums.flatMap(sum => taskWrites(tables, sum)),
      ...sums.flatMap(sum => exampleWrites(tables, sum)),
    ]
  }

  /** Counts the outcomes among this process's metrics; called once they are durable, so that no outcome is counted that is not written. */
  meter(): void {
    for (const sum of this.#sums.values()) meter(sum)
  }

  /** Outcomes count on the day and in the minute their push was accepted, so that the sums of both are whole (I17). */
  #sumOf({ appId, acceptedAtMs, taskId }: Push, provider: string): Sum {
    const minuteNumber = minuteNumberOf(acceptedAtMs)
    for (const sum of this.#first) {
      const isSame = sum.provider === provider && sum.appId === appId && sum.minuteNumber === minuteNumber
      if (isSame && sum.taskId === taskId) return sum
    }
    const key = `${appId} ${minuteNumber} ${provider} ${taskId ?? ''}`
    const known = this.#sums.get(key)
    if (known) return known
    const sum: Sum = { appId, minuteNumber, provider, taskId, ...nothing, answers: [], ...noReasons() }
    this.#sums.set(key, sum)
    if (this.#first.length < sumsSearched) this.#first.push(sum)
    return sum
  }
}

type CountedOutcome = Pick<Outcome, 'status' | 'reason' | 'settledAtMs'> & { readonly provider?: string | undefined }

interface Sum {
  readonly appId: AppId
  readonly minuteNumber: number
  readonly provider: string
  readonly taskId: bigint | undefined
  targeted: number
  success: number
  fail: number
  error: number
  /** Vendors' answers by their time; empty until there is one. */
  readonly answers: number[]
  /** Of the failures. */
  readonly reasons: Map<ReasonCode, number>
  /** Of what no clear answer came to. */
  readonly errors: Map<ReasonCode, number>
  /** Of a task: one message for each reason. */
  readonly examples: Map<ReasonCode, MsgId>
}

function meter(sum: Sum): void {
  for (const status of ['success', 'fail', 'error'] as const)
    if (sum[status] > 0) meters.deliveries.of(sum.provider === '' ? 'none' : sum.provider, status).add(sum[status])
}

/** Most that are looked through one by one. */
const sumsSearched = 8

const nothing = { targeted: 0, success: 0, fail: 0, error: 0 }

function noReasons(): Pick<Sum, 'reasons' | 'errors' | 'examples'> {
  return { reasons: new Map(), errors: new Map(), examples: new Map() }
}

function taskWrites({ taskReports }: Store['tables'], sum: Sum): readonly Write[] {
  const { appId, taskId, provider } = sum
  if (taskId === undefined) return []
  const counts = [...measuresOf(sum)].filter(([, counted]) => counted !== 0)
  return counts.map(([measure, counted]) => taskReports.add(appId, taskId, provider, measure, counted))
}

function exampleWrites({ taskReports }: Store['tables'], { appId, taskId, examples }: Sum): readonly Write[] {
  if (taskId === undefined) return []
  return [...examples].map(([reason, pushId]) => taskReports.addExample(appId, taskId, reason, pushId))
}

function* measuresOf({ targeted, success, error, reasons, errors }: Sum): Generator<readonly [TaskMeasure, number]> {
  yield ['targeted', targeted]
  yield ['success', success]
  yield ['error', error]
  for (const [reason, counted] of reasons) yield [`fail:${reason}`, counted]
  for (const [reason, counted] of errors) yield [`error:${reason}`, counted]
}

function countersOf({ targeted, success, fail, error }: Sum): Counters {
  return { targeted, success, fail, error }
}

function answered({ answers }: Sum, { acceptedAtMs }: Push, atMs: number, deliveries: number): void {
  // Filled when there is one: most that is planned has no answer yet.
  while (answers.length < answerBuckets) answers.push(0)
  const bucket = answerBucket(atMs - acceptedAtMs)
  answers[bucket] = (answers[bucket] ?? 0) + deliveries
}

/** `yyyy-mm-dd` of the day of a minute, in UTC. */
function dayText(minuteNumber: number): string {
  return new Date(minuteNumber * minute).toISOString().slice(0, 10)
}
