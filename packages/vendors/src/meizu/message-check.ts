// What Meizu checks in a message (spec/vendors.md §8.5, §8.12): for the simulator only. Lenient where the vendor's own SDK is loose:
// flags may be booleans or digits, and an empty text counts as absent. Pure.
import { type JsonObject, type JsonValue, objectOf, parsedJson } from '../json.ts'

/** The message, or nothing where any rule is broken: Meizu answers 1005 to all of them. */
export function checkedMessage(messageJson: string): JsonObject | undefined {
  const message = objectOf(parsedJson(messageJson))
  return RULES.every(rule => rule(message)) ? message : undefined
}

type Rule = (message: JsonObject) => boolean

const RULES: readonly Rule[] = [
  ({ noticeBarInfo }) => {
    const { title, content, noticeMsgType, noticeBarType } = objectOf(noticeBarInfo)
    if (!isAmong(noticeMsgType, 0, 1) || !isAmong(noticeBarType, 0, 2)) return false
    return isText(title, 1, 32) && isText(content, 1, 100)
  },
  ({ noticeExpandInfo }) => {
    const { noticeExpandType: type, noticeExpandContent: content } = objectOf(noticeExpandInfo)
    return isAmong(type, 0, 1, 2) && (numberOf(type) !== 1 || isText(content, 1, Number.POSITIVE_INFINITY))
  },
  ({ clickTypeInfo }) => isClick(objectOf(clickTypeInfo)),
  ({ pushTimeInfo }) => {
    const { offLine, validTime } = objectOf(pushTimeInfo)
    const hours = numberOf(validTime)
    return isAmong(offLine, 0, 1) && (hours === undefined || (Number.isInteger(hours) && hours >= 1 && hours <= 72))
  },
  ({ advanceInfo }) => isAdvance(objectOf(advanceInfo)),
  ({ vipInfo }) => isText(objectOf(vipInfo)['subtitle'], 0, 16),
  ({ extra }) => {
    const { callback, 'callback.param': param, 'callback.type': type } = objectOf(extra)
    return isWithin(callback, 128) && isWithin(param, 64) && isAmong(type, 1, 2, 3)
  },
]

function isClick({ clickType, activity, url, customAttribute, parameters }: JsonObject): boolean {
  const companion = [undefined, activity, url, customAttribute][numberOf(clickType) ?? 0]
  const needsOne = (numberOf(clickType) ?? 0) > 0
  if (!isAmong(clickType, 0, 1, 2, 3) || (needsOne && !isText(companion, 1, Number.POSITIVE_INFINITY))) return false
  return isWithin(customAttribute, 1000) && (parameters === undefined || typeof parameters === 'object')
}

function isAdvance(advance: JsonObject): boolean {
  const { suspend, clearNoticeBar, fixDisplay, fixStartDisplayTime, fixEndDisplayTime, notifyKey } = advance
  const { vibrate, lights, sound } = objectOf(advance['notificationType'])
  const flags = [suspend, clearNoticeBar, fixDisplay, vibrate, lights, sound]
  return (
    flags.every(flag => isAmong(flag, 0, 1)) &&
    [fixStartDisplayTime, fixEndDisplayTime].every(time => isLike(time, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)) &&
    isLike(notifyKey, /^[\w-]{1,8}$/)
  )
}

function isAbsent(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === ''
}

/** Numbers, flags and digits; NaN for what is none of them, undefined for what is absent. */
function numberOf(value: JsonValue | undefined): number | undefined {
  if (isAbsent(value)) return undefined
  return typeof value === 'object' ? Number.NaN : Number(value)
}

function isAmong(value: JsonValue | undefined, ...numbers: readonly number[]): boolean {
  const number = numberOf(value)
  return number === undefined || numbers.includes(number)
}

/** Java counts UTF-16 units. */
function isText(value: JsonValue | undefined, least: number, most: number): boolean {
  if (isAbsent(value)) return least === 0
  return typeof value === 'string' && value.length >= least && value.length <= most
}

function isWithin(value: JsonValue | undefined, bytesMax: number): boolean {
  return isAbsent(value) || (typeof value === 'string' && Buffer.byteLength(value) <= bytesMax)
}

function isLike(value: JsonValue | undefined, pattern: RegExp): boolean {
  return isAbsent(value) || (typeof value === 'string' && pattern.test(value))
}
