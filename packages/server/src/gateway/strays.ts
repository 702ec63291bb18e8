// Looks in the record whether this process's sessions are still their devices': another login may have taken the place of one, or a server or
// an administrator may have sent it away, while no word of it could come. The floor under what processes say to each other: every two
// seconds while any of them is cut off from the bus, otherwise every half minute.
import { second } from '@posthouse/protocol'
import type { ByeReason } from '@posthouse/protocol/frames'
import type { Clock } from '../base/clock.ts'
import { causeOf, type Log } from '../base/log.ts'
import { pause } from '../base/pause.ts'
import type { Scope } from '../base/scope.ts'
import type { Bus } from '../ports/bus.ts'
import type { HoldTable, SessionKey, Stray } from '../ports/holds.ts'
import type { Attendance } from './attendance.ts'
import type { ClusterPresence } from './cluster-presence.ts'
import type { OnlineUser, Session, Sessions } from './sessions.ts'

/** What looking uses. */
export interface StrayDeps {
  readonly sessions: Sessions
  readonly presence: Pick<ClusterPresence, 'reach' | 'isWhole'>
  readonly attendance: Pick<Attendance, 'learn'>
  readonly holds: Pick<HoldTable, 'strays' | 'elsewhere'>
  readonly node: number
  readonly bus: Pick<Bus, 'subscribe'>
  readonly clock: Clock
  readonly scope: Scope
  readonly log: Log
}

/** How often it looks while words may be missed, and while they come; ms. */
const cutOffMs: number = 2 * second
const connectedMs: number = 30 * second
/** Sessions of one query. */
const sliceMax = 500

/** See the head of the file. Closing stops it with the scope. */
export class StrayWatch implements Disposable {
  readonly #deps: StrayDeps
  #stopHearing: (() => void) | undefined
  #isRestored = false
  #lastMs = 0

  constructor(deps: StrayDeps) {
    this.#deps = deps
  }

  /** Starts it; called once. */
  start(): void {
    const { bus, scope, clock } = this.#deps
    this.#lastMs = clock.monotonic()
    this.#stopHearing = bus.subscribe('bus.restored', () => {
      // What was said meanwhile was not heard.
      this.#isRestored = true
      scope.run(signal => this.#look(signal))
    })
    scope.run(async signal => {
      while (!signal.aborted) {
        await pause(clock, cutOffMs, signal)
        if (this.#isDue()) await this.#look(signal)
      }
    })
  }

  [Symbol.dispose](): void {
    this.#stopHearing?.()
  }

  #isDue(): boolean {
    const { presence, clock } = this.#deps
    if (presence.reach === 'alone') return false
    return this.#isRestored || !presence.isWhole || clock.monotonic() - this.#lastMs >= connectedMs
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { sessions, clock, log } = this.#deps
    this.#isRestored = false
    this.#lastMs = clock.monotonic()
    let slice = new Map<bigint, Session>()
    try {
      for (const session of sessions.all()) {
        // Before its welcome it may not be in the record yet.
        if (session.isWelcome) slice.set(BigInt(session.seat.resource), session)
        if (slice.size < sliceMax) continue
        await this.#lookAt(slice)
        slice = new Map()
        if (signal.aborted) return
      }
      if (slice.size > 0) await this.#lookAt(slice)
    } catch (cause) {
      // The next round looks at all of them again.
      log.warn('session.unwatched', causeOf(cause))
    }
  }

  async #lookAt(slice: ReadonlyMap<bigint, Session>): Promise<void> {
    const { holds, presence, log } = this.#deps
    const keys = Array.from(slice, ([session, one]) => keyOf(session, one))
    for (const stray of await holds.strays(keys)) {
      const session = slice.get(stray.session)
      if (!session || session.isGone) continue
      const reason = reasonOf(stray)
      log.info('session.strayed', { app: session.user.app.id, reason })
      session.seat.line.end(reason)
    }
    if (presence.reach === 'connected') await this.#learn(slice, keys)
  }

  /** Words of who else holds sessions of a user may have been lost too. */
  async #learn(slice: ReadonlyMap<bigint, Session>, keys: readonly SessionKey[]): Promise<void> {
    const { holds, attendance, node } = this.#deps
    const found = await holds.elsewhere(keys, node)
    const users = new Map<string, Set<number>>()
    for (const one of found) {
      const place = `${one.appId} ${one.username}`
      users.set(place, (users.get(place) ?? new Set()).add(one.node))
    }
    for (const { user } of slice.values()) if (user.first) attendance.learn(user, users.get(placeOf(user)) ?? nobody)
  }
}

const nobody: ReadonlySet<number> = new Set()

function placeOf({ app, id }: OnlineUser): string {
  return `${app.id} ${id}`
}

function keyOf(session: bigint, { user, seat }: Session): SessionKey {
  return { appId: user.app.id, username: user.id, deviceId: seat.deviceId, session }
}

/** Why a session ends that is not its device's any more. */
export function reasonOf({ user, state, heldSession, sentAway, session }: Stray): ByeReason {
  if (user !== 'activated') return 'unregistered'
  if (state === 'logged-out') return 'logged-out'
  if (state === 'kicked' || (heldSession !== undefined && heldSession !== session)) return 'kicked-out'
  if (sentAway !== undefined) return sentAway
  // This process was silent for so long that it was taken to be gone: whoever comes again is in the record again.
  return 'going-away'
}
