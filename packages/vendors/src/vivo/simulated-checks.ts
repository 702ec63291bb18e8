// What vivo checks in a message and in a list of targets, in its order (spec/vendors.md §7.12): for the simulator only. Pure; quotas, hours
// and the targets' states are not its business. Each answers the code of the first check that failed.
import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import { width } from '../render/width.ts'
import {
  CALLBACK_PARAM_CHARS_MAX,
  CONTENT_WIDTH_MAX,
  CUSTOM_CHARS_MAX,
  CUSTOM_PAIRS_MAX,
  NOTIFY_ID_MAX,
  PROFILE_CHARS_MAX,
  REQUEST_ID_CHARS_MAX,
  TITLE_WIDTH_MAX,
  TTL_SECONDS_MAX,
  TTL_SECONDS_MIN,
} from './block.ts'
import { classOf } from './classification.ts'
import { SKIP_CHARS_MAX } from './click.ts'

/** Targets of one list. */
const TARGETS_MIN = 2
const TARGETS_MAX = 1000

/** Checks a message; `lenient` lets numbers pass as dedupe ids, which some public clients send. */
export function messageFault(message: JsonObject, lenient: boolean): string | undefined {
  if (!isRequestId(message['requestId'], lenient)) return '10303'
  if (!isWide(message['title'], TITLE_WIDTH_MAX) || !isWide(message['content'], CONTENT_WIDTH_MAX)) return '10085'
  if (!RULES.every(rule => rule(message))) return '10200'
  return categoryFault(message)
}

/** Checks a list of targets; real clients leave the app id out of it. */
export function listFault({ requestId, taskId, regIds }: JsonObject, lenient: boolean): string | undefined {
  if (!isRequestId(requestId, lenient)) return '10303'
  if (typeof taskId !== 'string' && typeof taskId !== 'number') return '10200'
  const isList = Array.isArray(regIds) && regIds.length >= TARGETS_MIN && regIds.length <= TARGETS_MAX
  return isList && regIds.every(isTarget) ? undefined : '10200'
}

function isTarget(regId: JsonValue): boolean {
  return typeof regId === 'string' && regId !== ''
}

function isRequestId(requestId: JsonValue | undefined, lenient: boolean): boolean {
  if (typeof requestId === 'number') return lenient
  return typeof requestId === 'string' && requestId !== '' && requestId.length <= REQUEST_ID_CHARS_MAX
}

function isWide(text: JsonValue | undefined, most: number): boolean {
  return typeof text === 'string' && text.trim() !== '' && width(text) <= most
}

function categoryFault({ category, classification }: JsonObject): string | undefined {
  if (category === undefined) return undefined
  if (typeof category !== 'string' || !/^[A-Z_]+$/.test(category)) return '10096'
  const known = classOf(category)
  return known === undefined || known === (classification ?? 0) ? undefined : '10097'
}

const RULES: readonly ((message: JsonObject) => boolean)[] = [
  ({ notifyType }) => isOneOf(notifyType, 1, 2, 3, 4),
  ({ timeToLive }) => timeToLive === undefined || isFrom(timeToLive, TTL_SECONDS_MIN, TTL_SECONDS_MAX),
  ({ skipType, skipContent }) => isSkip(skipType, skipContent),
  ({ networkType }) => networkType === undefined || isOneOf(networkType, -1, 1),
  ({ classification }) => classification === undefined || isOneOf(classification, 0, 1),
  ({ pushMode }) => pushMode === undefined || isOneOf(pushMode, 0, 1),
  ({ notifyId }) => notifyId === undefined || isFrom(notifyId, 1, NOTIFY_ID_MAX),
  ({ profileId }) => profileId === undefined || isShort(profileId, PROFILE_CHARS_MAX),
  ({ clientCustomMap }) => clientCustomMap === undefined || isCustomMap(clientCustomMap),
  ({ extra }) => extra === undefined || isExtra(extra),
]

function isOneOf(value: JsonValue | undefined, ...values: readonly number[]): boolean {
  return typeof value === 'number' && values.includes(value)
}

function isFrom(value: JsonValue, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
}

function isShort(value: JsonValue | undefined, most: number): boolean {
  return typeof value === 'string' && value.length <= most
}

function isSkip(type: JsonValue | undefined, content: JsonValue | undefined): boolean {
  if (type === 1) return true
  if (!isOneOf(type, 2, 3, 4) || !isShort(content, SKIP_CHARS_MAX)) return false
  return type !== 2 || /^https?:\/\//i.test(String(content))
}

function isCustomMap(map: JsonValue): boolean {
  if (!isObject(map) || Object.keys(map).length > CUSTOM_PAIRS_MAX) return false
  const isText = Object.values(map).every(value => typeof value === 'string')
  return isText && JSON.stringify(map).length <= CUSTOM_CHARS_MAX
}

/** vivo says characters for the address. */
const CALLBACK_CHARS_MAX = 128

function isExtra(extra: JsonValue): boolean {
  if (!isObject(extra)) return false
  const { callback = '', 'callback.param': param = '' } = extra
  return isShort(callback, CALLBACK_CHARS_MAX) && isShort(param, CALLBACK_PARAM_CHARS_MAX)
}
