// A notification as a v3 request body (spec/vendors.md §3.5b): composed once per notification and notifier, without the device tokens,
// which are spliced in per request. Pure; refuses to know how it is sent.
import { data, secondsToLive, ttl } from '../huawei-kin/fields.ts'
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import { type Check, flag, integerFrom, objectAt, pick, type Row, refuse, text } from '../render/fields.ts'
import { fit } from '../render/fit.ts'
import type { RenderTarget } from '../vendor.ts'
import type { HarmonyCredentials } from './credentials.ts'
import { handedThrough, type ShownPart, shownPart } from './notification.ts'

/** Most bytes of `payload` and `pushOptions` together in UTF-8 (spec/vendors.md §3.8: unconfirmed; the strictest reading). */
export const MESSAGE_BYTES_MAX = 4096
/** Most tokens of one request, of a test message, and of one that renews a card (spec/vendors.md §3.4). */
export const TOKENS_MAX = 1000
export const TEST_TOKENS_MAX = 10
export const CARD_TOKENS_MAX = 1

/** The values of the header `push-type` (spec/vendors.md §3.5b). */
export const pushTypes = { notification: 0, card: 1, voice: 2, background: 6, liveView: 7, call: 10, mdm: 11 } as const

/** One rendered message; shipments that share this object (by identity) share one request. */
export interface HarmonyPayload {
  readonly pushType: number
  /** The JSON text of `payload`. Where {@link takesMessageId}, its last member is `notification`. */
  readonly payloadJson: string
  /** The JSON text of `pushOptions`. */
  readonly optionsJson: string
  readonly tokensMax: number
  /** True for a notification without an `appMessageId` of the caller's. */
  readonly takesMessageId: boolean
}

/**
 * Renders a notification: the block `harmonyOS` (or `harmony`) over the basic fields and the category over the notifier's settings
 * over the defaults. Throws `PayloadError` naming the field (`harmonyOS.pushOptions.ttl`, …) and its limit.
 */
export function renderHarmony(notification: Notification, target: RenderTarget<HarmonyCredentials>): HarmonyPayload {
  const { harmonyOS, harmony } = notification.blocks as Readonly<Record<string, JsonObject | undefined>>
  const name = harmonyOS === undefined && harmony !== undefined ? 'harmony' : 'harmonyOS'
  const block = objectAt(notification.blocks, name, 'pushMessage')
  const pushType = Number(pick(block, BLOCK_ROWS, name)['pushType'] ?? pushTypes.notification)
  const options = optionsOf(notification, { block, name, pushType }, target)
  const optionsJson = JSON.stringify(options)
  const { others, shown } = payloadOf(notification, { block, name, pushType }, target.credentials)
  const takesMessageId = shown !== undefined && shown['appMessageId'] === undefined
  const taken = Buffer.byteLength(optionsJson) + (takesMessageId ? MESSAGE_ID_BYTES : 0)
  return {
    pushType,
    payloadJson: fitted(others, shown, { name, bytesMax: MESSAGE_BYTES_MAX - taken }),
    optionsJson,
    tokensMax: tokensMaxOf(pushType, options),
    takesMessageId,
  }
}

/**
 * The body of one request for these tokens; the payload's bytes are reused, never rendered again. `messageId` lets a phone tell a
 * repetition from a new message, so it must be the same in every attempt: a shipment's own id, where the request is for it alone.
 */
export function requestBody(payload: HarmonyPayload, tokens: readonly string[], messageId?: string): string {
  const { payloadJson, optionsJson, takesMessageId } = payload
  const whole =
    takesMessageId && messageId !== undefined
      ? `${payloadJson.slice(0, -2)},"appMessageId":${JSON.stringify(messageId)}}}`
      : payloadJson
  return `{"payload":${whole},"target":{"token":${JSON.stringify(tokens)}},"pushOptions":${optionsJson}}`
}

/** The request as it would be sent, with no token in it. */
export function previewHarmony(payload: HarmonyPayload): unknown {
  return { 'push-type': payload.pushType, ...(JSON.parse(requestBody(payload, [])) as object) }
}

/** `,"appMessageId":"…"` with a UUID. */
export const MESSAGE_ID_BYTES = 54

const knownPushType: Check = (value, field) => {
  const known = Object.values(pushTypes).find(type => String(type) === String(value))
  return known ?? refuse(field, Object.values(pushTypes).join(', '), 'must be a known push type')
}

const BLOCK_ROWS: readonly Row[] = [
  ['push-type', 'pushType', knownPushType],
  ['pushType', 'pushType', knownPushType],
]

const BATCH_TAG_BYTES_MAX = 64
const batchTag: Check = (value, field) =>
  Buffer.byteLength(String(text(value, field))) <= BATCH_TAG_BYTES_MAX
    ? value
    : refuse(field, `${BATCH_TAG_BYTES_MAX} bytes`, `must have at most ${BATCH_TAG_BYTES_MAX} bytes`)

const OPTION_ROWS: readonly Row[] = [
  ['testMessage', 'testMessage', flag],
  ['ttl', 'ttl', ttl],
  ['biTag', 'biTag', batchTag],
  ['receiptId', 'receiptId', text],
  ['collapseKey', 'collapseKey', integerFrom(-1, 100)],
]

/** A call rings for half a minute to a minute (spec/vendors.md §3.5b). */
const CALL_SECONDS = { least: 30, most: 60 } as const

/** The caller's block: its name, and what it says the message is. */
interface Block {
  readonly block: JsonObject
  readonly name: string
  readonly pushType: number
}

function optionsOf(
  notification: Notification,
  { block, name, pushType }: Block,
  target: RenderTarget<HarmonyCredentials>,
): JsonObject {
  const seconds = secondsToLive(notification, target)
  const { least, most } = CALL_SECONDS
  const isCall = pushType === pushTypes.call
  const path = `${name}.pushOptions`
  const basic = isCall ? Math.min(Math.max(seconds, least), most) : seconds
  const options = { ttl: basic, ...handedThrough(objectAt(block, 'pushOptions', name), OPTION_ROWS, path) }
  if (isCall && (options.ttl < least || options.ttl > most)) {
    refuse(`${path}.ttl`, `${least} to ${most} s`, `must be from ${least} to ${most} seconds for a call`)
  }
  return options
}

function tokensMaxOf(pushType: number, { testMessage }: JsonObject): number {
  if (pushType === pushTypes.card) return CARD_TOKENS_MAX
  return testMessage === true ? TEST_TOKENS_MAX : TOKENS_MAX
}

interface Payload {
  /** Every member but what is shown. */
  readonly others: JsonObject
  readonly shown?: ShownPart
}

/** What each push type wants of the basic fields: text, data or, where the payload is the caller's alone, nothing. */
function payloadOf(
  notification: Notification,
  { block, name, pushType }: Block,
  credentials: HarmonyCredentials,
): Payload {
  const path = `${name}.payload`
  const given = objectAt(block, 'payload', name)
  const all = handedThrough(given, PAYLOAD_ROWS, path)
  if (pushType === pushTypes.notification || pushType === pushTypes.voice) {
    const { notification: _, ...others } = all
    const own = { block: objectAt(given, 'notification', path), path: `${path}.notification` }
    return { others, shown: shownPart(notification, own, credentials) }
  }
  if (pushType !== pushTypes.background && pushType !== pushTypes.call) return { others: all }
  const { extraData = notification.ext && JSON.stringify(notification.ext) } = all
  if (extraData === undefined) refuse(`${path}.extraData`, 'required', 'is required for this push type')
  return { others: { ...all, extraData } }
}

const PAYLOAD_ROWS: readonly Row[] = [['extraData', 'extraData', data]]

function fitted(
  others: JsonObject,
  shown: ShownPart | undefined,
  { name, bytesMax }: { readonly name: string; readonly bytesMax: number },
): string {
  const write = (title?: string, body?: string): JsonObject =>
    shown === undefined ? others : { ...others, notification: { ...shown, title, body } }
  const texts = shown === undefined ? {} : { title: shown.title, body: shown.body }
  const complaint = `must have at most ${MESSAGE_BYTES_MAX} bytes without its text`
  return fit({ ...texts, write }, bytesMax)?.json ?? refuse(name, `${MESSAGE_BYTES_MAX} bytes`, complaint)
}
