// The deliveries of a page and their ends as JSON text, one short list per delivery: what all of a page have in common is in its
// columns. Lists and not objects, because names would be longer than most values; JSON and not bytes, so that whoever reads the
// file can read them.
import type { DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import type { Delivery, Way } from '../domain/delivery.ts'
import type { Page, PageEnd } from '../domain/page.ts'

/** `[push id, user, device, shipment id, token, bound at]`, then `[notifier, provider, token, bound at]` of each further way. */
type Entry = readonly [string, string, string, string, string, number, ...FurtherWay[]]
type FurtherWay = readonly [string, string, string, number]

/** Per delivery `0` when it left the page, `[code]` where the vendor gave no answer, or `[code, answer]`. */
type End = 0 | readonly [string] | readonly [string, unknown]

/** What the entries leave to the page's columns. */
export type PageHead = Pick<Page, 'appId' | 'notifierName' | 'provider'>

/** The deliveries of a page. Each must have a way. */
export function encodeEntries(deliveries: readonly Delivery[]): string {
  return JSON.stringify(deliveries.map(entryOf))
}

/** The deliveries as they were encoded, in their first attempt, which is open. */
export function decodeEntries(text: string, head: PageHead): readonly Delivery[] {
  return (JSON.parse(text) as readonly Entry[]).map(entry => deliveryOf(entry, head))
}

/** How the deliveries ended, in their order. */
export function encodeEnds(ends: readonly (PageEnd | undefined)[]): string {
  return JSON.stringify(ends.map(endOf))
}

/** The ends as they were encoded; undefined for a delivery that left the page. */
export function decodeEnds(text: string): readonly (PageEnd | undefined)[] {
  return (JSON.parse(text) as readonly End[]).map(end => (end === 0 ? undefined : { code: end[0], answer: end[1] }))
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

function endOf(end: PageEnd | undefined): End {
  if (end === undefined) return 0
  return end.answer === undefined ? [end.code] : [end.code, end.answer]
}
