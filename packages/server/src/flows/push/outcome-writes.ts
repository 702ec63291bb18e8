// What an outcome writes, wherever it is reached: its counters and its callbacks, in the same commit as itself.
import type { Delivery, Outcome, Way } from '../../domain/delivery.ts'
import type { Push } from '../../domain/push.ts'
import type { Store, Write } from '../../ports/store.ts'

/** Turns outcomes into callbacks; written by flows/callback, given to this journey by whoever composes both. */
export interface CallbackEmitter {
  /** Loads what the app's rules are, once per batch. */
  prepare(appIds: readonly Push['appId'][]): Promise<PreparedEmitter>
}

/** Rules in hand. */
export interface PreparedEmitter {
  /** The callbacks of one outcome, ready for its commit. */
  writes(push: Push, delivery: Delivery, outcome: Outcome): readonly Write[]
  /** Tells the callback lane, after the commit. */
  announce(): void
}

/** Counters and callbacks of one outcome. `targeted` is 1 where the delivery is first written with it. */
export function outcomeWrites(
  store: Pick<Store, 'tables'>,
  emitter: PreparedEmitter,
  push: Push,
  delivery: Delivery,
  outcome: Outcome,
  targeted: 0 | 1,
): readonly Write[] {
  const counted = { [outcome.status]: 1, ...(targeted ? { targeted } : {}) }
  return [
    store.tables.counters.add(push.appId, dayOf(push), outcome.provider ?? '', counted),
    ...emitter.writes(push, delivery, outcome),
  ]
}

/** A delivery that goes on by another vendor's way is counted there from now on, so that each vendor's sum holds (I17). */
export function movedWrites(
  store: Pick<Store, 'tables'>,
  push: Push,
  from: Way | undefined,
  to: Way | undefined,
): readonly Write[] {
  if (from?.provider === to?.provider) return []
  const { counters } = store.tables
  return [
    counters.add(push.appId, dayOf(push), from?.provider ?? '', { targeted: -1 }),
    counters.add(push.appId, dayOf(push), to?.provider ?? '', { targeted: 1 }),
  ]
}

/** Outcomes count on the day their push was accepted, so that a day's sum is whole (I17). */
export function dayOf(push: Push): string {
  return new Date(push.acceptedAtMs).toISOString().slice(0, 10)
}
