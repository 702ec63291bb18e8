// The windows of the exception storage (spec/easemob.md §9.3): ten minutes each, named by the reading of the wall clock at their
// start, `yyyyMMddHHmm`. Pure.
import { day, minute } from '@posthouse/protocol'
import { instantOf, wallTimeOf } from './wall-clock.ts'

/** Length of a window. */
export const windowMs: number = 10 * minute

/** How long what was stored can be fetched. */
export const storageKeptMs: number = 3 * day

/** How often a stored callback may be sent again. */
export const resendsMax = 10

/** What the windows of a zone are ahead of whole ten minutes in UTC: 0, but for zones a quarter of an hour apart. */
export function windowShiftMs(nowMs: number, timeZone: string): number {
  const { minute: shown, second } = wallTimeOf(nowMs, timeZone)
  const sinceStartMs = ((shown % 10) * 60 + second) * 1_000 + mod(nowMs, 1_000)
  return mod(sinceStartMs - nowMs, windowMs)
}

/** The name of the window that begins at the instant. */
export function windowName(startMs: number, timeZone: string): string {
  const { year, month, day: dayOfMonth, hour, minute: shown } = wallTimeOf(startMs, timeZone)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${String(year).padStart(4, '0')}${two(month)}${two(dayOfMonth)}${two(hour)}${two(shown)}`
}

/** When a window begins; undefined where the text names none. */
export function windowStart(name: string, timeZone: string): number | undefined {
  const [, year, month, dayOfMonth, hour, shown] = /^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-5]0)$/.exec(name) ?? []
  if (year === undefined) return undefined
  return instantOf(
    {
      year: Number(year),
      month: Number(month),
      day: Number(dayOfMonth),
      hour: Number(hour),
      minute: Number(shown),
      second: 0,
    },
    timeZone,
  )
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by
}
