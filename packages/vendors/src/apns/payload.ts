// Renders a notification into what APNs gets: headers and one JSON document, the same for every device of a notifier.
// Pure. Refuses to know devices, connections and credentials beyond topic and sound.

import { type Classification, classifications } from '../category.ts'
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import { type Fitted, fit } from '../render/fit.ts'
import { PayloadError, type RenderTarget } from '../vendor.ts'
import { type ApsDraft, activityAps, alertAps, silentAps } from './aps.ts'
import { objectIn, oneOf, textIn, wholeIn } from './block.ts'
import type { ApnsCredentials } from './credentials.ts'
import { PUSH_TYPES, type PushType, pushTypeNames, topicOf } from './push-type.ts'

/** A rendered push without what differs per device: token, `apns-id` and `authorization`. */
export interface ApnsPayload {
  /** The JSON document. */
  readonly body: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly pushType: PushType
  readonly topic: string
  readonly priority: 10 | 5 | 1
  /** When APNs gives up, epoch ms; 0 = one try, nothing stored. The header carries seconds. */
  readonly expirationMs: number
  /** The caller's own `apns-id`, which then stands instead of the shipment's. */
  readonly apnsId?: string
  /** True when text was cut to fit. */
  readonly truncated: boolean
}

/**
 * Renders a push: the `apns` block over basic fields and category over the notifier's settings over defaults. Throws {@link PayloadError}
 * for a member of the wrong type and for what cannot be made small enough by shortening its text.
 */
export function render(notification: Notification, target: RenderTarget<ApnsCredentials>): ApnsPayload {
  const { apns: block = {} } = notification.blocks
  const pushType = pushTypeOf(block, target.credentials)
  const fitted = fitInto(pushType, apsOf(pushType, notification, block, target), customOf(notification, block))
  const topic = topicOf(pushType, target.credentials.bundleId)
  const priority = priorityOf(block, pushType, classOf(notification, pushType)?.priority)
  const expirationMs = expirationOf(block, pushType, target)
  const apnsId = apnsIdOf(block)
  return {
    body: fitted.json,
    headers: {
      'apns-topic': topic,
      'apns-push-type': pushType,
      'apns-priority': String(priority),
      'apns-expiration': String(Math.floor(expirationMs / 1000)),
      ...collapseHeader(block),
      'content-type': 'application/json',
    },
    pushType,
    topic,
    priority,
    expirationMs,
    ...(apnsId === undefined ? {} : { apnsId }),
    truncated: fitted.truncated,
  }
}

/** The request a payload makes, for previews and traces; `{token}` and `{id}` stand for what differs per device. */
export function preview(payload: ApnsPayload): unknown {
  return {
    method: 'POST',
    path: '/3/device/{token}',
    headers: { ...payload.headers, 'apns-id': payload.apnsId ?? '{id}' },
    body: JSON.parse(payload.body) as unknown,
    truncated: payload.truncated,
  }
}

/** Longest time APNs is asked to keep a push (spec/vendors.md §1.5). */
export const TTL_MS_MAX: number = 30 * 86_400_000
/** A ring that comes late wakes nobody usefully: a VoIP push without its own `invalidationTime` lives this long at most. */
export const VOIP_TTL_MS_MAX = 60_000
/** Bytes of `apns-collapse-id`. */
export const COLLAPSE_ID_BYTES_MAX = 64

const CANONICAL_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function pushTypeOf(block: JsonObject, credentials: ApnsCredentials): PushType {
  const asked = oneOf(block, 'pushType', pushTypeNames)
  if (credentials.isVoip && asked !== undefined && asked !== 'voip') {
    throw new PayloadError('apns.pushType', 'voip', `A VoIP notifier sends VoIP pushes only, not ${asked}.`)
  }
  return asked ?? (credentials.isVoip ? 'voip' : 'alert')
}

function apsOf(
  pushType: PushType,
  n: Notification,
  block: JsonObject,
  target: RenderTarget<ApnsCredentials>,
): ApsDraft {
  switch (PUSH_TYPES[pushType].content) {
    case 'alert':
      return alertAps(n, block, {
        sound: target.credentials.sound,
        interruptionLevel: classOf(n, pushType)?.interruptionLevel,
      })
    case 'silent':
      return silentAps(pushType === 'background')
    case 'activity':
      return activityAps(n, block, target.nowMs)
  }
}

/** A category speaks of alerts only: the other types fix what it would say, and a VoIP push rings whatever its level. */
function classOf({ category }: Notification, pushType: PushType): Classification['apns'] | undefined {
  return category === undefined || pushType !== 'alert' ? undefined : classifications[category].apns
}

/** Custom data beside `aps`: the block's `ext` over the basic `ext` over the click's URL. `aps` itself cannot be replaced. */
function customOf(n: Notification, block: JsonObject): JsonObject {
  const url = n.clickAction?.url
  const custom = { ...(url ? { url } : {}), ...n.ext, ...objectIn(block, 'ext') }
  return Object.fromEntries(Object.entries(custom).filter(([key]) => key !== 'aps'))
}

function fitInto(pushType: PushType, draft: ApsDraft, custom: JsonObject): Fitted {
  const bytesMax = PUSH_TYPES[pushType].payloadBytesMax
  const document = { ...draft.text, write: (t?: string, b?: string) => ({ aps: draft.write(t, b), ...custom }) }
  const fitted = fit(document, bytesMax)
  if (fitted === undefined) {
    const message = `The payload is larger than ${bytesMax} bytes even with its text cut; send less custom data.`
    throw new PayloadError('payload', `${bytesMax} bytes`, message)
  }
  return fitted
}

/** A background push must have priority 5 (spec/vendors.md §1.5), whatever was asked for. */
function priorityOf(block: JsonObject, pushType: PushType, ofCategory: 10 | 5 | undefined): 10 | 5 | 1 {
  const asked = oneOf(block, 'priority', [10, 5, 1] as const)
  return pushType === 'background' ? 5 : (asked ?? ofCategory ?? PUSH_TYPES[pushType].defaultPriority)
}

function expirationOf(block: JsonObject, pushType: PushType, target: RenderTarget<ApnsCredentials>): number {
  const validMs = wholeIn(block, 'invalidationTime', 0)
  if (validMs === 0) return 0
  if (validMs !== undefined) return target.nowMs + Math.min(validMs, TTL_MS_MAX)
  const ttlMsMax = pushType === 'voip' ? VOIP_TTL_MS_MAX : TTL_MS_MAX
  return Math.min(target.expiresAtMs, target.nowMs + ttlMsMax)
}

function collapseHeader(block: JsonObject): Readonly<Record<string, string>> {
  const id = textIn(block, 'collapseId')
  if (id === undefined || id === '') return {}
  if (id.length > COLLAPSE_ID_BYTES_MAX || !/^[\x20-\x7e]+$/.test(id)) {
    const limit = `${COLLAPSE_ID_BYTES_MAX} bytes of printable ASCII`
    throw new PayloadError('apns.collapseId', limit, `apns.collapseId may have at most ${limit}.`)
  }
  return { 'apns-collapse-id': id }
}

function apnsIdOf(block: JsonObject): string | undefined {
  const id = textIn(block, 'apnsId')
  if (id === undefined || id === '') return undefined
  if (!CANONICAL_UUID.test(id))
    throw new PayloadError('apns.apnsId', 'UUID', 'apns.apnsId must be a UUID of 8-4-4-4-12 digits.')
  return id
}
