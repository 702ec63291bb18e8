// Times on the wall of a zone: what instant they mean, also on days on which clocks are set, and whether a task may start then. Pure.

/** What a time on the wall means. */
export type WallTime =
  | { readonly kind: 'invalid' }
  /** Clocks show it once. */
  | { readonly kind: 'once'; readonly atMs: number }
  /** Clocks leave it out; the server refuses it. */
  | { readonly kind: 'gap' }
  /** Clocks show it twice; the first is meant. */
  | { readonly kind: 'twice'; readonly atMs: number }

const dayMs = 86_400_000
const hourMs = 3_600_000

/** Reads `yyyy-MM-dd HH:mm` or the same with seconds. */
export function readWallTime(text: string, zone: string): WallTime {
  const asUtcMs = utcOf(text)
  if (asUtcMs === undefined) return { kind: 'invalid' }
  const [before, after] = [offsetMs(asUtcMs - dayMs, zone), offsetMs(asUtcMs + dayMs, zone)]
  const meant = [...new Set([asUtcMs - before, asUtcMs - after])].filter(
    atMs => atMs + offsetMs(atMs, zone) === asUtcMs,
  )
  const [first, second] = meant.toSorted((one, other) => one - other)
  if (first === undefined) return { kind: 'gap' }
  return { kind: second === undefined ? 'once' : 'twice', atMs: first }
}

/** What the clocks of a zone show at an instant, `yyyy-MM-dd HH:mm:ss`. */
export function wallTextOf(atMs: number, zone: string): string {
  return new Date(atMs + offsetMs(atMs, zone)).toISOString().slice(0, 19).replace('T', ' ')
}

/** Why a task may not start then; undefined: it may. `anyStart` is the app's setting. */
export function startObjection(
  atMs: number,
  nowMs: number,
  anyStart: boolean,
): 'past' | 'tooSoon' | 'tooLate' | undefined {
  if (atMs <= nowMs) return 'past'
  if (anyStart) return undefined
  if (atMs - nowMs < hourMs) return 'tooSoon'
  return atMs - nowMs > 30 * dayMs ? 'tooLate' : undefined
}

/** Times that are often wanted, on the zone's wall: two hours from now, and nine in the morning. */
export function usualStarts(nowMs: number, zone: string): { readonly inTwoHours: string; readonly tomorrow: string } {
  const quarterMs = 15 * 60_000
  const soon = Math.ceil((nowMs + 2 * hourMs) / quarterMs) * quarterMs
  const tomorrow = wallTextOf(nowMs + dayMs, zone).slice(0, 10)
  return { inTwoHours: wallTextOf(soon, zone), tomorrow: `${tomorrow} 09:00:00` }
}

function utcOf(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?::(\d{2}))?$/.exec(text)
  if (!match) return undefined
  const [, day = '', time = '', seconds = '00'] = match
  const atMs = Date.parse(`${day}T${time}:${seconds}Z`)
  // The 30th of February is the 1st of March to a parser, and no day to us.
  return Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 10) !== day ? undefined : atMs
}

/** How far a zone's clocks are ahead of UTC at an instant. */
function offsetMs(atMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  }).formatToParts(atMs)
  const of = (type: string): number => Number(parts.find(part => part.type === type)?.value ?? 0)
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return shown - Math.floor(atMs / 1_000) * 1_000
}
