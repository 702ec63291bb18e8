// How many attempts tasks may have open per notifier. A walk has all the time in the world: it waits for the fullest of its notifiers,
// so that nothing has to be put off, and passes over those that hang, whose pages then wait while the others go on (I13).
import type { Clock } from '../../base/clock.ts'
import { createLine } from '../push/line.ts'
import { hungMs, type Slots, slotWaitMs } from '../push/slots.ts'

/** How long a slow notifier holds up one step of a walk, ms: well below the lease that the step renews. */
export const patienceMs = 5_000

/** A notifier in use. */
interface Load {
  open: number
  /** When a slot last came free, or when its use began, monotonic ms. */
  movedAtMs: number
}

/** Slots of tasks. */
export interface TaskRoom extends Slots {
  /** The notifiers that have their full share open. */
  full(): readonly string[]
  /** How many users are worth planning, at most `limit`; see the head of the file for what it waits. */
  worthPlanning(limit: number): Promise<number>
}

/** Slots with the same share for each notifier. */
export function createTaskRoom(shareMax: number, clock: Pick<Clock, 'after' | 'monotonic'>): TaskRoom {
  const loads = new Map<string, Load>()
  const waiting = new Set<() => void>()

  /** What the fullest notifier leaves free, of those that move. */
  function room(): number {
    const hungBeforeMs = clock.monotonic() - hungMs
    let free = shareMax
    for (const { open, movedAtMs } of loads.values()) {
      if (movedAtMs > hungBeforeMs) free = Math.min(free, shareMax - open)
    }
    return free
  }

  return {
    isFull: ({ uuid, pushesPerSecond = shareMax }) =>
      (loads.get(uuid)?.open ?? 0) >= Math.min(shareMax, pushesPerSecond),
    againAtMs: createLine(slotWaitMs),
    full: () => [...loads].filter(([, { open }]) => open >= shareMax).map(([notifierUuid]) => notifierUuid),
    take(notifierUuid, count) {
      const load = loads.get(notifierUuid)
      if (load) load.open += count
      else loads.set(notifierUuid, { open: count, movedAtMs: clock.monotonic() })
    },
    give(notifierUuid, count) {
      const load = loads.get(notifierUuid)
      if (!load) return
      load.open -= count
      load.movedAtMs = clock.monotonic()
      if (load.open <= 0) loads.delete(notifierUuid)
      for (const wakeUp of waiting) wakeUp()
    },
    async worthPlanning(limit) {
      const untilMs = clock.monotonic() + patienceMs
      for (;;) {
        const free = room()
        // Few large steps cost less than many small ones.
        if (free >= Math.min(limit, shareMax / 2)) return Math.min(limit, free)
        if (clock.monotonic() >= untilMs) return limit
        await new Promise<void>(resolve => {
          const wakeUp = (): void => {
            cancel()
            waiting.delete(wakeUp)
            resolve()
          }
          const cancel = clock.after(hungMs, wakeUp)
          waiting.add(wakeUp)
        })
      }
    },
  }
}
