// What the messages of Huawei's relatives have in common: how long a message lives, the app's own data, the number on the icon.
// Refuses to know under which names a vendor writes them.
import { isObject, type JsonObject } from '../json.ts'
import type { Badge, Notification } from '../notification.ts'
import { type Check, integerFrom, type Row, refuse } from '../render/fields.ts'
import type { RenderTarget } from '../vendor.ts'

/** Longest time in seconds that a message is kept for an absent phone: 15 days (spec/vendors.md §3.5b, §4.5). */
export const TTL_SECONDS_MAX = 1_296_000

/** Seconds to live: the caller's wish, never past the notification's own end nor the vendor's maximum; at least one. */
export function secondsToLive(
  { ttlSeconds }: Notification,
  { expiresAtMs, nowMs }: Pick<RenderTarget<unknown>, 'expiresAtMs' | 'nowMs'>,
): number {
  const remaining = (expiresAtMs - nowMs) / 1000
  return Math.max(1, Math.floor(Math.min(ttlSeconds ?? remaining, remaining, TTL_SECONDS_MAX)))
}

/** A block's seconds as `"3600s"`, `"3600"` or 3600; the number on the wire, whole. */
export const ttl: Check = (value, field) => {
  const written = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  const seconds = /^\d{1,9}(\.\d{1,9})?s?$/.test(written) ? Number.parseFloat(written) : Number.NaN
  return seconds <= TTL_SECONDS_MAX
    ? Math.floor(seconds)
    : refuse(field, `${TTL_SECONDS_MAX} s`, `must be seconds such as 3600s, at most ${TTL_SECONDS_MAX}`)
}

/** Data for the app: a text, or an object that becomes its JSON text. */
export const data: Check = (value, field) => {
  if (typeof value === 'string') return value
  return isObject(value) ? JSON.stringify(value) : refuse(field, 'object or string', 'must be an object or a string')
}

/** What a block may say of the number on the icon. */
export const badgeRows: readonly Row[] = [
  ['addNum', 'addNum', integerFrom(1, 99)],
  ['setNum', 'setNum', integerFrom(0, 99)],
]

/** Basic numbers above 99 become 99: they are meant for every vendor, and the icon shows no more anyway. */
const BASIC_BADGE_MAX = 99

/** The basic number on the icon. Adding nothing is a legal wish, but the vendors' range begins at 1. */
export function badgeNumbers(basic: Badge | undefined): JsonObject {
  const addNum = capped(basic?.addNum, 'config.badge.addNum')
  const setNum = capped(basic?.setNum, 'config.badge.setNum')
  return { ...(addNum ? { addNum } : {}), ...(setNum === undefined ? {} : { setNum }) }
}

function capped(value: number | undefined, field: string): number | undefined {
  if (value === undefined) return undefined
  if (!Number.isInteger(value) || value < 0) refuse(field, '≥ 0', 'must be a whole number, at least 0')
  return Math.min(value, BASIC_BADGE_MAX)
}
