// What a task would come to, from a look at some of its users. Pure; who was looked at, and how many users there are, is known to others.
import type { NotifierName } from '@posthouse/protocol'
import type { Decision } from './plan-user.ts'
import type { ReasonCode } from './reason.ts'

/** What becomes of users and their devices. */
export interface Expected {
  /** Devices by the notifier that is tried first. */
  readonly byNotifier: ReadonlyMap<NotifierName, number>
  /** Users whom the online channel takes. */
  readonly online: number
  /** Devices, and users without one. */
  readonly skipped: ReadonlyMap<ReasonCode, number>
}

/** Adds up what was decided for users. */
export class ExpectationTally {
  /** Users whose devices were looked at. */
  users = 0
  readonly #byNotifier = new Map<NotifierName, number>()
  readonly #skipped = new Map<ReasonCode, number>()
  #online = 0

  /** The same decision for several users. */
  add(decision: Decision, users = 1): void {
    this.users += users
    switch (decision.kind) {
      case 'end':
        addTo(this.#skipped, decision.reason, users)
        return
      case 'online':
        this.#online += users
        return
      case 'devices':
        for (const { ways, skip } of decision.devices) {
          const [way] = ways
          if (way) addTo(this.#byNotifier, way.notifierName, users)
          else addTo(this.#skipped, skip?.reason ?? 'no-notifier', users)
        }
    }
  }

  /** The same shares of so many users. */
  of(users: number): Expected {
    const factor = this.users === 0 ? 0 : users / this.users
    const scaled = <K>(counts: ReadonlyMap<K, number>): ReadonlyMap<K, number> =>
      new Map([...counts].map(([key, counted]) => [key, Math.round(counted * factor)]))
    return {
      byNotifier: scaled(this.#byNotifier),
      online: Math.round(this.#online * factor),
      skipped: scaled(this.#skipped),
    }
  }
}

function addTo<K>(counts: Map<K, number>, key: K, more: number): void {
  counts.set(key, (counts.get(key) ?? 0) + more)
}

/** Everything that counts against a pace: devices, and users without one. */
export function deliveriesOf({ byNotifier, online, skipped }: Expected): number {
  const total = (counts: ReadonlyMap<unknown, number>): number =>
    [...counts.values()].reduce((sum, counted) => sum + counted, 0)
  return total(byNotifier) + online + total(skipped)
}
