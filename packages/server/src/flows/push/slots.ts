// How many attempts each notifier may have open: a vendor that hangs fills its own share and nobody else's (I13). What finds no slot
// is put off into the store, which costs far more than a slot; so while that happens, planning goes on no faster than slots come free.
import type { Clock } from '../../base/clock.ts'
import { createLine, type SlotUser } from './line.ts'

/** Counts open attempts per notifier. */
export interface NotifierSlots {
  /** Whether a notifier has its full share open, or what it may send in a second; its next deliveries wait in the store. */
  isFull(notifier: SlotUser): boolean
  /** When so many deliveries that found it full ask again. Those of a notifier with a rate line up, so that none asks in vain for long. */
  againAtMs(notifier: SlotUser, count: number, nowMs: number): number
  take(notifierUuid: string, count: number): void
  give(notifierUuid: string, count: number): void
  /** Something was put off because the notifier is full. */
  putOff(notifierUuid: string): void
  /**
   * How many pushes are worth planning, at most `limit`: as many as a notifier has slots. Notifiers that count are those for which
   * something was put off within {@link pressureMs}, and until half of their share is free; if there are none, all in use. Where none of them
   * has a slot, it waits for one to come free, unless that takes {@link hungMs}: others must not wait for long then.
   */
  worthPlanning(limit: number): Promise<number>
  /** So many pushes are being planned, which may take slots. */
  planning(count: number): void
  /** They have what slots they take. */
  planned(count: number): void
}

/** What whoever sends needs of them. */
export type Slots = Pick<NotifierSlots, 'isFull' | 'againAtMs' | 'take' | 'give'>

/** How long a delivery waits in the store before it asks for a slot again. */
export const slotWaitMs = 1_000

/** How long a notifier that was full is expected to be full again soon. */
export const pressureMs = 2_000

/** A notifier that freed no slot for so long is taken to hang. */
export const hungMs = 1_000

/** How long planning waits for a notifier that hangs: what others get is delayed by no more than this per batch. */
export const patienceMs = 50

/** A notifier in use. */
interface Load {
  open: number
  /** When a slot last came free, or when its use began, ms. */
  movedAtMs: number
  /** When something was last put off; undefined while nothing has to be. */
  pressedAtMs: number | undefined
}

/** Slots with the same share for each notifier. */
export function createNotifierSlots(shareMax: number, clock: Pick<Clock, 'after' | 'monotonic'>): NotifierSlots {
  const loads = new Map<string, Load>()
  let underWay = 0
  let wakeUp = (): void => {}

  function loadOf(notifierUuid: string): Load {
    const known = loads.get(notifierUuid)
    if (known) return known
    const load: Load = { open: 0, movedAtMs: clock.monotonic(), pressedAtMs: undefined }
    loads.set(notifierUuid, load)
    return load
  }

  function relieve(): void {
    const beforeMs = clock.monotonic() - pressureMs
    for (const [notifierUuid, load] of loads) {
      if (load.pressedAtMs === undefined || load.pressedAtMs >= beforeMs || load.open > shareMax / 2) continue
      load.pressedAtMs = undefined
      if (load.open === 0) loads.delete(notifierUuid)
    }
  }

  return {
    isFull: ({ uuid, pushesPerSecond = shareMax }) =>
      (loads.get(uuid)?.open ?? 0) >= Math.min(shareMax, pushesPerSecond),
    againAtMs: createLine(slotWaitMs),
    take(notifierUuid, count) {
      loadOf(notifierUuid).open += count
    },
    give(notifierUuid, count) {
      const load = loadOf(notifierUuid)
      load.open -= count
      load.movedAtMs = clock.monotonic()
      if (load.open <= 0 && load.pressedAtMs === undefined) loads.delete(notifierUuid)
      wakeUp()
    },
    putOff(notifierUuid) {
      const load = loadOf(notifierUuid)
      if (load.pressedAtMs === undefined) load.movedAtMs = clock.monotonic()
      load.pressedAtMs = clock.monotonic()
    },
    planning(count) {
      underWay += count
    },
    planned(count) {
      underWay -= count
      wakeUp()
    },
    async worthPlanning(limit) {
      const startedMs = clock.monotonic()
      relieve()
      for (;;) {
        const { free, isPressed, movedAtMs } = stateOf(loads, shareMax)
        if (free > underWay) return Math.min(limit, free - underWay)
        const hungAtMs = movedAtMs + hungMs
        // What is being planned is done soon, whatever notifiers do.
        const untilMs = isPressed
          ? Math.max(startedMs + patienceMs, hungAtMs)
          : underWay > 0
            ? startedMs + hungMs
            : hungAtMs
        const waitMs = untilMs - clock.monotonic()
        if (waitMs <= 0) return limit
        await new Promise<void>(resolve => {
          const cancel = clock.after(waitMs, resolve)
          wakeUp = () => {
            cancel()
            resolve()
          }
        })
        wakeUp = () => {}
      }
    },
  }
}

/** What the notifiers that count leave free: as much as the one that has most. */
function stateOf(
  loads: ReadonlyMap<string, Load>,
  shareMax: number,
): { free: number; isPressed: boolean; movedAtMs: number } {
  const all = [...loads.values()]
  const pressed = all.filter(load => load.pressedAtMs !== undefined)
  const counting = pressed.length > 0 ? pressed : all
  let [free, movedAtMs] = [counting.length > 0 ? -Infinity : shareMax, -Infinity]
  for (const load of counting) {
    free = Math.max(free, shareMax - load.open)
    movedAtMs = Math.max(movedAtMs, load.movedAtMs)
  }
  return { free, isPressed: pressed.length > 0, movedAtMs }
}
