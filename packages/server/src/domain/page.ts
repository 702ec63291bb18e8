// A page: the first attempts of several deliveries through one notifier, begun by one commit and handed over together. What comes
// to an end with them is recorded in the page; every other delivery goes on by itself.
import type { AppId, MsgId, NotifierName } from '@posthouse/protocol'
import type { Attempt, Delivery, Outcome } from './delivery.ts'

/** See the head of the file. */
export interface Page {
  readonly id: bigint
  readonly appId: AppId
  readonly notifierName: NotifierName
  readonly provider: string
  /** When its deliveries were planned and their first attempts began. */
  readonly startedAtMs: number
  /** In order of push; each in its first attempt, whose way is the page's notifier. Never empty. */
  readonly deliveries: readonly Delivery[]
}

/** What the vendor said to a delivery that it accepted. */
export interface PageEnd {
  /** The vendor's id of it, or empty. */
  readonly code: string
  /** The vendor's answer; undefined where there was none. */
  readonly answer: unknown
}

/** Most deliveries of a page: a page settles when its slowest answer is in. */
export const pageDeliveriesMax = 128
/** Most time between the first and the last push of a page, as their ids tell it, ms: a look-up by push then meets few pages. */
const pageSpanMs = 4_096

/** The same as a distance of ids, which carry 22 bits below the millisecond (base/ids.ts). */
export const pageSpanIds: bigint = BigInt(pageSpanMs) << 22n

/** Whether a push may join a page that began with `first`. */
export function fitsPage(first: MsgId, next: MsgId): boolean {
  return next >= first && next - first < pageSpanIds
}

/** The outcome of a delivery that the vendor accepted at the first attempt. */
export function pageOutcome(delivery: Delivery, end: PageEnd, settledAtMs: number): Outcome {
  const [way] = delivery.ways
  return {
    status: 'success',
    reason: 'delivered',
    notifierName: way?.notifierName,
    provider: way?.provider,
    deviceToken: way?.deviceToken,
    answer: answerText(end),
    errorMessage: undefined,
    possibleDuplicate: false,
    unbound: false,
    settledAtMs,
  }
}

/** The first attempt of a delivery in a page; `settled` is absent while it is open. */
export function pageAttempt(
  page: Pick<Page, 'notifierName' | 'provider' | 'startedAtMs'>,
  delivery: Delivery,
  settled: { readonly end: PageEnd; readonly atMs: number } | undefined,
): Attempt {
  return {
    pushId: delivery.pushId,
    deviceId: delivery.deviceId,
    number: 1,
    notifierName: page.notifierName,
    provider: page.provider,
    startedAtMs: page.startedAtMs,
    end: settled && {
      endedAtMs: settled.atMs,
      kind: 'accepted',
      code: settled.end.code,
      answer: answerText(settled.end),
    },
  }
}

function answerText({ answer }: PageEnd): string | undefined {
  return answer === undefined ? undefined : JSON.stringify(answer)
}
