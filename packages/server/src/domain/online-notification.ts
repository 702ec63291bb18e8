// A notification for a device that is connected: the block `easemob` over the basic fields over the defaults (spec/easemob.md §7.3). Pure;
// how it gets there is not known here.
import type { JsonObject, JsonValue } from '@posthouse/protocol'
import { type Badge, type ClickAction, type Notification, PayloadError } from '@posthouse/vendors'

/** What a tap does; `nothing` where the block names a kind without its target. */
export type Operation =
  | { readonly kind: 'app' | 'nothing' }
  | { readonly kind: 'url' | 'action' | 'activity'; readonly target: string }

/** What the client shows, or only hands to the app. */
export interface OnlineNotification {
  readonly title: string
  readonly subTitle?: string
  readonly content: string
  readonly iconUrl?: string
  /** False for a transparent message: the app gets it, and nobody sees it. */
  readonly isShown: boolean
  readonly ext?: JsonObject
  readonly badge?: Badge
  readonly operation: Operation
  /** Of Android; made with name and level where the device has none of this id: 0 lowest, 3 usual, 4 high. */
  readonly channel: { readonly id: string; readonly name: string; readonly level: number }
  readonly closesOnTap: boolean
  /** Not shown after this instant, epoch ms. */
  readonly expiresAtMs?: number
  readonly sounds: boolean
  readonly vibrates: boolean
  /** 0 usual, 1 big text, 2 big picture. */
  readonly style: 0 | 1 | 2
  readonly bigText?: string
  readonly bigPicture?: string
  /** A later notification of the same id takes its place. */
  readonly id?: number
}

/** Below it `expiresTime` is a duration, as in the original's sample; from it on an instant, as in its table (spec/easemob.md §7.3). */
const instantMsMin = 1e11

/** Reads a notification that was accepted. Throws `PayloadError` naming the block's member that is of the wrong type. */
export function onlineNotification(notification: Notification, nowMs: number): OnlineNotification {
  const block = objectIn({ easemob: notification.blocks['easemob'] }, 'easemob')
  const expiresTime = wholeIn(block, 'expiresTime', Number.MAX_SAFE_INTEGER)
  return {
    title: textIn(block, 'title') ?? notification.title,
    content: textIn(block, 'content') ?? notification.content,
    isShown: flagIn(block, 'needNotification') ?? true,
    operation: operationOf(block, notification.clickAction),
    channel: {
      id: textIn(block, 'channelId') ?? 'chat',
      name: textIn(block, 'channelName') ?? '消息',
      level: wholeIn(block, 'channelLevel', 5) ?? 3,
    },
    closesOnTap: wholeIn(block, 'autoCancel', 1) !== 0,
    sounds: wholeIn(block, 'sound', 1) === 1,
    vibrates: wholeIn(block, 'vibrate', 1) === 1,
    style: styleOf(wholeIn(block, 'style', 2)),
    ...member('subTitle', textIn(block, 'subTitle') ?? textIn(block, 'sub_title') ?? notification.subTitle),
    ...member('iconUrl', textIn(block, 'iconUrl')),
    ...member('ext', notification.ext),
    ...member('badge', badgeOf(block) ?? notification.badge),
    ...member(
      'expiresAtMs',
      expiresTime !== undefined && expiresTime < instantMsMin ? nowMs + expiresTime : expiresTime,
    ),
    ...member('bigText', textIn(block, 'bigTxt')),
    ...member('bigPicture', textIn(block, 'bigPicture')),
    ...member('id', wholeIn(block, 'id', Number.MAX_SAFE_INTEGER)),
  }
}

function operationOf(block: JsonObject, basic: ClickAction | undefined): Operation {
  if (block['operation'] === undefined || block['operation'] === null) return basicOperation(basic)
  const operation = objectIn(block, 'operation')
  const type = wholeIn(operation, 'type', 2) ?? 0
  if (type === 0) return { kind: 'app' }
  const target = textIn(operation, type === 1 ? 'openUrl' : 'openAction')
  return target === undefined ? { kind: 'nothing' } : { kind: type === 1 ? 'url' : 'action', target }
}

function basicOperation({ url, action, activity }: ClickAction = {}): Operation {
  if (url) return { kind: 'url', target: url }
  if (action) return { kind: 'action', target: action }
  return activity ? { kind: 'activity', target: activity } : { kind: 'app' }
}

function badgeOf(block: JsonObject): Badge | undefined {
  const given = objectIn(block, 'badge')
  const badge = {
    ...member('addNum', wholeIn(given, 'addNum', intMax)),
    ...member('setNum', wholeIn(given, 'setNum', intMax)),
    ...member('activity', textIn(given, 'activity')),
  }
  return Object.keys(badge).length > 0 ? badge : undefined
}

const intMax = 2_147_483_647

function styleOf(style: number | undefined): 0 | 1 | 2 {
  return style === 1 || style === 2 ? style : 0
}

/** Members of the block; absent, null and the empty text are the same, and numbers may be in digits (spec/easemob.md §12 row 28). */
function textIn(block: JsonObject, name: string): string | undefined {
  const value = block[name] ?? ''
  return typeof value === 'string' ? value || undefined : wrong(name, 'a text')
}

function wholeIn(block: JsonObject, name: string, most: number): number | undefined {
  const value = block[name] ?? ''
  if (value === '') return undefined
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
  const fits = typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 && number <= most
  return fits ? number : wrong(name, `a whole number from 0 to ${most}`)
}

function flagIn(block: JsonObject, name: string): boolean | undefined {
  const value = block[name] ?? undefined
  return value === undefined || typeof value === 'boolean' ? value : wrong(name, 'true or false')
}

function objectIn(block: JsonObject, name: string): JsonObject {
  const value: JsonValue = block[name] ?? {}
  return typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : wrong(name, 'an object')
}

function wrong(name: string, wanted: string): never {
  throw new PayloadError(`easemob.${name}`, wanted, `easemob.${name} must be ${wanted}.`)
}

function member<K extends string, V>(name: K, value: V | undefined): { readonly [k in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [k in K]: V })
}
