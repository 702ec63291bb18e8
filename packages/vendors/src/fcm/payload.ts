// Turns a notification into a version 1 message. Pure; refuses to know devices, tokens and the network.
// Layers from weak to strong: defaults and notifier settings, category, basic fields, legacy block `fcm`, block `fcmV1`.

import { type Category, classifications } from '../category.ts'
import { channelIdFor } from '../credentials/channel-ids.ts'
import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Notification } from '../notification.ts'
import type { RenderTarget } from '../vendor.ts'
import {
  ANALYTICS_LABEL,
  anyObject,
  COLOR,
  dataMap,
  duration,
  flag,
  matching,
  object,
  readBlock,
  type Shape,
  TTL_SECONDS_MAX,
  text,
  textMap,
  texts,
  word,
} from './block.ts'
import type { FcmCredentials, PushType } from './credentials.ts'
import { readLegacyBlock } from './legacy.ts'
import { fit, type Path } from './size.ts'

/** A request body cut in two where the device's token goes, so that one rendering serves every device of a notifier. */
export interface FcmPayload {
  /** JSON text up to the token. */
  readonly before: string
  /** JSON text after the token. */
  readonly after: string
}

/** spec/vendors.md §2.5. */
const NOTIFICATION_PRIORITIES = [
  'PRIORITY_MIN',
  'PRIORITY_LOW',
  'PRIORITY_DEFAULT',
  'PRIORITY_HIGH',
  'PRIORITY_MAX',
] as const

const NOTIFICATION: Shape = { title: ['title', text], body: ['body', text], image: ['image', text] }

const ANDROID_NOTIFICATION: Shape = {
  ...NOTIFICATION,
  icon: ['icon', text],
  color: ['color', matching(COLOR, '#rrggbb')],
  sound: ['sound', text],
  tag: ['tag', text],
  clickAction: ['click_action', text],
  bodyLocKey: ['body_loc_key', text],
  bodyLocArgs: ['body_loc_args', texts],
  titleLocKey: ['title_loc_key', text],
  titleLocArgs: ['title_loc_args', texts],
  channelId: ['channel_id', text],
  // Not in the original's table; without it a caller could not overrule a category.
  notificationPriority: ['notification_priority', word(...NOTIFICATION_PRIORITIES)],
}

const ANDROID: Shape = {
  priority: ['priority', word('NORMAL', 'HIGH')],
  ttl: ['ttl', duration],
  collapseKey: ['collapse_key', text],
  directBootOk: ['direct_boot_ok', flag],
  androidNotification: ['notification', object(ANDROID_NOTIFICATION)],
}

/** The block `fcmV1`, member by member (spec/easemob.md §7.6). */
const FCM_V1: Shape = {
  type: ['type', word('BOTH', 'DATA', 'NOTIFICATION')],
  notification: ['notification', object(NOTIFICATION)],
  data: ['data', dataMap],
  androidConfig: ['android', object(ANDROID)],
  webPushConfig: ['webpush', object({ headers: ['headers', textMap], notification: ['notification', anyObject] })],
  apnsConfig: ['apns', object({ headers: ['headers', textMap], payload: ['payload', anyObject] })],
  options: ['fcm_options', object({ analyticsLabel: label(), analytics_label: label() })],
  condition: ['condition', text],
}

/** The parts whose `title` and `body` are shown and may be shortened; data of the app's own is never touched. */
const SHOWN: readonly Path[] = [['notification'], ['android', 'notification']]

/** Parts whose members are laid over each other one by one; every other part of a stronger layer replaces the weaker one whole. */
const LAYERED: readonly string[] = ['notification', 'android']

/**
 * Renders once for all devices of a notifier. Body and then title are shortened between graphemes where `notification` and `data`
 * exceed 4096 bytes. Throws PayloadError naming the caller's member, such as `fcmV1.androidConfig.ttl`.
 */
export function renderFcm(notification: Notification, target: RenderTarget<FcmCredentials>): FcmPayload {
  const { credentials } = target
  const { category } = notification
  const { fcm = {}, fcmV1 = {} } = notification.blocks
  const legacy = readLegacyBlock(fcm)
  // FCM takes exactly one target and the device's token is it, so a condition is checked and left out.
  const { type, condition: _, ...own } = readBlock(fcmV1, 'fcmV1', FCM_V1)
  const layers = [
    settingsLayer(credentials, category),
    categoryLayer(category),
    basicLayer(notification, target),
    legacy.message,
    own,
  ]
  const merged = layers.reduce(overlay, {})
  const pushType = (type as PushType | undefined) ?? credentials.pushType
  // Nobody shows a data message but the app itself, so it needs the texts; an app that names its own data has said what it wants.
  const hasOwnData = legacy.message['data'] !== undefined || own['data'] !== undefined
  const textsInData = pushType === 'DATA' && !hasOwnData
  const kept = keepParts(merged, pushType, textsInData)
  const places = (member: 'title' | 'body'): Path[] => [
    ...SHOWN.map(part => [...part, member]),
    ...(textsInData && notification.ext?.[member] === undefined ? [['data', member]] : []),
  ]
  return cutAtToken(fit(kept, { titles: places('title'), bodies: places('body') }), legacy.validateOnly)
}

/** The complete request body for one device. */
export function bodyFor(payload: FcmPayload, token: string): string {
  return payload.before + JSON.stringify(token) + payload.after
}

/** The request body with a placeholder for the token. */
export function previewFcm(payload: FcmPayload): unknown {
  return JSON.parse(bodyFor(payload, '<token>'))
}

/** A message without a target as a payload; `validateOnly` lets FCM check it without sending. */
export function cutAtToken(message: JsonObject, validateOnly: boolean): FcmPayload {
  const rest = JSON.stringify(message).slice(1)
  return {
    before: `{${validateOnly ? '"validate_only":true,' : ''}"message":{"token":`,
    after: `${rest === '}' ? '' : ','}${rest}}`,
  }
}

/** The channel is the one setting that knows categories (credentials/channel-ids.ts). */
function settingsLayer({ priority, sound, channelIds }: FcmCredentials, category: Category | undefined): JsonObject {
  return { android: { priority, notification: present({ channel_id: channelIdFor(channelIds, category), sound }) } }
}

function categoryLayer(category: Category | undefined): JsonObject {
  if (category === undefined) return {}
  const { priority, notificationPriority } = classifications[category].fcm
  return { android: { priority, notification: { notification_priority: notificationPriority } } }
}

function basicLayer(notification: Notification, target: RenderTarget<FcmCredentials>): JsonObject {
  const { title, content, ext, clickAction, badge } = notification
  const seconds = Math.floor((target.expiresAtMs - target.nowMs) / 1000)
  return {
    notification: { title: title.toWellFormed(), body: content.toWellFormed() },
    ...(ext === undefined ? {} : { data: dataMap(ext, 'ext') }),
    android: {
      ttl: `${Math.min(Math.max(seconds, 0), TTL_SECONDS_MAX)}s`,
      notification: present({
        click_action: clickAction?.action === '' ? undefined : clickAction?.action,
        notification_count: badge?.setNum,
      }),
    },
  }
}

function overlay(weak: JsonObject, strong: JsonObject): JsonObject {
  const out: Record<string, JsonValue | undefined> = { ...weak }
  for (const [name, value] of Object.entries(strong)) {
    const below = out[name]
    out[name] = LAYERED.includes(name) && isObject(below) && isObject(value) ? overlay(below, value) : value
  }
  return out
}

/** The parts the type asks for, in FCM's order, without empty ones. */
function keepParts(message: JsonObject, type: PushType, textsInData: boolean): JsonObject {
  const { notification, data, android, webpush, apns, fcm_options } = message as Record<string, JsonObject>
  const { notification: androidNotification, ...androidRest } = android as Record<string, JsonObject>
  const isShown = type !== 'DATA'
  return present({
    notification: isShown ? filled(notification) : undefined,
    data: type === 'NOTIFICATION' ? undefined : filled({ ...(textsInData ? notification : {}), ...data }),
    android: present({ ...androidRest, notification: isShown ? filled(androidNotification) : undefined }),
    webpush: filled(webpush),
    apns: filled(apns),
    fcm_options: filled(fcm_options),
  })
}

function filled(part: JsonObject | undefined): JsonObject | undefined {
  return part === undefined || Object.keys(part).length === 0 ? undefined : part
}

function present(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

function label(): Shape[string] {
  return ['analytics_label', matching(ANALYTICS_LABEL, '1 to 50 of the characters a-z A-Z 0-9 - _ . ~ %')]
}
