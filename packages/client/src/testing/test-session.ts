// A session that notes what is asked of it, for tests of the desk: the seam as it is, without a server.
import type { ChannelNotification, PushSeam } from '../push-seam.ts'

/** A session in the test's hand. */
export interface TestSession extends PushSeam {
  /** Each request as `[method, params]`, and `['forget', pushId]`; in order. */
  readonly asked: readonly (readonly [string, unknown])[]
  /** The PushIDs that a login would carry now. */
  pushIds(): readonly string[]
  /** `carried` = what the login took with it; else what it would carry now. */
  logIn(user: string, carried?: readonly string[]): void
  logOut(): void
  notify(notification: ChannelNotification): void
  /** What requests fail with from now on; undefined = they succeed. */
  failWith(cause: unknown): void
}

/** Nobody is logged in at first. */
export function createTestSession(): TestSession {
  const asked: (readonly [string, unknown])[] = []
  const logins = new Set<(carried: readonly string[]) => void>()
  const notices = new Set<(notification: ChannelNotification) => void>()
  let user: string | undefined
  let failure: unknown
  let provider = (): readonly string[] => []
  const note = (name: string, value: unknown): void => {
    asked.push([name, value])
    if (failure !== undefined) throw failure
  }
  return {
    appId: 7,
    server: 'https://push.chat.example',
    asked,
    pushIds: () => provider(),
    userId: () => user,
    onLoggedIn(listener) {
      logins.add(listener)
      return () => logins.delete(listener)
    },
    onNotification(listener) {
      notices.add(listener)
      return () => notices.delete(listener)
    },
    setPushIds(next) {
      provider = next
    },
    async request(method, params) {
      if (user === undefined) throw { code: 6000121, message: 'Nobody is logged in.' }
      note(method, params)
      return {} as never
    },
    async forget(pushId) {
      note('forget', pushId)
    },
    logIn(next, carried = provider()) {
      user = next
      for (const listener of logins) listener(carried)
    },
    logOut() {
      user = undefined
    },
    notify(one) {
      for (const listener of notices) listener(one)
    },
    failWith(cause) {
      failure = cause
    },
  }
}
