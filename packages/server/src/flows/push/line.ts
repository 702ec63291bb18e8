// When deliveries that found no room at their notifier ask again: of a notifier with a rate they line up behind each other, as the rate lets
// them go, so that a long line is not read again and again.
import { second } from '@posthouse/protocol'
import type { Notifier } from '../../domain/notifier.ts'

/** Who takes slots. */
export type SlotUser = Pick<Notifier, 'uuid' | 'pushesPerSecond'>

/** Notifiers remembered; a line that is forgotten begins anew, which costs a few reads. */
const linesMax = 10_000

/** A line, which is of one rate: at another it would end elsewhere. */
interface Line {
  readonly perSecond: number
  readonly endsAtMs: number
}

/** Lines of all notifiers; those without a rate wait `waitMs`. */
export function createLine(waitMs: number): (notifier: SlotUser, count: number, nowMs: number) => number {
  const lines = new Map<string, Line>()
  return ({ uuid, pushesPerSecond }, count, nowMs) => {
    const soonestMs = nowMs + waitMs
    if (pushesPerSecond === undefined) return soonestMs
    const line = lines.get(uuid)
    const atMs = Math.max(soonestMs, line?.perSecond === pushesPerSecond ? line.endsAtMs : 0)
    if (lines.size >= linesMax) lines.clear()
    lines.set(uuid, { perSecond: pushesPerSecond, endsAtMs: atMs + (count * second) / pushesPerSecond })
    return Math.ceil(atMs)
  }
}
