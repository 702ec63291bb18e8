// Several processes' buses within one, for tests: hints and words go from one to the others at once, unless the hub is cut off.
import type { AppId, UserId } from '@posthouse/protocol'
import { type Attendant, type Bus, type HeldSessions, type Hint, hintAudience } from '../../ports/bus.ts'
import { createLocalHints, type LocalHints } from '../local.ts'

/** A hub. */
export interface BusHub {
  /** One more process's bus. */
  join(): Bus
  /** Cuts everybody off from everybody, or ends that. */
  cutOff(isCut: boolean): void
}

interface Member {
  readonly hints: LocalHints
  readonly attendants: Map<string, Attendant>
}

/** Makes a hub. */
export function createBusHub(): BusHub {
  const members = new Set<Member>()
  let isCut = false
  const others = (own: Member): readonly Member[] => (isCut ? [] : [...members].filter(one => one !== own))
  return {
    join() {
      const own: Member = { hints: createLocalHints(), attendants: new Map() }
      members.add(own)
      const publish = (hint: Hint): void => {
        own.hints.publish(hint)
        const hearing = others(own).filter(({ hints }) => hints.hears(hint.kind))
        const isForOne = hintAudience[hint.kind] === 'one'
        if (isForOne && own.hints.hears(hint.kind)) return
        for (const { hints } of isForOne ? hearing.slice(0, 1) : hearing) hints.publish(hint)
      }
      return {
        publish,
        async announce(hint) {
          publish(hint)
        },
        subscribe: own.hints.subscribe,
        attend(appId, user, attendant) {
          own.attendants.set(placeOf(appId, user), attendant)
          return () => own.attendants.delete(placeOf(appId, user))
        },
        say(appId, user, word) {
          for (const { attendants } of others(own)) attendants.get(placeOf(appId, user))?.hear(word)
        },
        async ask(appId, users) {
          if (isCut) return undefined
          const found = new Map<UserId, readonly HeldSessions[]>()
          for (const user of users) {
            const held = others(own).flatMap(({ attendants }) => attendants.get(placeOf(appId, user))?.answer() ?? [])
            if (held.length > 0) found.set(user, held)
          }
          return found
        },
        get state() {
          return isCut ? 'cut-off' : 'connected'
        },
        traffic: { sent: 0, received: 0, unreadable: 0, restored: 0 },
        async [Symbol.asyncDispose]() {
          members.delete(own)
          own.hints.close()
        },
      } satisfies Bus
    },
    cutOff(cut) {
      const isRestored = isCut && !cut
      isCut = cut
      if (isRestored) for (const { hints } of members) hints.publish({ kind: 'bus.restored' })
    },
  }
}

function placeOf(appId: AppId, user: UserId): string {
  return `${appId} ${user}`
}
