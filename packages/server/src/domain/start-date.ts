// `startDate` of a task (seed 002; spec/easemob.md §6.8): a time on the server's wall, at least an hour and at most thirty days ahead.
import { day, hour } from '@posthouse/protocol'
import { PosthouseError } from '../base/failure.ts'
import { instantOf, type WallTime, wallTimeOf } from './wall-clock.ts'

/** How it is read. */
export interface StartDateRules {
  readonly nowMs: number
  readonly timeZone: string
  /** Whether any time to come will do (`TaskSettings.anyStart`). */
  readonly anyStart: boolean
}

/** Seed 002. */
const aheadMsMin: number = hour
const aheadMsMax: number = 30 * day

/**
 * The instant that is meant, epoch ms: the first one where clocks show the time twice. Throws `argument_illegal` with what is wrong, also for
 * a time that clocks leave out (F104): whoever named it meant either side of the gap, and an hour is too much to guess.
 */
export function readStartDate(text: string, { nowMs, timeZone, anyStart }: StartDateRules): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/.exec(text)?.slice(1).map(Number)
  if (!parts) throw refused('startDate must be written as yyyy-MM-dd HH:mm:ss')
  const [year = 0, month = 0, dayOfMonth = 0, hours = 0, minutes = 0, seconds = 0] = parts
  const wall = { year, month, day: dayOfMonth, hour: hours, minute: minutes, second: seconds }
  const instant = instantOf(wall, timeZone)
  if (instant === undefined) throw refused('startDate is no date and time that there is')
  const shown = wallTimeOf(instant, timeZone)
  if (shown.hour !== hours || shown.minute !== minutes || shown.day !== dayOfMonth)
    throw refused(
      `startDate is left out by the clocks of ${timeZone}, which are set forward then: ${written(shown)} exists`,
    )
  if (anyStart ? instant <= nowMs : instant - nowMs < aheadMsMin)
    throw refused(`startDate must be ${anyStart ? 'in the future' : 'at least 1 hour ahead'} in ${timeZone}`)
  if (!anyStart && instant - nowMs > aheadMsMax) throw refused(`startDate must be at most 30 days ahead in ${timeZone}`)
  return instant
}

function written({ year, month, day: date, hour: hours, minute, second }: WallTime): string {
  return new Date(Date.UTC(year, month - 1, date, hours, minute, second)).toISOString().slice(0, 19).replace('T', ' ')
}

function refused(reason: string): PosthouseError {
  return new PosthouseError('argument_illegal', { reason }, { field: 'startDate' })
}
