// A notification as OPPO's message (spec/vendors.md §6.3 to §6.5): composed and url-encoded once per notification and notifier; the
// registration id and the message's id are spliced in per device. Pure; refuses to know how it is sent.

import { type Classification, classifications } from '../category.ts'
import { channelIdFor } from '../credentials/channel-ids.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import type { Notification } from '../notification.ts'
import { objectAt, pick } from '../render/fields.ts'
import { shorten, units } from '../render/shorten.ts'
import type { RenderTarget, Shipment } from '../vendor.ts'
import { BLOCK_ROWS, CALL_BACK_URL_BYTES_MAX, TTL_SECONDS_MAX } from './block.ts'
import { clickOf, dataOf } from './click.ts'
import type { OppoCredentials } from './credentials.ts'

/** More than the limits of all fields add up to; OPPO publishes no limit of the whole (spec/vendors.md §6.8). */
export const NOTIFICATION_BYTES_MAX = 20_480

/** One rendered message without its device. */
export interface OppoPayload {
  /** The members of `notification` but the message's id, url-encoded, up to the end of the message. */
  readonly encodedRest: string
  /** `app_message_id` of the caller's own block; else each shipment's id is one. */
  readonly ownId?: string
}

/**
 * Renders a notification: the `oppo` block over the basic fields over the notifier's settings over the defaults. Texts that are too
 * long are cut between graphemes and end in `…`; a block's title above 32 and text above 200 characters are refused, as are its
 * other fields (`oppo.clickActionUrl`, …) beyond their limits. Throws `PayloadError`.
 */
export function renderOppo(notification: Notification, target: RenderTarget<OppoCredentials>): OppoPayload {
  const block = objectAt(notification.blocks, 'oppo', 'pushMessage')
  const { app_message_id: ownId, ...given } = pick(block, BLOCK_ROWS, 'oppo')
  const json = JSON.stringify({
    ...textsOf(notification, given),
    ...clickOf(notification.clickAction, given, target.credentials),
    ...dataOf(notification.ext, given),
    ...offlineOf(notification, given, target),
    ...classOf(notification, given, target.credentials),
    ...receiptOf(given, target.receiptUrl),
    ...othersOf(given),
    ...templateOf(given),
  })
  return {
    // A notification always has members, so its opening brace can make room for one more.
    encodedRest: encodeURIComponent(`",${json.slice(1)}}`),
    ...(typeof ownId === 'string' ? { ownId } : {}),
  }
}

/** The message for one device, url-encoded. */
export function encodedMessage({ token, payload, id }: Shipment<OppoPayload>): string {
  return HEAD + spliced(token) + MIDDLE + spliced(payload.ownId ?? id) + payload.encodedRest
}

/** The message as it would be sent, with neither a registration id nor a message id of its own in it. */
export function previewOppo(payload: OppoPayload): unknown {
  const shown = encodedMessage({ token: '<registration id>', payload, id: '<message id>' })
  return JSON.parse(decodeURIComponent(shown)) as unknown
}

const HEAD = encodeURIComponent('{"target_type":2,"target_value":"')
const MIDDLE = encodeURIComponent('","notification":{"app_message_id":"')

/** Registration ids and UUIDs stand as they are, which saves encoding them; anybody else's text is escaped for JSON and for the form. */
function spliced(text: string): string {
  return /^[\w-]+$/.test(text) ? text : encodeURIComponent(JSON.stringify(text).slice(1, -1))
}

type Wire = Readonly<Record<string, JsonValue>>

/** Strictest of what Easemob and OPPO say (spec/easemob.md §7.9, spec/vendors.md §6.5), UTF-16 units. */
export const textCharsMax = { title: 32, subtitle: 10 } as const
const CONTENT_CHARS_MAX = 50
const LONG_CONTENT_CHARS_MAX = 128
/** Shows more of a text than the standard style. */
const LONG_TEXT_STYLE = 2

/** The longest text that a style shows. */
export function contentCharsMax(style: JsonValue | undefined): number {
  return style === LONG_TEXT_STYLE ? LONG_CONTENT_CHARS_MAX : CONTENT_CHARS_MAX
}

function textsOf(basic: Notification, given: Wire): JsonObject {
  const title = String(given['title'] ?? basic.title)
  const subTitle = given['sub_title'] ?? (basic.subTitle || undefined)
  const content = String(given['content'] ?? basic.content)
  const style = given['style'] ?? (content.length > CONTENT_CHARS_MAX ? LONG_TEXT_STYLE : undefined)
  return {
    style,
    title: shorten(title, textCharsMax.title, units),
    sub_title: subTitle === undefined ? undefined : shorten(String(subTitle), textCharsMax.subtitle, units),
    content: shorten(content, contentCharsMax(style), units),
  }
}

/** The caller's wish, never past the notification's own end nor the vendor's maximum; at least a second. */
function offlineOf(basic: Notification, given: Wire, target: RenderTarget<OppoCredentials>): JsonObject {
  if (given['off_line'] === false) return { off_line: false }
  const remaining = (target.expiresAtMs - target.nowMs) / 1000
  const seconds = Math.floor(Math.min(basic.ttlSeconds ?? remaining, remaining, TTL_SECONDS_MAX))
  return { off_line: true, off_line_ttl: given['off_line_ttl'] ?? Math.max(1, seconds) }
}

/** What the message counts as, and where the phone files it. A level without a category would be refused. */
function classOf({ category: asked }: Notification, given: Wire, credentials: OppoCredentials): JsonObject {
  const classified: Partial<Classification['oppo']> = asked === undefined ? {} : classifications[asked].oppo
  const category = given['category'] ?? classified.category ?? credentials.category
  const level = given['notify_level'] ?? classified.notifyLevel ?? credentials.notifyLevel
  return {
    channel_id: given['channel_id'] ?? channelIdFor(credentials.channelIds, asked),
    category,
    notify_level: category === undefined ? undefined : level,
  }
}

/** An address that OPPO would refuse is left out: the push matters more than the word about it. */
function receiptOf(given: Wire, receiptUrl: string | undefined): JsonObject {
  const fits = receiptUrl !== undefined && Buffer.byteLength(receiptUrl) <= CALL_BACK_URL_BYTES_MAX
  return { call_back_url: given['call_back_url'] ?? (fits ? receiptUrl : undefined) }
}

/** Fields that only the block sets. */
function othersOf({ call_back_parameter, time_zone, show_ttl, notify_id }: Wire): JsonObject {
  return { call_back_parameter, time_zone, show_ttl, notify_id }
}

/** The parameters of a template mean nothing without it (spec/vendors.md §6.5). */
function templateOf(given: Wire): JsonObject {
  const { private_msg_template_id, private_title_parameters, private_content_parameters } = given
  if (private_msg_template_id === undefined) return {}
  return { private_msg_template_id, private_title_parameters, private_content_parameters }
}
