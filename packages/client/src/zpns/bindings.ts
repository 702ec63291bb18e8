// This installation's PushIDs and the session of whoever is logged in: carried by each login, bound at once while somebody is logged in,
// and unbound wherever they went. Knows nothing of vendors.
import type { PushSeam } from '../push-seam.ts'

/** The PushIDs of this installation. */
export interface Bindings {
  /** Replaces them; those that are new are bound at once if somebody is logged in, else by the next login. */
  keep(pushIds: readonly string[]): Promise<void>
  /** Unbinds all. Rejects with the first failure; what failed is tried again at the next login. */
  drop(): Promise<void>
  /** Follows another session; undefined = there is none. */
  follow(session: PushSeam | undefined): void
}

/** PushIDs that are still to be unbound; older ones are left to the vendor, whose token is dead by then. */
const owedMax = 8

/** `complain` hears of bindings that the server refused; the next login tries again. */
export function createBindings(complain: (cause: unknown) => void): Bindings {
  let session: PushSeam | undefined
  let pushIds: readonly string[] = []
  let owed: readonly string[] = []
  let stop = (): void => undefined
  const unbind = async (pushId: string): Promise<void> => {
    // A registration may have taken it back since.
    if (!session || !owed.includes(pushId)) return
    if (session.userId() === undefined) await session.forget(pushId)
    else await session.request('push.unbind', { pushId })
    owed = owed.filter(one => one !== pushId)
  }
  const payOff = async (): Promise<void> => {
    for (const pushId of owed) await unbind(pushId)
  }
  const bind = async (to: PushSeam, fresh: readonly string[]): Promise<void> => {
    for (const pushId of fresh) {
      // Whoever logs out meanwhile is not bound after that.
      if (to.userId() !== undefined) await to.request('push.bind', { pushId }).catch(complain)
    }
  }
  /** What changed while the login was on its way is told right after it. */
  const catchUp = async (to: PushSeam, carried: readonly string[]): Promise<void> => {
    const given = carried.filter(one => !pushIds.includes(one) && !owed.includes(one))
    owed = [...owed, ...given].slice(-owedMax)
    const fresh = pushIds.filter(one => !carried.includes(one))
    await bind(to, fresh)
    await payOff()
  }
  return {
    async keep(next) {
      const fresh = next.filter(one => !pushIds.includes(one))
      pushIds = next
      owed = owed.filter(one => !next.includes(one))
      if (session) await bind(session, fresh)
    },
    async drop() {
      owed = [...owed, ...pushIds].slice(-owedMax)
      pushIds = []
      await payOff()
    },
    follow(next) {
      stop()
      session = next
      session?.setPushIds(() => pushIds)
      stop = next?.onLoggedIn(carried => void catchUp(next, carried).catch(complain)) ?? (() => undefined)
    },
  }
}
