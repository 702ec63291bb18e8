// Builds the `aps` dictionary from a notification and the caller's `apns` block: block over basic fields over the notifier's
// settings over defaults (spec/easemob.md §7.1, §7.4). Refuses to know headers and sizes.
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import { PayloadError } from '../vendor.ts'
import { flagIn, numberIn, objectIn, oneOf, textIn, textsIn, wholeIn } from './block.ts'

/** The texts of an alert, kept apart because they may have to be shortened. */
export interface AlertText {
  readonly title?: string
  readonly body?: string
}

/** An `aps` dictionary whose title and body are filled in last. */
export interface ApsDraft {
  readonly text: AlertText
  write(title: string | undefined, body: string | undefined): JsonObject
}

/** What stands in an alert where the block says nothing: the notifier's sound, and the level of the notification's category. */
export interface AlertDefaults {
  readonly sound?: string | undefined
  readonly interruptionLevel?: string | undefined
}

/** `aps` of a visible push: alert, badge, sound and how they are shown. */
export function alertAps(n: Notification, block: JsonObject, defaults: AlertDefaults): ApsDraft {
  const alert = alertDraft(block, n)
  const badge = wholeIn(block, 'badge', 0) ?? n.badge?.setNum
  // An empty sound in the block asks for silence.
  const sound = textIn(block, 'sound') ?? defaults.sound ?? 'default'
  const rest = {
    ...(badge === undefined ? {} : { badge }),
    ...(sound === '' ? {} : { sound }),
    ...presentation(block, defaults.interruptionLevel),
    ...(flagIn(block, 'contentAvailable') === true ? { 'content-available': 1 } : {}),
  }
  const write = (title?: string, body?: string) => ({ ...alertMember(alert.write(title, body)), ...rest })
  if (Object.keys(write(alert.text.title, alert.text.body)).length === 0) {
    throw new PayloadError('content', 'required', 'An alert needs a text, a badge or a sound.')
  }
  return { text: alert.text, write }
}

/** `aps` of a push that shows nothing. Only a background push carries `content-available`. */
export function silentAps(isBackground: boolean): ApsDraft {
  return { text: {}, write: () => (isBackground ? { 'content-available': 1 } : {}) }
}

/**
 * `aps` of a Live Activity. Members are read in our spelling (`contentState`) and in Apple's (`content-state`). A start shows
 * the notification's texts; an update or end does so only with texts in the block itself, since an alert lights the screen.
 */
export function activityAps(n: Notification, block: JsonObject, nowMs: number): ApsDraft {
  const spelled = withAppleSpelling(block)
  const event = oneOf(spelled, 'event', ['start', 'update', 'end'] as const) ?? 'update'
  const alert = alertDraft(block, event === 'start' ? n : {})
  const rest = {
    timestamp: wholeIn(spelled, 'timestamp', 0) ?? Math.floor(nowMs / 1000),
    event,
    ...activityMembers(spelled),
  }
  requireMembers(spelled, event)
  const sound = textIn(block, 'sound')
  return {
    text: alert.text,
    write: (title, body) => ({ ...alertMember(alert.write(title, body)), ...(sound ? { sound } : {}), ...rest }),
  }
}

/** Builds `aps.alert`; a localization key in the block stands instead of the basic text it replaces. */
function alertDraft(block: JsonObject, basic: Partial<Pick<Notification, 'title' | 'subTitle' | 'content'>>): ApsDraft {
  const titleKey = textIn(block, 'titleLocKey')
  const subTitleKey = textIn(block, 'subTitleLocKey')
  const bodyKey = textIn(block, 'bodyLocKey')
  const title = textIn(block, 'title') ?? (titleKey === undefined ? basic.title : '')
  const subtitle = textIn(block, 'subTitle') ?? (subTitleKey === undefined ? basic.subTitle : '')
  const body = textIn(block, 'content') ?? (bodyKey === undefined ? basic.content : '')
  const rest = {
    ...present('subtitle', subtitle || undefined),
    ...present('title-loc-key', titleKey),
    ...present('title-loc-args', textsIn(block, 'titleLocArgs')),
    ...present('subtitle-loc-key', subTitleKey),
    ...present('subtitle-loc-args', textsIn(block, 'subTitleLocArgs')),
    ...present('loc-key', bodyKey),
    ...present('loc-args', textsIn(block, 'bodyLocArgs')),
    ...present('launch-image', textIn(block, 'launchImage')),
  }
  return {
    text: { ...(title ? { title } : {}), ...(body ? { body } : {}) },
    write: (t, b) => ({ ...present('title', t), ...present('body', b), ...rest }),
  }
}

/** Members that say how an alert is presented; the last four are Apple's newer ones, which the block may carry besides. */
function presentation(block: JsonObject, level: string | undefined): JsonObject {
  return {
    ...present('thread-id', textIn(block, 'threadId')),
    ...present('category', textIn(block, 'categoryName')),
    ...(flagIn(block, 'mutableContent') === true ? { 'mutable-content': 1 } : {}),
    ...present('interruption-level', oneOf(block, 'interruptionLevel', INTERRUPTION_LEVELS) ?? level),
    ...present('relevance-score', numberIn(block, 'relevanceScore')),
    ...present('target-content-id', textIn(block, 'targetContentId')),
    ...present('filter-criteria', textIn(block, 'filterCriteria')),
  }
}

const INTERRUPTION_LEVELS = ['passive', 'active', 'time-sensitive', 'critical'] as const

function activityMembers(block: JsonObject): JsonObject {
  return {
    ...present('content-state', objectIn(block, 'contentState')),
    ...present('stale-date', wholeIn(block, 'staleDate', 0)),
    ...present('dismissal-date', wholeIn(block, 'dismissalDate', 0)),
    ...present('attributes-type', textIn(block, 'attributesType')),
    ...present('attributes', objectIn(block, 'attributes')),
    ...present('input-push-token', wholeIn(block, 'inputPushToken', 0)),
    ...present('input-push-channel', textIn(block, 'inputPushChannel')),
    ...present('relevance-score', numberIn(block, 'relevanceScore')),
  }
}

/** What a Live Activity must carry by event, in our spelling. */
const REQUIRED = {
  start: ['contentState', 'attributesType', 'attributes'],
  update: ['contentState'],
  end: [],
} as const

function requireMembers(block: JsonObject, event: 'start' | 'update' | 'end'): void {
  const missing = REQUIRED[event].find(key => block[key] === undefined || block[key] === null)
  if (missing !== undefined) {
    throw new PayloadError(`apns.${missing}`, 'required', `A Live Activity ${event} needs apns.${missing}.`)
  }
}

/** Adds our spelling beside each of Apple's (`stale-date` → `staleDate`); ours wins where a block has both. */
function withAppleSpelling(block: JsonObject): JsonObject {
  const renamed = Object.entries(block).map(([key, value]) => [
    key.replaceAll(/-([a-z])/g, (_m, c: string) => c.toUpperCase()),
    value,
  ])
  return { ...Object.fromEntries(renamed), ...block }
}

function alertMember(alert: JsonObject): JsonObject {
  return Object.keys(alert).length === 0 ? {} : { alert }
}

function present<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>)
}
