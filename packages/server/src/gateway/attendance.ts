// Hears what other processes say to users whose sessions this one holds, and answers who asks for them. Each knows which others hold sessions
// of the same user, so that whoever asks knows whose answers to wait for. With nobody else to hear, nothing is kept.
import type { Attendant, Bus, HeldSessions, UserWord } from '../ports/bus.ts'
import type { Roster } from '../ports/nodes.ts'
import type { ClusterPresence } from './cluster-presence.ts'
import { deviceOf, type OnlineUser, type Sessions, type UserWatcher } from './sessions.ts'

/** What attending uses. */
export interface AttendanceDeps {
  readonly sessions: Sessions
  readonly bus: Pick<Bus, 'attend' | 'say' | 'state'>
  readonly presence: Pick<ClusterPresence, 'heardNodes'>
  readonly roster: Pick<Roster, 'self'>
}

/** See the head of the file. Closing attends to nobody any more. */
export class Attendance implements UserWatcher, Disposable {
  readonly #deps: AttendanceDeps
  readonly #attended = new Map<OnlineUser, Attended>()

  constructor(deps: AttendanceDeps) {
    this.#deps = deps
  }

  /** Begins with the next user who comes. */
  start(): void {
    if (this.#deps.bus.state !== 'alone') this.#deps.sessions.watchUsers(this)
  }

  came(user: OnlineUser): void {
    const { bus } = this.#deps
    const attended = new Attended(this.#deps, user)
    attended.stop = bus.attend(user.app.id, user.id, attended)
    this.#attended.set(user, attended)
  }

  left(user: OnlineUser): void {
    const attended = this.#attended.get(user)
    if (!attended) return
    this.#attended.delete(user)
    attended.stop?.()
    if (attended.others) this.#say(user, false)
  }

  /** What the record says of the others that hold sessions of a user; they are told that this process does too, where that is news. */
  learn(user: OnlineUser, nodes: ReadonlySet<number>): void {
    const attended = this.#attended.get(user)
    if (!attended) return
    const { self } = this.#deps.roster
    const others = new Set([...nodes].filter(node => node !== self))
    const isNews = [...others].some(node => !attended.others?.has(node))
    attended.others = others.size > 0 ? others : undefined
    if (isNews) this.#say(user, true)
  }

  [Symbol.dispose](): void {
    this.#deps.sessions.watchUsers(undefined)
    for (const { stop } of this.#attended.values()) stop?.()
    this.#attended.clear()
  }

  #say({ app, id }: OnlineUser, isHeld: boolean): void {
    const { bus, roster } = this.#deps
    bus.say(app.id, id, { kind: 'held', node: roster.self, isHeld })
  }
}

/** One user. One object and few members, as for a session. */
class Attended implements Attendant {
  readonly #deps: AttendanceDeps
  readonly #user: OnlineUser
  stop: (() => void) | undefined = undefined
  /** Other processes that hold sessions of the user; hardly any user has one. */
  others: Set<number> | undefined = undefined

  constructor(deps: AttendanceDeps, user: OnlineUser) {
    this.#deps = deps
    this.#user = user
  }

  hear(word: UserWord): void {
    const { app, id } = this.#user
    const { sessions } = this.#deps
    if (word.kind === 'pass') void sessions.pass(app.id, [id], word.message, word.except)
    else if (word.kind === 'held') this.#note(word.node, word.isHeld)
    else
      for (const { seat } of sessions.ofUser(app.id, id)) {
        const { resource, deviceIds, except } = word
        const isMeant = resource === undefined || seat.resource === resource
        if (isMeant && seat.resource !== except && (deviceIds?.includes(seat.deviceId) ?? true))
          seat.line.end(word.reason)
      }
  }

  answer(): HeldSessions {
    const { sessions, presence, roster } = this.#deps
    const devices = sessions.ofUser(this.#user.app.id, this.#user.id).map(deviceOf)
    if (!this.others) return { node: roster.self, devices, others: [] }
    // Whoever says that he hears nothing is looked up in the record instead.
    const heard = presence.heardNodes()
    return { node: roster.self, devices, others: [...this.others].filter(node => heard.has(node)) }
  }

  #note(node: number, isHeld: boolean): void {
    if (isHeld) {
      this.others ??= new Set()
      this.others.add(node)
    } else if (this.others?.delete(node) && this.others.size === 0) this.others = undefined
  }
}
