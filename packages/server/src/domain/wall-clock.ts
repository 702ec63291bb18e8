// Between instants and the clock on the wall of a time zone. Pure, over the runtime's own copy of the IANA database; knows no
// format of dates but its own fields.

/** A reading of the clock on the wall. */
export interface WallTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/** Whether the runtime knows a zone of this name. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** What the clocks of a zone show at an instant (epoch ms). */
export function wallTimeOf(instantMs: number, timeZone: string): WallTime {
  const shown = new Date(instantMs + offsetMs(instantMs, timeZone))
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
  }
}

/**
 * The instant (epoch ms) at which the clocks of a zone show a time: the first one where clocks are set back and show it twice. A time
 * that they leave out is as long after the gap's beginning as it says, shown by clocks that were not set forward, as Java reads it;
 * whoever asks tells by what clocks show at that instant. Fields beyond their range are no such time: undefined.
 */
export function instantOf(wall: WallTime, timeZone: string): number | undefined {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second)
  const read = new Date(asUtc)
  const isReal =
    read.getUTCFullYear() === wall.year &&
    read.getUTCMonth() + 1 === wall.month &&
    read.getUTCDate() === wall.day &&
    read.getUTCHours() === wall.hour &&
    read.getUTCMinutes() === wall.minute &&
    read.getUTCSeconds() === wall.second
  if (!isReal) return undefined
  // No zone is a day away from UTC, and none changes twice in two days: these two are the offsets before and after.
  const [before, after] = [offsetMs(asUtc - dayMs, timeZone), offsetMs(asUtc + dayMs, timeZone)]
  const earlier = asUtc - Math.max(before, after)
  for (const instant of [earlier, asUtc - Math.min(before, after)]) {
    if (instant + offsetMs(instant, timeZone) === asUtc) return instant
  }
  return asUtc - before
}

const dayMs = 86_400_000

/** What the zone's clocks show more than those of UTC, ms. */
function offsetMs(instantMs: number, timeZone: string): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(instantMs)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instantMs / 1_000) * 1_000
}

/** The formatter of the zone that was asked for last: a server has one. */
let kept: { readonly timeZone: string; readonly format: Intl.DateTimeFormat } | undefined

function formatOf(timeZone: string): Intl.DateTimeFormat {
  if (kept?.timeZone !== timeZone) {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
    const format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', second: 'numeric', ...numeric })
    kept = { timeZone, format }
  }
  return kept.format
}
