// A notification as what a service worker reads, and the headers that go with it: composed once per notification and notifier. Pure;
// encrypted per device by the client. Refuses to know devices, keys and services.
import { createHash } from 'node:crypto'
import { classifications } from '../category.ts'
import { type JsonObject, type JsonValue, parsedJson, some, textOf } from '../json.ts'
import type { Notification } from '../notification.ts'
import { objectAt, refuse } from '../render/fields.ts'
import { fit } from '../render/fit.ts'
import type { RenderTarget } from '../vendor.ts'
import { readBlock, TTL_SECONDS_MAX } from './block.ts'
import type { WebPushCredentials } from './credentials.ts'
import { BODY_BYTES_MAX, OVERHEAD_BYTES } from './encryption.ts'

/** Most bytes of the JSON text: what is left of a body that every service takes (spec/vendors.md §9.8). */
export const PLAINTEXT_BYTES_MAX: number = BODY_BYTES_MAX - OVERHEAD_BYTES

/** One rendered message. */
export interface WebPushPayload {
  /** What the service worker reads: JSON text of at most {@link PLAINTEXT_BYTES_MAX} bytes. */
  readonly json: string
  /** The headers that say how to deliver it (RFC 8030 §5.2 to §5.4). */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Renders a notification: the `webpush` block over the basic fields over the defaults. A body that is too long is shortened between
 * graphemes and ends in `…`, then the title. Throws `PayloadError` naming the field (`webpush.urgency`, `webpush`) and its limit.
 */
export function renderWebPush(notification: Notification, target: RenderTarget<WebPushCredentials>): WebPushPayload {
  const block = readBlock(objectAt(notification.blocks, 'webpush', 'pushMessage'))
  return { json: fitted(notification, block), headers: headersOf(notification, block, target) }
}

/** Headers and message, as they would be sent to any device. */
export function previewWebPush({ json, headers }: WebPushPayload): unknown {
  return { headers, notification: parsedJson(json) }
}

function fitted(notification: Notification, block: Readonly<Record<string, JsonValue>>): string {
  const title = textOf(block['title']) ?? notification.title
  const body = textOf(block['body']) ?? notification.content
  const rest = restOf(notification, block)
  const write = (shortTitle?: string, shortBody?: string): JsonObject => ({
    title: shortTitle,
    body: shortBody,
    ...rest,
  })
  const limit = `${PLAINTEXT_BYTES_MAX} bytes`
  return (
    fit({ title, body, write }, PLAINTEXT_BYTES_MAX)?.json ??
    refuse('webpush', limit, `must have at most ${limit} without its text`)
  )
}

/**
 * The document but for its texts; NOTES.md lists its members. `action` and `activity` of a click are names inside an Android app and have
 * no meaning in a page, so they stay out.
 */
function restOf(notification: Notification, block: Readonly<Record<string, JsonValue>>): JsonObject {
  const { addNum, setNum } = notification.badge ?? {}
  const appBadge = setNum !== undefined ? { set: setNum } : addNum !== undefined ? { add: addNum } : undefined
  const shown = ['icon', 'image', 'badge', 'tag', 'actions', 'requireInteraction', 'silent']
  return {
    ...some('subtitle', notification.subTitle),
    ...Object.fromEntries(shown.flatMap(name => (block[name] === undefined ? [] : [[name, block[name]]]))),
    ...some('url', textOf(block['url']) ?? notification.clickAction?.url),
    ...some('appBadge', appBadge),
    ...some('category', notification.category),
    ...some('data', block['data'] ?? notification.ext),
  }
}

function headersOf(
  notification: Notification,
  block: Readonly<Record<string, JsonValue>>,
  target: RenderTarget<WebPushCredentials>,
): Readonly<Record<string, string>> {
  const { category } = notification
  const urgency =
    textOf(block['urgency']) ?? (category === undefined ? 'normal' : classifications[category].webpush.urgency)
  const topic = textOf(block['topic'])
  return {
    ttl: String(ttlOf(notification, block, target)),
    urgency,
    ...some('topic', topic === undefined ? undefined : topicOf(topic)),
  }
}

/** Never past the notification's own end; 0 is for who is connected at this moment (RFC 8030 §5.2). */
function ttlOf(
  { ttlSeconds }: Notification,
  block: Readonly<Record<string, JsonValue>>,
  { expiresAtMs, nowMs }: RenderTarget<WebPushCredentials>,
): number {
  const remaining = Math.floor((expiresAtMs - nowMs) / 1000)
  const wished = typeof block['ttl'] === 'number' ? block['ttl'] : (ttlSeconds ?? remaining)
  return Math.max(0, Math.floor(Math.min(wished, remaining, TTL_SECONDS_MAX)))
}

/** RFC 8030 §5.4: up to 32 characters of base64url; any other text becomes its digest, which replaces just as well. */
function topicOf(text: string): string {
  if (/^[A-Za-z0-9_-]{1,32}$/.test(text)) return text
  return createHash('sha256').update(text).digest('base64url').slice(0, 32)
}
