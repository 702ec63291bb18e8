// A notification as Meizu's `messageJson` (spec/vendors.md §8.5): composed once per notification and notifier; push ids and signature
// come with each request. Pure; refuses to know how it is sent.
import { classifications } from '../category.ts'
import { type JsonObject, some } from '../json.ts'
import type { Notification } from '../notification.ts'
import { objectAt, refuse } from '../render/fields.ts'
import { shorten, units } from '../render/shorten.ts'
import type { RenderTarget } from '../vendor.ts'
import { CALLBACK_BYTES_MAX, CONTENT_UNITS_MAX, readBlock, TITLE_UNITS_MAX, VALID_HOURS_MAX } from './block.ts'
import { clickTypeInfo } from './click-type.ts'
import type { MeizuCredentials } from './credentials.ts'

export { VALID_HOURS_MAX } from './block.ts'

/** Most bytes of `messageJson`. Ours: Meizu limits fields and names none for the whole, which would leave data unbounded. */
export const MESSAGE_BYTES_MAX = 8192

/** One rendered message; shipments that share this object (by identity) share requests. */
export interface MeizuPayload {
  /** The JSON text that is signed; at most {@link MESSAGE_BYTES_MAX} bytes. */
  readonly messageJson: string
  /** The same, encoded for a form. */
  readonly encodedJson: string
}

/**
 * Renders a notification: the `meizu` block over the basic fields over the notifier's settings over the defaults. Basic texts that are
 * too long are cut between graphemes and end in `…`. Throws `PayloadError` naming the field and its limit.
 */
export function renderMeizu(notification: Notification, target: RenderTarget<MeizuCredentials>): MeizuPayload {
  const messageJson = JSON.stringify(composed(notification, target))
  if (Buffer.byteLength(messageJson) > MESSAGE_BYTES_MAX) {
    const source = notification.blocks['meizu']?.['parameters']
      ? 'meizu.parameters'
      : notification.ext
        ? 'ext'
        : 'meizu'
    refuse(source, `${MESSAGE_BYTES_MAX} bytes`, `makes a message of more than ${MESSAGE_BYTES_MAX} bytes`)
  }
  return { messageJson, encodedJson: encodeURIComponent(messageJson) }
}

/** The message as it would be sent. */
export function previewMeizu({ messageJson }: MeizuPayload): unknown {
  return { pushIds: '', messageJson: JSON.parse(messageJson) as unknown }
}

function composed(notification: Notification, target: RenderTarget<MeizuCredentials>): JsonObject {
  const { credentials } = target
  const given = readBlock(objectAt(notification.blocks, 'meizu', 'pushMessage'))
  const { notificationType } = given
  const advance = { ...given.advance, ...some('notificationType', filled(notificationType)) }
  return {
    noticeBarInfo: noticeBarInfo(notification, given.bar, credentials),
    ...some('noticeExpandInfo', filled(given.expand)),
    clickTypeInfo: clickTypeInfo(notification, given.click, credentials),
    pushTimeInfo: pushTimeInfo(notification, given.time, target),
    ...some('advanceInfo', filled(advance)),
    ...some('extra', extraOf(given.extra, target)),
  }
}

function filled(members: JsonObject): JsonObject | undefined {
  return Object.keys(members).length > 0 ? members : undefined
}

/** Precedence of the kind: block, category, notifier; nothing said leaves it to Meizu, which takes it as public. */
function noticeBarInfo({ title, content, category }: Notification, bar: JsonObject, own: MeizuCredentials): JsonObject {
  const classified = category === undefined ? undefined : classifications[category].meizu.noticeMsgType
  return {
    title: bar['title'] ?? basicText(title, 'title', TITLE_UNITS_MAX),
    content: bar['content'] ?? basicText(content, 'content', CONTENT_UNITS_MAX),
    ...some('noticeMsgType', bar['noticeMsgType'] ?? classified ?? own.noticeMsgType),
  }
}

function basicText(text: string, field: string, unitsMax: number): string {
  if (text === '') refuse(field, `1 to ${unitsMax} characters`, 'must not be empty for Meizu')
  return shorten(text, unitsMax, units)
}

/** The caller's wish, never past the notification's own end but for the rest of an hour: Meizu counts in whole ones. */
function pushTimeInfo(
  { ttlSeconds }: Notification,
  { offLine = 1, validTime }: JsonObject,
  { expiresAtMs, nowMs }: RenderTarget<MeizuCredentials>,
): JsonObject {
  const remaining = (expiresAtMs - nowMs) / 1000
  const hours = Math.ceil(Math.min(ttlSeconds ?? remaining, remaining) / 3600)
  return { offLine, validTime: validTime ?? Math.min(Math.max(hours, 1), VALID_HOURS_MAX) }
}

/** Parameter and type of a receipt mean nothing without an address. An address that is too long for Meizu is left out. */
function extraOf(given: JsonObject, target: RenderTarget<MeizuCredentials>): JsonObject | undefined {
  const { credentials, receiptUrl = '' } = target
  const isUsable = credentials.receipt && receiptUrl !== '' && Buffer.byteLength(receiptUrl) <= CALLBACK_BYTES_MAX
  const callback = given['callback'] ?? (isUsable ? receiptUrl : undefined)
  return callback === undefined ? undefined : { callback, ...given }
}
