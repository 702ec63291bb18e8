// How many attempts each notifier may have open: a vendor that hangs fills its own share and nobody else's (I13).

/** Counts open attempts per notifier. */
export interface NotifierSlots {
  /** Whether a notifier has its full share open; its next deliveries wait in the store. */
  isFull(notifierUuid: string): boolean
  take(notifierUuid: string, count: number): void
  give(notifierUuid: string, count: number): void
}

/** How long a delivery waits in the store before it asks for a slot again. */
export const slotWaitMs = 1_000

/** Slots with the same share for each notifier. */
export function createNotifierSlots(shareMax: number): NotifierSlots {
  const open = new Map<string, number>()
  return {
    isFull: notifierUuid => (open.get(notifierUuid) ?? 0) >= shareMax,
    take(notifierUuid, count) {
      open.set(notifierUuid, (open.get(notifierUuid) ?? 0) + count)
    },
    give(notifierUuid, count) {
      const left = (open.get(notifierUuid) ?? 0) - count
      if (left > 0) open.set(notifierUuid, left)
      else open.delete(notifierUuid)
    },
  }
}
