// A notification as Huawei's v1 request body (spec/vendors.md §3.5): composed once per notification and notifier, without
// the device tokens, which are spliced in per request. Pure; refuses to know how it is sent.

import { classifications } from '../category.ts'
import { isObject, type JsonObject, some } from '../json.ts'
import type { Notification } from '../notification.ts'
import {
  type Check,
  flag,
  integerFrom,
  listOf,
  object,
  objectAt,
  oneOf,
  pick,
  type Row,
  refuse,
  text,
} from '../render/fields.ts'
import { fit } from '../render/fit.ts'
import type { RenderTarget } from '../vendor.ts'
import { type AndroidNotification, androidNotification } from './android-notification.ts'
import type { HuaweiCredentials } from './credentials.ts'

/** Most bytes of the `message` object in UTF-8, its tokens not counted (spec/vendors.md §3.8). */
export const MESSAGE_BYTES_MAX = 4096

/** Longest time in seconds that Huawei keeps a message for an absent phone: 15 days (spec/vendors.md §3.5). */
export const TTL_SECONDS_MAX = 1_296_000

/** One rendered message; shipments that share this object (by identity) share one request. */
export interface HuaweiPayload {
  /** The JSON text of `message` without `token`; at most {@link MESSAGE_BYTES_MAX} bytes. */
  readonly messageJson: string
  /** Huawei checks such a message and delivers it to nobody. */
  readonly validateOnly: boolean
  /** Results of a third party's content review, handed through. */
  readonly review?: readonly JsonObject[]
}

/**
 * Renders a notification: the `huawei` block over the basic fields and the category over the notifier's settings over the
 * defaults. A body and then a title too long for the vendor are shortened between graphemes and end in `…`. Throws `PayloadError` naming the field
 * (`huawei.message.android.notification.badge.addNum`, …) and its limit; unknown members are left out.
 */
export function renderHuawei(notification: Notification, target: RenderTarget<HuaweiCredentials>): HuaweiPayload {
  const block = objectAt(notification.blocks, 'huawei', 'pushMessage')
  const message = objectAt(block, 'message', 'huawei')
  const { validate_only: validateOnly, review } = pick(block, BLOCK_ROWS, 'huawei')
  return {
    messageJson: fitted(composed(notification, message, target)),
    validateOnly: validateOnly === true,
    ...(review === undefined ? {} : { review: review as readonly JsonObject[] }),
  }
}

/** The body of one request for these tokens; the message's bytes are reused, never rendered again. */
export function requestBody(payload: HuaweiPayload, tokens: readonly string[]): string {
  const head = payload.validateOnly ? '"validate_only":true,' : ''
  const tail = payload.review === undefined ? '' : `,"review":${JSON.stringify(payload.review)}`
  // `messageJson` always holds a member, so its closing brace can make room for one more.
  return `{${head}"message":${payload.messageJson.slice(0, -1)},"token":${JSON.stringify(tokens)}}${tail}}`
}

/** The request as it would be sent, with no token in it. */
export function previewHuawei(payload: HuaweiPayload): unknown {
  return JSON.parse(requestBody(payload, []))
}

interface Message extends JsonObject {
  readonly android: JsonObject & { readonly notification: AndroidNotification }
}

function composed(notification: Notification, message: JsonObject, target: RenderTarget<HuaweiCredentials>): Message {
  const android = objectAt(message, 'android', 'huawei.message')
  const given = pick(android, ANDROID_ROWS, 'huawei.message.android')
  const { data } = pick(message, MESSAGE_ROWS, 'huawei.message')
  const custom = data ?? (notification.ext === undefined ? undefined : JSON.stringify(notification.ext))
  const told = notification.category === undefined ? undefined : classifications[notification.category].huawei
  const category = given['category'] ?? told?.category ?? target.credentials.category
  return {
    ...(custom === undefined ? {} : { data: custom }),
    android: {
      ttl: basicTtl(notification, target),
      ...some('urgency', told?.urgency),
      ...given,
      ...(category === undefined ? {} : { category }),
      notification: androidNotification(notification, message, target.credentials),
    },
  }
}

/** The caller's wish, never past the notification's own end nor the vendor's maximum; at least a second. */
function basicTtl(notification: Notification, target: RenderTarget<HuaweiCredentials>): string {
  const remaining = Math.floor((target.expiresAtMs - target.nowMs) / 1000)
  const seconds = Math.min(notification.ttlSeconds ?? remaining, remaining, TTL_SECONDS_MAX)
  return `${Math.max(1, Math.floor(seconds))}s`
}

/** Easemob documents an object, Huawei's own field is a string (spec/easemob.md §7.11, spec/vendors.md §3.5): both are taken. */
const data: Check = (value, field) =>
  typeof value === 'string'
    ? value
    : isObject(value)
      ? JSON.stringify(value)
      : refuse(field, 'object or string', 'must be an object or a string')

/** Seconds as `"3600s"`, `"3600"` or the number; always with the `s` on the wire. */
const ttl: Check = (value, field) => {
  const written = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  const seconds = /^\d{1,9}(\.\d{1,9})?s?$/.test(written) ? Number.parseFloat(written) : Number.NaN
  if (!(seconds <= TTL_SECONDS_MAX)) {
    refuse(field, `${TTL_SECONDS_MAX} s`, `must be seconds such as 3600s, at most ${TTL_SECONDS_MAX}`)
  }
  return written.endsWith('s') ? written : `${written}s`
}

/** One review or several; Huawei's field is a list. Their number is not published, ten keeps the request small. */
const review: Check = (value, field) => (isObject(value) ? [value] : listOf(object, 10)(value, field))

const BLOCK_ROWS: readonly Row[] = [
  ['validateOnly', 'validate_only', flag],
  ['review', 'review', review],
]

const MESSAGE_ROWS: readonly Row[] = [['data', 'data', data]]

const ANDROID_ROWS: readonly Row[] = [
  ['ttl', 'ttl', ttl],
  ['category', 'category', text],
  ['collapseKey', 'collapse_key', integerFrom(-1, 100)],
  ['urgency', 'urgency', oneOf('HIGH', 'NORMAL')],
  ['biTag', 'bi_tag', text],
  ['receiptId', 'receipt_id', text],
  ['fastAppTargetType', 'fast_app_target', oneOf(1, 2)],
  ['data', 'data', data],
  ['targetUserType', 'target_user_type', oneOf(0, 1)],
]

function fitted(message: Message): string {
  const { title, body } = message.android.notification
  const write = (shortTitle?: string, shortBody?: string): JsonObject => ({
    ...message,
    android: {
      ...message.android,
      notification: { ...message.android.notification, title: shortTitle, body: shortBody },
    },
  })
  const { json } = fit({ title, body, write }, MESSAGE_BYTES_MAX) ?? {}
  return (
    json ??
    refuse(
      'huawei.message',
      `${MESSAGE_BYTES_MAX} bytes`,
      `must have at most ${MESSAGE_BYTES_MAX} bytes without its text`,
    )
  )
}
