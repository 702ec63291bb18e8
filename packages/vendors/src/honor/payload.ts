// A notification as Honor's request body (spec/vendors.md §4.5): composed once per notification and notifier, without the device
// tokens, which are spliced in per request. Pure; refuses to know how it is sent.
import { data, secondsToLive, ttl } from '../huawei-kin/fields.ts'
import { type JsonObject, some } from '../json.ts'
import type { Notification } from '../notification.ts'
import { objectAt, oneOf, pick, type Row, refuse, text } from '../render/fields.ts'
import { fit } from '../render/fit.ts'
import type { RenderTarget } from '../vendor.ts'
import type { HonorCredentials } from './credentials.ts'
import { type ShownPart, shownPart } from './shown-part.ts'

/** Most bytes of the message in UTF-8, its tokens not counted (spec/vendors.md §4.8, unconfirmed). */
export const MESSAGE_BYTES_MAX = 4096

/** One rendered message; shipments that share this object (by identity) share one request. */
export interface HonorPayload {
  /** The JSON text of the body without `token`; at most {@link MESSAGE_BYTES_MAX} bytes. */
  readonly messageJson: string
}

/**
 * Renders a notification: the `honor` block over the basic fields and the category over the notifier's settings over the defaults.
 * Throws `PayloadError` naming the field (`honor.androidConfig.ttl`, …) and its limit; unknown members are left out.
 */
export function renderHonor(notification: Notification, target: RenderTarget<HonorCredentials>): HonorPayload {
  const block = objectAt(notification.blocks, 'honor', 'pushMessage')
  const android = objectAt(block, 'androidConfig', 'honor')
  const { data: own } = pick(block, BLOCK_ROWS, 'honor')
  const { ttl: seconds = secondsToLive(notification, target), ...given } = pick(android, ANDROID_ROWS, ANDROID)
  const shown = shownPart(notification, objectAt(android, 'androidNotification', ANDROID), target.credentials)
  return {
    messageJson: fitted({
      ...some('data', own ?? (notification.ext === undefined ? undefined : JSON.stringify(notification.ext))),
      android: { ttl: `${seconds}s`, ...given, notification: shown },
    }),
  }
}

/** The body of one request for these tokens; the message's bytes are reused, never rendered again. */
export function requestBody({ messageJson }: HonorPayload, tokens: readonly string[]): string {
  // `messageJson` always holds a member, so its closing brace can make room for one more.
  return `${messageJson.slice(0, -1)},"token":${JSON.stringify(tokens)}}`
}

/** The request as it would be sent, with no token in it. */
export function previewHonor(payload: HonorPayload): unknown {
  return JSON.parse(requestBody(payload, []))
}

const ANDROID = 'honor.androidConfig'

const BLOCK_ROWS: readonly Row[] = [['data', 'data', data]]

const ANDROID_ROWS: readonly Row[] = [
  ['ttl', 'ttl', ttl],
  ['biTag', 'biTag', text],
  ['data', 'data', data],
  ['targetUserType', 'targetUserType', oneOf(0, 1)],
]

interface Message extends JsonObject {
  readonly android: JsonObject & { readonly notification: ShownPart }
}

function fitted(message: Message): string {
  const { android } = message
  const { title, body } = android.notification
  const write = (shortTitle?: string, shortBody?: string): JsonObject => ({
    ...message,
    android: { ...android, notification: { ...android.notification, title: shortTitle, body: shortBody } },
  })
  const complaint = `must have at most ${MESSAGE_BYTES_MAX} bytes without its text`
  return (
    fit({ title, body, write }, MESSAGE_BYTES_MAX)?.json ?? refuse('honor', `${MESSAGE_BYTES_MAX} bytes`, complaint)
  )
}
