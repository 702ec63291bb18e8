// Reading `pushMessage` (spec/easemob.md §7.1, §7.2): from the wire's object to the notification that vendors render. What is
// wrong is answered with `MessageException` and the member at fault.
import type { JsonObject, JsonValue } from '@posthouse/protocol'
import { type Badge, type Category, type ClickAction, categories, type Notification, shorten } from '@posthouse/vendors'
import { PosthouseError } from '../base/failure.ts'
import type { AppSettings } from './app.ts'
import { textWidth } from './text-width.ts'

/** Texts of a notification that names none (spec/easemob.md §7.2). */
const defaultTitle = '您有一条新消息'
const defaultContent = '请及时查看'

/** Widths and counts of spec/easemob.md §7.2. */
const titleWidthMax = 32
const subTitleWidthMax = 10
const contentWidthMax = 100
const extPairsMax = 10
const extCharactersMax = 1_024

/** Members that are a vendor's own block (spec/easemob.md §7.1; `webpush` is ours); any other unknown member is ignored. */
const blockNames = [
  'easemob',
  'apns',
  'fcm',
  'fcmV1',
  'huawei',
  'honor',
  'xiaomi',
  'oppo',
  'vivo',
  'meizu',
  'harmonyOS',
  'harmony',
  'webpush',
] as const

/**
 * Reads a `pushMessage`. Throws `message_bad` with the field at fault. An app may want basic texts that are too wide to be cut, between
 * letters and with `…` at the end, where the original refuses them (spec/easemob.md §7.2).
 */
export function readNotification(
  message: Readonly<Record<string, unknown>>,
  { longTexts }: Pick<AppSettings, 'longTexts'> = {},
): Notification {
  const shown = longTexts === 'cut' ? cutText : fittingText
  const config = object(message['config'], 'config')
  const named = shown(message['subTitle'], 'subTitle', subTitleWidthMax)
  const subTitle = named ?? shown(message['sub_title'], 'sub_title', subTitleWidthMax)
  const ext = readExt(message['ext'])
  const clickAction = readClickAction(config?.['clickAction'])
  const badge = readBadge(config?.['badge'])
  const category = readCategory(message['category'])
  const ttlSeconds = integer(config?.['TimeToLive'], 'config.TimeToLive', 0, 28 * 86_400)
  return {
    title: shown(message['title'], 'title', titleWidthMax) ?? defaultTitle,
    content: shown(message['content'], 'content', contentWidthMax) ?? defaultContent,
    blocks: readBlocks(message),
    ...(subTitle === undefined ? {} : { subTitle }),
    ...(ext ? { ext } : {}),
    ...(category === undefined ? {} : { category }),
    ...(clickAction ? { clickAction } : {}),
    ...(badge ? { badge } : {}),
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
  }
}

/** The notification with the app's category where the caller named none; said once, when it is accepted (decision 0025). */
export function withCategory(notification: Notification, ofApp: Category | undefined): Notification {
  return notification.category !== undefined || ofApp === undefined
    ? notification
    : { ...notification, category: ofApp }
}

/** Not in the original interface: what kind of notification it is. Absent, null and empty are the same, as for texts. */
function readCategory(value: unknown): Category | undefined {
  if (value === undefined || value === null || value === '') return undefined
  return categories.find(category => category === value) ?? bad('category')
}

function readBlocks(message: Readonly<Record<string, unknown>>): Record<string, JsonObject> {
  const blocks: Record<string, JsonObject> = {}
  for (const name of blockNames) {
    const block = object(message[name], name)
    if (block) blocks[name] = block
  }
  return blocks
}

function readExt(value: unknown): JsonObject | undefined {
  const ext = object(value, 'ext')
  if (!ext) return undefined
  if (Object.keys(ext).length > extPairsMax) bad('ext')
  if (JSON.stringify(ext).length > extCharactersMax) bad('ext')
  return ext
}

function readClickAction(value: unknown): ClickAction | undefined {
  const block = object(value, 'config.clickAction')
  if (!block) return undefined
  const url = text(block['url'], 'config.clickAction.url')
  const action = text(block['action'], 'config.clickAction.action')
  const activity = text(block['activity'], 'config.clickAction.activity')
  if (url === undefined && action === undefined && activity === undefined) return undefined
  return {
    ...(url === undefined ? {} : { url }),
    ...(action === undefined ? {} : { action }),
    ...(activity === undefined ? {} : { activity }),
  }
}

function readBadge(value: unknown): Badge | undefined {
  const block = object(value, 'config.badge')
  if (!block) return undefined
  const addNum = integer(block['addNum'], 'config.badge.addNum', 0, 2 ** 31 - 1)
  const setNum = integer(block['setNum'], 'config.badge.setNum', 0, 2 ** 31 - 1)
  const activity = text(block['activity'], 'config.badge.activity')
  return {
    ...(addNum === undefined ? {} : { addNum }),
    ...(setNum === undefined ? {} : { setNum }),
    ...(activity === undefined ? {} : { activity }),
  }
}

/** A non-empty, well-formed text; absent, null and empty are the same (spec/easemob.md §7.2). */
function text(value: unknown, field: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string' || !value.isWellFormed() || value.includes('\u0000')) return bad(field)
  return value
}

function fittingText(value: unknown, field: string, widthMax: number): string | undefined {
  const given = text(value, field)
  return given !== undefined && textWidth(given) > widthMax ? bad(field) : given
}

function cutText(value: unknown, field: string, widthMax: number): string | undefined {
  const given = text(value, field)
  return given === undefined ? undefined : shorten(given, widthMax, textWidth)
}

function integer(value: unknown, field: string, min: number, max: number): number | undefined {
  if (value === undefined || value === null) return undefined
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max) return bad(field)
  return number
}

function object(value: unknown, field: string): Readonly<Record<string, JsonValue | undefined>> | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) return bad(field)
  return value as JsonObject
}

function bad(field: string): never {
  throw new PosthouseError('message_bad', {}, { field: `pushMessage.${field}` })
}
