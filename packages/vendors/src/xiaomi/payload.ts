// A notification as MiPush's form (spec/vendors.md §5.5): written once per notification and notifier, without the registration ids,
// which each request puts before it. Pure; refuses to know how it is sent.

import { channelIdFor } from '../credentials/channel-ids.ts'
import { isObject, type JsonObject, type JsonValue, some } from '../json.ts'
import type { Notification } from '../notification.ts'
import { objectAt, pick, refuse } from '../render/fields.ts'
import { shorten, units } from '../render/shorten.ts'
import type { RenderTarget } from '../vendor.ts'
import {
  BLOCK_ROWS,
  CALLBACK_URL_BYTES_MAX,
  DESCRIPTION_UNITS_MAX,
  data,
  FIELDS,
  SCHEDULE_MS_MAX,
  TITLE_UNITS_MAX,
  TTL_MS_MAX,
} from './block.ts'
import { clickOf } from './click.ts'
import type { XiaomiCredentials } from './credentials.ts'

/** One rendered message; shipments that share this object (by identity) share one request. */
export interface XiaomiPayload {
  /** The form from its second field on, `&restricted_package_name=…`, as it goes on the wire. */
  readonly form: string
  /** True where the caller's block named the dedupe id. */
  readonly hasJobkey: boolean
  /** False where the caller's block names other packages only: then nothing said about the ids is true of the notifier's own package. */
  readonly namesOwnPackage: boolean
  /** Empty for messages without a channel. */
  readonly channelId: string
}

/**
 * Renders a notification: the `xiaomi` block over the basic fields and the category's channel over the notifier's settings over the
 * defaults. Texts too long for Xiaomi are shortened between graphemes and end in `…`. Throws `PayloadError` naming the field
 * (`xiaomi.notifyId`, `ext`, …) and its limit; what Xiaomi cannot carry, such as a badge, is left out.
 */
export function renderXiaomi(notification: Notification, target: RenderTarget<XiaomiCredentials>): XiaomiPayload {
  const block = objectAt(notification.blocks, 'xiaomi', 'pushMessage')
  const given = pick(block, BLOCK_ROWS, 'xiaomi')
  const fields = fieldsOf(notification, given, target)
  const packages = String(fields['restricted_package_name']).split(',')
  return {
    form: formOf(fields),
    hasJobkey: fields['extra.jobkey'] !== undefined,
    channelId: String(fields['extra.channel_id'] ?? ''),
    namesOwnPackage: packages.includes(target.credentials.packageName),
  }
}

/**
 * The body of one request. Registration ids are told by commas, so none may hold one; `jobkey` is the dedupe id where the payload has
 * none. Only the ids are written here, the form is reused.
 */
export function requestBody({ form }: XiaomiPayload, regIds: readonly string[], jobkey?: string): string {
  const ids = encodeURIComponent(regIds.join().toWellFormed())
  return jobkey === undefined ? `registration_id=${ids}${form}` : `registration_id=${ids}${form}&extra.jobkey=${jobkey}`
}

/** The form's fields as they would be sent, with a placeholder for the ids. */
export function previewXiaomi(payload: XiaomiPayload): unknown {
  return Object.fromEntries(new URLSearchParams(requestBody(payload, ['<registration ids>'])))
}

/** Bits of `extra.callback.type`: everything that Xiaomi reports (spec/vendors.md §5.10). */
const CALLBACK_TYPE_ALL: number = 1 + 2 + 16 + 32 + 64 + 128 + 1024

function fieldsOf(
  notification: Notification,
  given: Readonly<Record<string, JsonValue>>,
  target: RenderTarget<XiaomiCredentials>,
): JsonObject {
  const { credentials } = target
  return {
    restricted_package_name: credentials.packageName,
    pass_through: 0,
    notify_type: -1,
    time_to_live: basicTtlMs(notification, target),
    ...some('extra.channel_id', channelIdFor(credentials.channelIds, notification.category)),
    ...callbackOf(given, target.receiptUrl),
    ...given,
    ...some('time_to_send', scheduleOf(given['time_to_send'], target.nowMs)),
    ...textsOf(notification, given),
    ...some('payload', payloadOf(notification.ext, given)),
    ...clickFields(notification, given, credentials),
  }
}

/** The caller's wish, never past the notification's own end nor the vendor's maximum; at least a second. */
function basicTtlMs({ ttlSeconds }: Notification, { expiresAtMs, nowMs }: RenderTarget<XiaomiCredentials>): number {
  const remaining = expiresAtMs - nowMs
  const wished = ttlSeconds === undefined ? remaining : ttlSeconds * 1000
  return Math.max(1000, Math.floor(Math.min(wished, remaining, TTL_MS_MAX)))
}

/** A block that names an address of its own says by itself what it wants reported there. */
function callbackOf(given: Readonly<Record<string, JsonValue>>, receiptUrl: string | undefined): JsonObject {
  if (receiptUrl === undefined || given['extra.callback'] !== undefined) return {}
  if (Buffer.byteLength(receiptUrl) > CALLBACK_URL_BYTES_MAX) return {}
  return { 'extra.callback': receiptUrl, 'extra.callback.type': CALLBACK_TYPE_ALL }
}

function scheduleOf(atMs: JsonValue | undefined, nowMs: number): JsonValue | undefined {
  if (typeof atMs !== 'number' || atMs <= nowMs + SCHEDULE_MS_MAX) return atMs
  return refuse('xiaomi.timeToSend', '7 days', 'must be at most 7 days ahead')
}

function textsOf({ title, content }: Notification, given: Readonly<Record<string, JsonValue>>): JsonObject {
  return {
    title: shorten(String(given['title'] ?? title), TITLE_UNITS_MAX, units),
    description: shorten(String(given['description'] ?? content), DESCRIPTION_UNITS_MAX, units),
  }
}

/** A transparent message is nothing but its data, so it always has some. */
function payloadOf(ext: JsonObject | undefined, given: Readonly<Record<string, JsonValue>>): JsonValue | undefined {
  if (given['payload'] !== undefined) return given['payload']
  if (isObject(ext)) return data(ext, 'ext')
  return given['pass_through'] === 1 ? '{}' : undefined
}

/** Nobody taps a transparent message. */
function clickFields(
  { clickAction }: Notification,
  given: Readonly<Record<string, JsonValue>>,
  credentials: XiaomiCredentials,
): JsonObject {
  return given['pass_through'] === 1 ? {} : clickOf(clickAction, given, credentials)
}

function formOf(fields: JsonObject): string {
  let form = ''
  for (const name of FIELDS) {
    const value = fields[name]
    if (value !== undefined) form += `&${name}=${encodeURIComponent(String(value).toWellFormed())}`
  }
  return form
}
