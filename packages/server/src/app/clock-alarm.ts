// Tells of jumps of the machine's clock (F103): that one is held back, that it is over, and that the server's own time was moved.
import type { Clock } from '../base/clock.ts'
import { heldMsMax, jumpMsMin, type SteadyWall } from '../base/clock-steady.ts'
import type { Log } from '../base/log.ts'

/** What is watched, and who is told. */
export interface ClockAlarmParts {
  readonly wall: Pick<SteadyWall, 'offMs'>
  readonly clock: Clock
  readonly log: Log
}

/** How often it is looked, ms: so that a correction in many small steps is never taken for a jump either. */
const lookEveryMs = 1_000

/** Watches until it is disposed. */
export function watchClock({ wall, clock, log }: ClockAlarmParts): Disposable {
  let toldMs = 0
  let last = { wallMs: clock.now(), atMs: clock.monotonic() }
  const look = (): void => {
    const offMs = wall.offMs()
    const now = { wallMs: clock.now(), atMs: clock.monotonic() }
    const byMs = Math.round(now.wallMs - last.wallMs - (now.atMs - last.atMs))
    if (offMs !== 0 && Math.abs(offMs - toldMs) >= jumpMsMin) {
      log.error('clock.jumped', { offMs, heldMs: heldMsMax })
      toldMs = offMs
    }
    if (Math.abs(byMs) >= jumpMsMin) log.error('clock.moved', { byMs })
    else if (offMs === 0 && toldMs !== 0) log.info('clock.returned')
    if (offMs === 0) toldMs = 0
    last = now
    cancel = clock.after(lookEveryMs, look)
  }
  let cancel = clock.after(lookEveryMs, look)
  return { [Symbol.dispose]: () => cancel() }
}
