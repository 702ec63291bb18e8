// How many passwords of one address are looked at at the same time. Hashing them is what a sign-in costs: without this, one crowd of guesses
// would stand before everybody else for as long as all of them take (S08).
import { PosthouseError } from '../../base/failure.ts'
import { networkOf } from '../registry/guess-limit.ts'

/** Turns of addresses. */
export interface SignInTurns {
  /** Runs a look at a password. Rejects with `rate_exceeded` where its address has too many under way. */
  take<T>(address: string, look: () => Promise<T>): Promise<T>
}

/** Two people behind one router may sign in at the same moment. */
const turnsOfAddressMax = 2

/** Turns for one kind of secret; remembers addresses for as long as a look takes. */
export function createSignInTurns(): SignInTurns {
  const underWay = new Map<string, number>()
  return {
    async take(address, look) {
      const place = networkOf(address)
      const count = underWay.get(place) ?? 0
      if (count >= turnsOfAddressMax) throw new PosthouseError('rate_exceeded', {}, { retryAfterSeconds: 1 })
      underWay.set(place, count + 1)
      try {
        return await look()
      } finally {
        const left = (underWay.get(place) ?? 1) - 1
        if (left === 0) underWay.delete(place)
        else underWay.set(place, left)
      }
    },
  }
}
