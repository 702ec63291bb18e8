// The deliveries of a page and their ends as JSON text, one short list per delivery: what all of a page have in common is in its
// columns. Lists and not objects, because names would be longer than most values; JSON and not bytes, so that whoever reads the
// file can read them.
import type { DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import type { Delivery, Way } from '../domain/delivery.ts'
import { type Page, type PageEnd, placeInShipmentId, taskShipmentId } from '../domain/page.ts'
import type { ReasonCode } from '../domain/reason.ts'
import { isAnswerLike, likeAnswer, type Names } from './like-answers.ts'

/** `[push id, user, device, shipment id, token, bound at]`, then `[notifier, provider, token, bound at]` of each further way. */
type Entry = readonly [string, string, string, string, string, number, ...FurtherWay[]]
type FurtherWay = readonly [string, string, string, number]

/**
 * Of a task: `[slot, user, device, token, bound at]` and the further ways. The slot is the push's distance from the page's first, times
 * {@link placesMax}, and the device's place; the id of the shipment follows from it. No token: there was no way.
 */
type TaskEntry = readonly [number, string, string, string, number, ...FurtherWay[]]

/**
 * Per delivery `0` when it left the page, `[code]` where the vendor gave no answer, or `[code, answer]`; `1` for a code that is the
 * shipment's id without an answer, `2` for the same as the one before, `3` for the shipment's id and an answer like the one before
 * (like-answers.ts), `{ code }` for another code and such an answer, and a text for the reason why nothing was sent, or that and what
 * explains it.
 */
type End = 0 | 1 | 2 | 3 | string | Explained | Like | readonly [string] | readonly [string, unknown]
interface Like {
  readonly code: string
}
interface Explained {
  readonly reason: string
  readonly answer: unknown
}

/** What the entries leave to the page's columns. `firstPushId` is looked at for a task's only. */
export interface PageHead extends Pick<Page, 'appId' | 'notifierName' | 'provider'> {
  readonly firstPushId: bigint
}

/** More than a user has devices. */
const placesMax = 256

/** The deliveries of a page. Each must have a way, but for those of a task that were not sent. */
export function encodeEntries(deliveries: readonly Delivery[], isOfTask: boolean): string {
  if (!isOfTask) return JSON.stringify(deliveries.map(entryOf))
  const first = deliveries[0]?.pushId ?? 0n
  return JSON.stringify(deliveries.map(delivery => taskEntryOf(delivery, first)))
}

/** The deliveries as they were encoded, in their first attempt, which is open. */
export function decodeEntries(text: string, head: PageHead): readonly Delivery[] {
  return (JSON.parse(text) as readonly (Entry | TaskEntry)[]).map(entry =>
    typeof entry[0] === 'number' ? taskDeliveryOf(entry as TaskEntry, head) : deliveryOf(entry as Entry, head),
  )
}

/** How the deliveries ended, in their order. */
export function encodeEnds(deliveries: readonly Delivery[], ends: readonly (PageEnd | undefined)[]): string {
  return JSON.stringify(ends.map((end, index) => endOf({ deliveries, ends }, end, index)))
}

/** The ends as they were encoded; undefined for a delivery that left the page. */
export function decodeEnds(deliveries: readonly Delivery[], text: string): readonly (PageEnd | undefined)[] {
  const read: (PageEnd | undefined)[] = []
  for (const [index, end] of (JSON.parse(text) as readonly End[]).entries()) {
    read.push(readEnd({ deliveries, ends: read }, end, index))
  }
  return read
}

/** Deliveries of a page, and the ends of those before one. */
interface Ended {
  readonly deliveries: readonly Delivery[]
  readonly ends: readonly (PageEnd | undefined)[]
}

function readEnd(page: Ended, end: End, index: number): PageEnd | undefined {
  const before = page.ends[index - 1]
  if (end === 0) return undefined
  if (end === 1) return { code: idOf(page, index), answer: undefined }
  if (end === 2) return before
  if (end === 3) return readLike(page, idOf(page, index), index)
  if (typeof end === 'string') return { code: '', answer: undefined, skipped: end as ReasonCode }
  if (isExplained(end)) return { code: '', answer: end.answer, skipped: end.reason as ReasonCode }
  if (isLike(end)) return readLike(page, end.code, index)
  return { code: end[0], answer: end[1] }
}

function readLike(page: Ended, code: string, index: number): PageEnd {
  const names = { code, token: tokenOf(page, index) }
  return { code, answer: likeAnswer(page.ends[index - 1]?.answer, namesOf(page, index - 1), names) }
}

function namesOf(page: Ended, index: number): Names {
  return { code: page.ends[index]?.code ?? '', token: tokenOf(page, index) }
}

function idOf({ deliveries }: Ended, index: number): string {
  return deliveries[index]?.shipmentId ?? ''
}

function tokenOf({ deliveries }: Ended, index: number): string {
  return deliveries[index]?.ways[0]?.deviceToken ?? ''
}

function isExplained(end: End): end is Explained {
  return typeof end === 'object' && 'reason' in end
}

function isLike(end: End): end is Like {
  return typeof end === 'object' && 'code' in end
}

function entryOf({ pushId, target, deviceId, shipmentId, ways }: Delivery): Entry {
  const way = ways[0]
  if (!way) throw new TypeError('a delivery in a page has a way')
  // The digits as text: a JSON reader would round them.
  const id = pushId.toString()
  if (ways.length === 1) return [id, target, deviceId, shipmentId, way.deviceToken, way.boundAtMs]
  return [id, target, deviceId, shipmentId, way.deviceToken, way.boundAtMs, ...ways.slice(1).map(furtherOf)]
}

function furtherOf({ notifierName, provider, deviceToken, boundAtMs }: Way): FurtherWay {
  return [notifierName, provider, deviceToken, boundAtMs]
}

function deliveryOf(entry: Entry, { appId, notifierName, provider }: PageHead): Delivery {
  const [id, target, deviceId, shipmentId, deviceToken, boundAtMs, ...others] = entry
  return {
    pushId: BigInt(id) as MsgId,
    appId,
    target: target as UserId,
    deviceId: deviceId as DeviceId,
    ways: [{ notifierName, provider, deviceToken, boundAtMs }, ...others.map(wayOf)],
    shipmentId,
    attempts: 1,
    attemptOpen: true,
    ambiguous: 0,
  }
}

function wayOf([notifierName, provider, deviceToken, boundAtMs]: FurtherWay): Way {
  return { notifierName: notifierName as NotifierName, provider, deviceToken, boundAtMs }
}

function taskEntryOf({ pushId, target, deviceId, shipmentId, ways }: Delivery, first: bigint): TaskEntry {
  const slot = Number(pushId - first) * placesMax + placeInShipmentId(shipmentId)
  const way = ways[0]
  if (!way) return [slot, target, deviceId, '', 0]
  if (ways.length === 1) return [slot, target, deviceId, way.deviceToken, way.boundAtMs]
  return [slot, target, deviceId, way.deviceToken, way.boundAtMs, ...ways.slice(1).map(furtherOf)]
}

function taskDeliveryOf(entry: TaskEntry, { appId, notifierName, provider, firstPushId }: PageHead): Delivery {
  const [slot, target, deviceId, deviceToken, boundAtMs, ...others] = entry
  const pushId = (firstPushId + BigInt(Math.floor(slot / placesMax))) as MsgId
  const way = { notifierName, provider, deviceToken, boundAtMs }
  return {
    pushId,
    appId,
    target: target as UserId,
    deviceId: deviceId as DeviceId,
    ways: deviceToken === '' ? [] : [way, ...others.map(wayOf)],
    shipmentId: taskShipmentId(appId, pushId, slot % placesMax),
    attempts: 1,
    attemptOpen: true,
    ambiguous: 0,
  }
}

function endOf(page: Ended, end: PageEnd | undefined, index: number): End {
  if (end === undefined) return 0
  const before = page.ends[index - 1]
  if (before && end.code === before.code && end.answer === before.answer && end.skipped === before.skipped) return 2
  if (end.skipped !== undefined) {
    return end.answer === undefined ? end.skipped : { reason: end.skipped, answer: end.answer }
  }
  const isOfId = end.code !== '' && end.code === idOf(page, index)
  if (end.answer === undefined) return isOfId ? 1 : [end.code]
  if (before?.answer !== undefined && before.skipped === undefined) {
    if (isAnswerLike(before.answer, end.answer, namesOf(page, index - 1), namesOf(page, index)))
      return isOfId ? 3 : { code: end.code }
  }
  return [end.code, end.answer]
}
