// Days of UTC as requests name them, `yyyy-MM-dd`, and how many of them one question may span. Pure.
import { day as dayMs } from '@posthouse/protocol'
import { PosthouseError } from '../base/failure.ts'

/** A day as a request gives it, and the name of the member that it is in. */
export interface NamedDay {
  readonly name: string
  readonly day: string
}

/** Longest time that one question may span. */
const daysMax = 366

/** Throws `argument_illegal` for days that there are not, are in the wrong order or too far apart. */
export function checkDays(from: NamedDay, until: NamedDay): void {
  const [fromMs, untilMs] = [instantOf(from), instantOf(until)]
  if (untilMs >= fromMs && untilMs - fromMs < daysMax * dayMs) return
  const reason = `${until.name} must be at or after ${from.name}, and at most ${daysMax} days later`
  throw new PosthouseError('argument_illegal', { reason }, { field: until.name })
}

/** The day of an instant (epoch ms). */
export function utcDayOf(instantMs: number): string {
  return new Date(instantMs).toISOString().slice(0, 10)
}

function instantOf({ name, day }: NamedDay): number {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  if (!Number.isNaN(instant) && utcDayOf(instant) === day) return instant
  throw new PosthouseError('argument_illegal', { reason: `${name} must be a day, yyyy-MM-dd` }, { field: name })
}
