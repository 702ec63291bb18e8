// How many attempts each notifier may have open: a vendor that hangs fills its own share and nobody else's (I13). What finds no slot
// is put off into the store, which costs far more than a slot; so while that happens, planning goes on no faster than slots come free.
import type { Clock } from '../../base/clock.ts'

/** Counts open attempts per notifier. */
export interface NotifierSlots {
  /** Whether a notifier has its full share open; its next deliveries wait in the store. */
  isFull(notifierUuid: string): boolean
  take(notifierUuid: string, count: number): void
  give(notifierUuid: string, count: number): void
  /** Something was put off because the notifier is full. */
  putOff(notifierUuid: string): void
  /**
   * How many pushes are worth planning, at most `limit`. For {@link pressureMs} after something was put off, and until half of its
   * notifier's share is free, that is as many as it has slots: it waits for some, unless none came free for {@link hungMs}: others must not wait for long then.
   */
  worthPlanning(limit: number): Promise<number>
  /** So many pushes are being planned, which may take slots. */
  planning(count: number): void
  /** They have what slots they take. */
  planned(count: number): void
}

/** How long a delivery waits in the store before it asks for a slot again. */
export const slotWaitMs = 1_000

/** How long a notifier that was full is expected to be full again soon. */
export const pressureMs = 2_000

/** A notifier that freed no slot for so long is taken to hang. */
export const hungMs = 1_000

/** How long planning waits for a notifier that hangs: what others get is delayed by no more than this per batch. */
export const patienceMs = 50

/** Slots with the same share for each notifier. */
export function createNotifierSlots(shareMax: number, clock: Pick<Clock, 'after' | 'monotonic'>): NotifierSlots {
  const open = new Map<string, number>()
  /** When something was last put off, by notifier. */
  const pressed = new Map<string, number>()
  let movedAtMs = 0
  let underWay = 0
  let wakeUp = (): void => {}
  const freeOf = (notifierUuid: string): number => shareMax - (open.get(notifierUuid) ?? 0)
  const free = (): number => Math.max(...[...pressed.keys()].map(freeOf)) - underWay
  return {
    isFull: notifierUuid => freeOf(notifierUuid) <= 0,
    take(notifierUuid, count) {
      open.set(notifierUuid, (open.get(notifierUuid) ?? 0) + count)
    },
    give(notifierUuid, count) {
      const left = (open.get(notifierUuid) ?? 0) - count
      if (left > 0) open.set(notifierUuid, left)
      else open.delete(notifierUuid)
      if (!pressed.has(notifierUuid)) return
      movedAtMs = clock.monotonic()
      wakeUp()
    },
    putOff(notifierUuid) {
      if (pressed.size === 0) movedAtMs = clock.monotonic()
      pressed.set(notifierUuid, clock.monotonic())
    },
    planning(count) {
      underWay += count
    },
    planned(count) {
      underWay -= count
      wakeUp()
    },
    async worthPlanning(limit) {
      const untilMs = clock.monotonic() - pressureMs
      for (const [notifierUuid, putOffAtMs] of pressed) {
        if (putOffAtMs < untilMs && freeOf(notifierUuid) >= shareMax / 2) pressed.delete(notifierUuid)
      }
      if (pressed.size === 0) return limit
      if (free() <= 0) {
        const waitMs = Math.max(patienceMs, movedAtMs + hungMs - clock.monotonic())
        await new Promise<void>(resolve => {
          const cancel = clock.after(waitMs, resolve)
          wakeUp = () => {
            if (free() <= 0) return
            cancel()
            resolve()
          }
        })
        wakeUp = () => {}
      }
      const worth = free()
      return worth > 0 ? Math.min(limit, worth) : limit
    },
  }
}
