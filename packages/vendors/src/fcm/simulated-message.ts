// Checks a request body as the real send endpoint does: shape, exactly one target, field types, reserved keys, size
// (spec/vendors.md §2.5, §2.12). Refuses to know tokens' states and who is asking. Written apart from the renderer's own tables,
// so that a wrong name there is noticed here.

import { isObject, type JsonObject } from '../json.ts'
import { ANALYTICS_LABEL, COLOR, DURATION, isReservedKey, TTL_SECONDS_MAX } from './block.ts'
import type { RefusalName } from './outcome.ts'
import { PAYLOAD_BYTES_MAX, payloadBytes } from './size.ts'

/** Why a body is refused. `field` becomes a BadRequest violation. */
export interface BodyFault {
  readonly refusal: RefusalName
  readonly message: string
  readonly field?: string
}

/** A body that passed. */
export interface CheckedBody {
  readonly message: JsonObject
  readonly validateOnly: boolean
}

type Check = (value: unknown, path: string) => BodyFault | undefined
type Fields = Readonly<Record<string, Check>>

const string = expects('a string', value => typeof value === 'string')
const boolean = expects('a boolean', value => typeof value === 'boolean')
const strings = expects('a list of strings', value => Array.isArray(value) && value.every(v => typeof v === 'string'))
const anything = expects('an object', isObject)
const stringMap = expects('a map of strings', isStringMap)
const duration = expects('a duration such as 3.5s', value => typeof value === 'string' && DURATION.test(value))
const durations = expects('a list of durations', isDurations)
const ttl = expects('a duration of at most four weeks', isLife)
const integer = expects('an integer', value => Number.isInteger(typeof value === 'string' ? Number(value) : value))
const share = expects('a number from 0 to 1', value => typeof value === 'number' && value >= 0 && value <= 1)
const color = matches(COLOR, 'a color #rrggbb')
const timestamp = matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/, 'an RFC 3339 timestamp')
const fcmOptions = object({ analytics_label: matches(ANALYTICS_LABEL, 'an analytics label') })

const NOTIFICATION: Fields = { title: string, body: string, image: string }

const ANDROID_NOTIFICATION: Fields = {
  ...NOTIFICATION,
  icon: string,
  color,
  sound: string,
  tag: string,
  click_action: string,
  body_loc_key: string,
  body_loc_args: strings,
  title_loc_key: string,
  title_loc_args: strings,
  channel_id: string,
  ticker: string,
  sticky: boolean,
  event_time: timestamp,
  local_only: boolean,
  notification_priority: word(/^PRIORITY_(UNSPECIFIED|MIN|LOW|DEFAULT|HIGH|MAX)$/i),
  default_sound: boolean,
  default_vibrate_timings: boolean,
  default_light_settings: boolean,
  vibrate_timings: durations,
  visibility: word(/^(VISIBILITY_UNSPECIFIED|PRIVATE|PUBLIC|SECRET)$/i),
  notification_count: integer,
  light_settings: object({
    color: object({ red: share, green: share, blue: share, alpha: share }),
    light_on_duration: duration,
    light_off_duration: duration,
  }),
  proxy: word(/^(PROXY_UNSPECIFIED|ALLOW|DENY|IF_PRIORITY_LOWERED)$/i),
}

const MESSAGE: Fields = {
  name: string,
  token: string,
  topic: matches(/^[a-zA-Z0-9\-_.~%]+$/, 'a topic name'),
  condition: string,
  fid: string,
  notification: object(NOTIFICATION),
  data: stringMap,
  android: object({
    collapse_key: string,
    priority: word(/^(NORMAL|HIGH)$/i),
    ttl,
    restricted_package_name: string,
    data: stringMap,
    notification: object(ANDROID_NOTIFICATION),
    direct_boot_ok: boolean,
    bandwidth_constrained_ok: boolean,
    restricted_satellite_ok: boolean,
    fcm_options: fcmOptions,
  }),
  apns: object({
    headers: stringMap,
    payload: anything,
    live_activity_token: string,
    fcm_options: object({ analytics_label: matches(ANALYTICS_LABEL, 'an analytics label'), image: string }),
  }),
  webpush: object({
    headers: stringMap,
    data: stringMap,
    notification: anything,
    fcm_options: object({ link: matches(/^https:\/\//, 'an https link'), analytics_label: string }),
  }),
  fcm_options: fcmOptions,
}

const BODY: Check = object({ message: object(MESSAGE), validate_only: boolean })
const TARGETS: readonly string[] = ['token', 'topic', 'condition', 'fid']

/** Checks in the order of spec/vendors.md §2.12; the token's state comes after this. */
export function checkBody(text: string): CheckedBody | BodyFault {
  const body = parse(text)
  if (!isObject(body)) return { refusal: 'shapeMalformed', message: 'The body is not a JSON object.' }
  const message = body['message'] ?? {}
  if (isObject(message) && TARGETS.filter(name => (message[name] ?? '') !== '').length !== 1) {
    return {
      refusal: 'messageMalformed',
      message: 'Exactly one target is needed: token, topic, condition or fid.',
      field: 'message',
    }
  }
  const fault = BODY(body, '') ?? reservedKey(message as JsonObject)
  if (fault) return fault
  if (payloadBytes(message as JsonObject) > PAYLOAD_BYTES_MAX) {
    return { refusal: 'messageTooLarge', message: 'Android message is too big' }
  }
  return {
    message: message as JsonObject,
    validateOnly: body['validate_only'] === true || body['validateOnly'] === true,
  }
}

function reservedKey(message: JsonObject): BodyFault | undefined {
  const { data, android } = message as { readonly data?: unknown; readonly android?: { readonly data?: unknown } }
  const keys = [data, android?.data].flatMap(map => (isObject(map) ? Object.keys(map) : []))
  const key = keys.find(isReservedKey)
  return key === undefined
    ? undefined
    : { refusal: 'messageMalformed', message: `Invalid data payload key: ${key}`, field: 'message.data' }
}

function object(fields: Fields): Check {
  return (value, path) => {
    if (!isObject(value)) return wrong(path, 'is not an object')
    for (const [name, member] of Object.entries(value)) {
      // Google's JSON takes a field under its proto name and in lower camel case.
      const snake = name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
      const memberPath = path === '' ? snake : `${path}.${snake}`
      const check = Object.hasOwn(fields, snake) ? fields[snake] : undefined
      if (check === undefined) return wrong(memberPath, 'is not a known field')
      const fault = member === null || member === undefined ? undefined : check(member, memberPath)
      if (fault) return fault
    }
    return undefined
  }
}

function expects(what: string, test: (value: unknown) => boolean): Check {
  return (value, path) => (test(value) ? undefined : wrong(path, `is not ${what}`))
}

function matches(pattern: RegExp, what: string): Check {
  return expects(what, value => typeof value === 'string' && pattern.test(value))
}

function word(pattern: RegExp): Check {
  return matches(pattern, 'a known word')
}

function isStringMap(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(item => typeof item === 'string')
}

function isDurations(value: unknown): boolean {
  return Array.isArray(value) && value.every(item => typeof item === 'string' && DURATION.test(item))
}

function isLife(value: unknown): boolean {
  return typeof value === 'string' && DURATION.test(value) && Number(value.slice(0, -1)) <= TTL_SECONDS_MAX
}

function wrong(field: string, why: string): BodyFault {
  return { refusal: 'shapeMalformed', message: `Invalid value at '${field}': ${why}.`, field }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
