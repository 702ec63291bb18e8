// A notification as vivo's message (spec/vendors.md §7.5), written as JSON once per notification and notifier; a request only puts the
// app, the target and the dedupe id between its pieces. Pure; refuses to know how it is sent.
import { hash } from 'node:crypto'
import type { JsonObject, JsonValue } from '../json.ts'
import { some, textOf } from '../json.ts'
import type { Notification } from '../notification.ts'
import { objectAt, refuse } from '../render/fields.ts'
import { shorten } from '../render/shorten.ts'
import { width } from '../render/width.ts'
import type { RenderTarget, Shipment } from '../vendor.ts'
import {
  CALLBACK_BYTES_MAX,
  CONTENT_WIDTH_MAX,
  customMap,
  pickExtra,
  pickVivo,
  REQUEST_ID_CHARS_MAX,
  TITLE_WIDTH_MAX,
  TTL_SECONDS_MAX,
  TTL_SECONDS_MIN,
} from './block.ts'
import { type Classified, classified, type MessageClass } from './classification.ts'
import { skipOf } from './click.ts'
import type { VivoCredentials } from './credentials.ts'

/** Most bytes of a message. vivo names limits of fields only (spec/vendors.md §7.8); this is their sum, rounded up. */
export const PAYLOAD_BYTES_MAX = 8192

/** One rendered message; shipments that share this object (by identity) may share a request. Pieces of JSON text, without braces. */
export interface VivoPayload {
  /** Digits. */
  readonly appId: string
  /** What vivo takes the message for; its quotas and hours are counted by it. */
  readonly messageClass: MessageClass
  /** Up to the content. */
  readonly texts: string
  readonly timeToLive: number
  /** From the tap to the category. */
  readonly kind: string
  /** What stands behind the dedupe id, with a leading comma, or nothing. */
  readonly rest: string
  /** The caller's own dedupe id. */
  readonly requestId?: string
}

/**
 * Renders a notification: the `vivo` block over the notification's category and basic fields over the notifier's settings over the
 * defaults. Basic texts that are too long are cut between graphemes and end in `…`. Throws `PayloadError` naming the field and its
 * limit; unknown members are left out.
 */
export function renderVivo(notification: Notification, target: RenderTarget<VivoCredentials>): VivoPayload {
  const { credentials } = target
  const block = objectAt(notification.blocks, 'vivo', 'pushMessage')
  const given = pickVivo(block)
  const classes = classified(given as Classified, notification.category, credentials)
  const payload: VivoPayload = {
    appId: credentials.appId,
    messageClass: classes.classification ?? 0,
    texts: members({
      notifyType: given['notifyType'] ?? NOTIFY_BOTH,
      title: given['title'] ?? shorten(notification.title, TITLE_WIDTH_MAX, width),
      content: given['content'] ?? shorten(notification.content, CONTENT_WIDTH_MAX, width),
    }),
    timeToLive: Number(given['timeToLive'] ?? basicTtl(notification, target)),
    kind: members({
      ...skipOf(given, notification.clickAction, credentials),
      networkType: given['networkType'] ?? -1,
      ...classes,
    }),
    rest: leading(members(restOf(given, extraOf(block, target.receiptUrl), notification, credentials))),
    ...some('requestId', textOf(given['requestId'])),
  }
  if (payloadBytes(payload) > PAYLOAD_BYTES_MAX) {
    refuse('vivo', `${PAYLOAD_BYTES_MAX} bytes`, `must have at most ${PAYLOAD_BYTES_MAX} bytes as JSON`)
  }
  return payload
}

/** UTF-8 bytes that count against {@link PAYLOAD_BYTES_MAX}. */
export function payloadBytes({ texts, kind, rest }: VivoPayload): number {
  return Buffer.byteLength(texts) + Buffer.byteLength(kind) + Buffer.byteLength(rest)
}

/** The body of `/message/send` for one token. */
export function sendBody(payload: VivoPayload, token: string, requestId: string): string {
  return `{"appId":${payload.appId},"regId":${JSON.stringify(token)},${messageJson(payload, requestId)}}`
}

/** The body of `/message/saveListPayload`: the message without a target. */
export function saveBody(payload: VivoPayload, requestId: string): string {
  return `{"appId":${payload.appId},${messageJson(payload, requestId)}}`
}

/** The body of `/message/pushToList`: the targets of a message that was saved. */
export function listBody(appId: string, taskId: string, requestId: string, tokens: readonly string[]): string {
  const ids = `"taskId":${JSON.stringify(taskId)},"requestId":${JSON.stringify(requestId)}`
  return `{"appId":${appId},${ids},"regIds":${JSON.stringify(tokens)}}`
}

/**
 * The dedupe id of a request, the same when the same shipments are sent again (spec/vendors.md §0.2-5). One shipment's is its own id.
 * Several have one made of all their ids, so that a repeat in other company is not taken for the same request. A caller's own id is kept
 * as the beginning and told apart by device: vivo would drop the second device's message as a repeat of the first one's.
 */
export function requestIdOf(payload: VivoPayload, group: readonly Shipment<VivoPayload>[]): string {
  const own = payload.requestId
  if (own !== undefined) {
    const tokens = group.map(({ token }) => token).join('\n')
    return `${own.slice(0, REQUEST_ID_CHARS_MAX - 17)}-${digest(`${own}\n${tokens}`).slice(0, 16)}`
  }
  const [first] = group
  return group.length === 1 && first ? first.id : digest(group.map(({ id }) => id).join('\n'))
}

/** The message as it would be sent, with no target in it. */
export function previewVivo(payload: VivoPayload): unknown {
  return JSON.parse(saveBody(payload, payload.requestId ?? '<requestId>'))
}

function messageJson({ texts, timeToLive, kind, rest }: VivoPayload, requestId: string): string {
  return `${texts},"timeToLive":${timeToLive},${kind},"requestId":${JSON.stringify(requestId)}${rest}`
}

/** 32 hexadecimal digits. */
function digest(text: string): string {
  return hash('sha256', text).slice(0, 32)
}

/** The caller's wish, never past the notification's own end, within what vivo takes: at least a minute. */
function basicTtl(notification: Notification, target: RenderTarget<VivoCredentials>): number {
  const remaining = Math.floor((target.expiresAtMs - target.nowMs) / 1000)
  const seconds = Math.min(notification.ttlSeconds ?? remaining, remaining, TTL_SECONDS_MAX)
  return Math.max(TTL_SECONDS_MIN, Math.floor(seconds))
}

/** An address that names another receipt configuration, by number, stays alone; ours goes in where it fits. */
function extraOf(block: JsonObject, receiptUrl: string | undefined): JsonObject | undefined {
  const given = pickExtra(objectAt(block, 'extra', 'vivo'))
  const isOurs = given['callback'] === undefined && given['callback.id'] === undefined
  const fits = receiptUrl !== undefined && Buffer.byteLength(receiptUrl) <= CALLBACK_BYTES_MAX
  const extra = isOurs && fits ? { callback: receiptUrl, ...given } : given
  return Object.keys(extra).length === 0 ? undefined : extra
}

function restOf(
  given: Readonly<Record<string, JsonValue>>,
  extra: JsonObject | undefined,
  { ext }: Notification,
  { isTest }: VivoCredentials,
): JsonObject {
  const custom = given['clientCustomMap'] ?? (ext === undefined ? undefined : customMap(ext, 'ext'))
  const isEmpty = custom === undefined || Object.keys(custom as JsonObject).length === 0
  const plain = REST_MEMBERS.flatMap(name => (given[name] === undefined ? [] : [[name, given[name]] as const]))
  return {
    ...(isTest ? { pushMode: 1 } : {}),
    ...Object.fromEntries(plain),
    ...(isEmpty ? {} : { clientCustomMap: custom }),
    ...some('extra', extra),
  }
}

const REST_MEMBERS = ['notifyId', 'pushMode', 'profileId', 'sendOnline', 'foregroundShow', 'addBadge'] as const

/** Ring and vibrate. */
const NOTIFY_BOTH = 4

function members(object: JsonObject): string {
  return JSON.stringify(object).slice(1, -1)
}

function leading(json: string): string {
  return json === '' ? '' : `,${json}`
}
