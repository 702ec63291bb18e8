// What OPPO checks in the body of a send request, in its order (spec/vendors.md §6.12): for the simulator only. Pure; who may send and
// the registration ids' states are not its business.
import { isObject, type JsonObject, type JsonValue, parsedJson } from '../json.ts'

/** One message of a request. */
export interface CheckedMessage {
  readonly token: string
  readonly notification: JsonObject
}

/** The messages of a request that passed, or the code of the first check that it failed. */
export type CheckedRequest =
  | { readonly kind: 'passed'; readonly messages: readonly CheckedMessage[] }
  | { readonly kind: 'failed'; readonly code: 40 | 41 }

/** Most messages of one request (spec/vendors.md §6.4). */
const MESSAGES_MAX = 1000

/** Reads and checks the form field `message` of a unicast. */
export function checkUnicast(form: URLSearchParams): CheckedRequest {
  const text = form.get('message')
  return text === null ? failed(40) : checked([parsedJson(text)])
}

/** Reads and checks the form field `messages` of a batch. */
export function checkBatch(form: URLSearchParams): CheckedRequest {
  const text = form.get('messages')
  if (text === null) return failed(40)
  const list = parsedJson(text)
  return Array.isArray(list) && list.length <= MESSAGES_MAX ? checked(list) : failed(41)
}

/** A registration id's shape (spec/vendors.md §6.1). */
export const REGISTRATION_ID: RegExp = /^((([0-9A-Za-z]{2,10})_)?([A-Z]{2}|EUEX)_)?[0-9a-fA-F]{32}$/

function failed(code: 40 | 41): CheckedRequest {
  return { kind: 'failed', code }
}

function checked(list: readonly unknown[]): CheckedRequest {
  if (list.length === 0) return failed(40)
  if (!list.every(isObject)) return failed(41)
  if (!list.every(hasAll)) return failed(40)
  const messages = list.map(({ target_value, notification }) => ({
    token: String(target_value),
    notification: notification as JsonObject,
  }))
  const isSound = list.every(message => message['target_type'] === 2)
  return isSound && messages.every(({ notification }) => isWithinLimits(notification))
    ? { kind: 'passed', messages }
    : failed(41)
}

/** A page or a link that a tap is to open must be named. */
function hasAll(message: JsonObject): boolean {
  const { target_type: kind, target_value: target, notification } = message
  if (kind === undefined || typeof target !== 'string' || target === '' || !isObject(notification)) return false
  const {
    title,
    content,
    click_action_type: tap,
    click_action_activity: activity,
    click_action_url: url,
  } = notification
  if (!isText(title) || !isText(content)) return false
  if ((tap === 1 || tap === 4) && !isText(activity)) return false
  return !((tap === 2 || tap === 5) && !isText(url))
}

function isText(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value !== ''
}

/** Characters are counted as Java counts them. Style 3 is for broadcasts. */
function isWithinLimits(notification: JsonObject): boolean {
  const { style = 1 } = notification
  const isStyle = style === 1 || style === 2
  const lengths: readonly (readonly [string, number])[] = [
    ['title', 50],
    ['sub_title', 10],
    ['content', style === 2 ? 128 : 50],
    ['click_action_activity', 500],
    ['click_action_url', 2000],
    ['action_parameters', 4000],
    ['call_back_url', 200],
    ['call_back_parameter', 100],
  ]
  const isEachWithin = lengths.every(([name, most]) => isUpTo(notification[name], most))
  return (
    isStyle && isEachWithin && dataFields.every(name => isSoundData(notification[name])) && isSoundRest(notification)
  )
}

/** JSON texts of objects. */
const dataFields = ['action_parameters', 'private_title_parameters', 'private_content_parameters'] as const

function isUpTo(value: JsonValue | undefined, most: number): boolean {
  return value === undefined || (typeof value === 'string' && value.length <= most)
}

function isSoundData(data: JsonValue | undefined): boolean {
  return data === undefined || isObject(parsedJson(String(data)))
}

/** A level stands only beside a category. */
function isSoundRest(notification: JsonObject): boolean {
  const { click_action_type: tap = 0, notify_level: level, category, off_line_ttl: ttl, show_ttl: show } = notification
  if (![0, 1, 2, 4, 5].includes(Number(tap))) return false
  if (level !== undefined && (![1, 2, 16].includes(Number(level)) || !isText(category))) return false
  return isSeconds(ttl, 864_000) && isSeconds(show, 86_400)
}

function isSeconds(value: JsonValue | undefined, most: number): boolean {
  return value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most)
}
