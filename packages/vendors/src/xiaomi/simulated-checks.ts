// What Xiaomi checks in a push, in its order (spec/vendors.md §5.12): for the simulator only. Pure; secrets, quotas and the tokens' states
// are not its business.
import {
  CALLBACK_PARAM_CHARS_MAX,
  CALLBACK_URL_BYTES_MAX,
  DESCRIPTION_UNITS_MAX,
  FIELDS,
  INT_MAX,
  JOBKEY,
  PAYLOAD_BYTES_MAX,
  SCHEDULE_MS_MAX,
  TITLE_UNITS_MAX,
} from './block.ts'
import type { Fields } from './phone.ts'

/** Most registration ids of one request (spec/vendors.md §5.3). */
const REG_IDS_MAX = 1000

/** What a push is checked against. */
export interface Against {
  readonly packageName: string
  /** The channels that the app has registered; undefined takes any. */
  readonly channels?: readonly string[] | undefined
  /** Takes what public clients send and nobody has documented: empty `extra.*` fields and notification ids above an int. */
  readonly isLenient: boolean
  readonly nowMs: number
}

/** The code of the first check that the form fails; undefined where it passes all. */
export function refusalOf(form: Fields, against: Against): string | undefined {
  // v3 takes several packages, all of which must be the app's own.
  const packages = (form['restricted_package_name'] ?? '').split(',')
  if (!packages.every(name => name === against.packageName)) return '22022'
  const isTransparent = form['pass_through'] === '1'
  const required = ['registration_id', ...(isTransparent ? ['payload'] : ['title', 'description'])]
  if (required.some(name => !form[name])) return '10016'
  return lengthRefusal(form) ?? valueRefusal(form, against) ?? channelRefusal(form, against)
}

/** Each registration id once, in the request's order. */
export function regIdsOf(form: Fields): readonly string[] {
  return [...new Set((form['registration_id'] ?? '').split(','))].filter(regId => regId !== '')
}

function lengthRefusal(form: Fields): string | undefined {
  const { title = '', description = '', payload = '' } = form
  if (title.length > TITLE_UNITS_MAX || description.length > DESCRIPTION_UNITS_MAX) return '10018'
  if ((form['registration_id'] ?? '').split(',').length > REG_IDS_MAX) return '10018'
  if (Buffer.byteLength(payload) > PAYLOAD_BYTES_MAX) return '65009'
  // The app's own extras; Xiaomi's own names do not count (spec/vendors.md §5.5).
  const own = Object.entries(form).filter(([name]) => name.startsWith('extra.') && !KNOWN.has(name))
  const chars = own.reduce((sum, [name, value]) => sum + name.length - 'extra.'.length + value.length, 0)
  return own.length > EXTRAS_MAX || chars > EXTRAS_CHARS_MAX ? '10018' : undefined
}

const EXTRAS_MAX = 10
const EXTRAS_CHARS_MAX = 1024

/** Documented extras that we never send, besides those that we do. */
const KNOWN: ReadonlySet<string> = new Set([
  ...FIELDS,
  'extra.channel_name',
  'extra.channel_description',
  'extra.notification_style_type',
  'extra.notification_bigPic_uri',
  'extra.notification_large_icon_uri',
])

const digits = (least: number, most: number) => (value: string) =>
  /^-?\d{1,15}$/.test(value) && Number(value) >= least && Number(value) <= most

const isUrl = (value: string): boolean => /^https?:\/\//i.test(value)

/** What each field may hold; the code of a wrong one. */
const VALUES: readonly (readonly [name: string, code: string, isRight: (value: string) => boolean])[] = [
  ['pass_through', '10017', digits(0, 1)],
  ['notify_type', '10017', digits(-1, 7)],
  ['time_to_live', '10017', digits(0, Number.MAX_SAFE_INTEGER)],
  ['notify_id', '22103', digits(0, INT_MAX)],
  ['extra.notify_effect', '10017', digits(1, 3)],
  ['extra.web_uri', '10017', isUrl],
  ['extra.jobkey', '10017', value => JOBKEY.test(value)],
  ['extra.callback', '10025', value => isUrl(value) && Buffer.byteLength(value) <= CALLBACK_URL_BYTES_MAX],
  ['extra.callback.param', '65036', value => value.length <= CALLBACK_PARAM_CHARS_MAX],
  ['extra.callback.type', '65037', digits(1, 2047)],
]

function valueRefusal(form: Fields, { isLenient, nowMs }: Against): string | undefined {
  for (const [name, code, isRight] of VALUES) {
    const value = form[name]
    if (value === undefined || isRight(value)) continue
    const isTolerated = name === 'notify_id' ? digits(0, Number.MAX_SAFE_INTEGER)(value) : value === ''
    if (!(isLenient && isTolerated)) return code
  }
  const hasEmptyExtra = Object.entries(form).some(([name, value]) => name.startsWith('extra.') && value === '')
  if (hasEmptyExtra && !isLenient) return '10017'
  const needed = { '2': 'extra.intent_uri', '3': 'extra.web_uri' }[form['extra.notify_effect'] ?? '']
  if (needed !== undefined && !form[needed]) return '10017'
  return Number(form['time_to_send'] ?? 0) > nowMs + SCHEDULE_MS_MAX ? '10017' : undefined
}

function channelRefusal(form: Fields, { channels }: Against): string | undefined {
  const channel = form['extra.channel_id']
  return !channel || channels === undefined || channels.includes(channel) ? undefined : '27001'
}
