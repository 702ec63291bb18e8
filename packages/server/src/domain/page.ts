// A page: the first attempts of several deliveries through one notifier, begun by one commit and handed over together. What comes
// to an end with them is recorded in the page; every other delivery goes on by itself. Deliveries of a task that end before any attempt
// are recorded in pages too.
import type { AppId, MsgId, NotifierName } from '@posthouse/protocol'
import type { Attempt, Delivery, Outcome } from './delivery.ts'
import { onlineOutcome } from './online-outcome.ts'
import type { ReasonCode } from './reason.ts'

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
  /** The task that they belong to; absent for pushes to single users. */
  readonly taskId?: bigint
}

/** What the vendor said to a delivery that it accepted, or why nothing was sent. */
export interface PageEnd {
  /** The vendor's id of it, or empty. */
  readonly code: string
  /** The vendor's answer; undefined where there was none. */
  readonly answer: unknown
  /** Why it ended before any attempt, `delivered-online` where the online channel took it; absent where the vendor accepted it. */
  readonly skipped?: ReasonCode
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

/** Most deliveries of a task's page: they share one text, so that a vendor that takes many at once is handed many. */
export const taskPageDeliveriesMax = 512

/** The outcome of a delivery that ended in its page. */
export function pageOutcome(delivery: Delivery, end: PageEnd, settledAtMs: number): Outcome {
  if (end.skipped === 'delivered-online') return onlineOutcome(settledAtMs)
  const [way] = delivery.ways
  return {
    status: end.skipped ? 'fail' : 'success',
    reason: end.skipped ?? 'delivered',
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

/**
 * The id that every attempt of a task's delivery carries: a UUID made of app, push and the device's place among its user's (RFC 9562,
 * version 8), so that it need not be kept.
 */
export function taskShipmentId(appId: AppId, pushId: MsgId, place: number): string {
  const [high, low] = [Number(pushId >> 32n), Number(pushId & 0xffff_ffffn)]
  writeHex(high, 8, 0)
  writeHex(low >>> 16, 4, 9)
  writeHex((low >>> 4) & 0xfff, 3, 15)
  writeHex(low & 0xf, 1, 20)
  writeHex(place, 2, 21)
  writeHex(Math.floor(appId / 2 ** 32), 4, 24)
  writeHex(appId % 2 ** 32, 8, 28)
  return idText.toString('latin1')
}

/** Such an id while it is made: put together from pieces it would stay a tree of them for as long as it lives. */
const idText: Buffer = Buffer.from('00000000-0000-8000-8000-000000000000', 'latin1')

/** Hexadecimal digits of a number, the lowest ones, from a place on. */
function writeHex(value: number, digits: number, at: number): void {
  let rest = value
  for (let place = at + digits - 1; place >= at; place -= 1) {
    const digit = rest & 0xf
    idText[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
    rest >>>= 4
  }
}

/** The device's place that is in such an id. */
export function placeInShipmentId(shipmentId: string): number {
  return Number.parseInt(shipmentId.slice(21, 23), 16)
}

function answerText({ answer }: PageEnd): string | undefined {
  return answer === undefined ? undefined : JSON.stringify(answer)
}
