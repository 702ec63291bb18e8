// Who is connected, in memory: sessions by app and user, and which groups the connected users are members of. Knows no socket and no
// record; what comes by the timeline is handed out by tail.ts.
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import type { ByeReason, PassingMessage } from '@posthouse/protocol/frames'
import type { ConnectedDevice, Presence } from '../ports/presence.ts'
import type { AddressedEntry } from '../ports/timeline.ts'
import { framed } from './framed.ts'

/** The way to a device: its connection. */
export interface Line {
  /** Hands bytes to the device; at once, or never where it ends. */
  send(bytes: Buffer): void
  end(reason: ByeReason): void
}

/** What a session is made of. */
export interface Seat {
  readonly deviceId: DeviceId
  readonly platform: number
  readonly name: string
  readonly resource: string
  readonly sdk: string
  /** `address:port`. */
  readonly ip: string
  readonly sinceMs: number
  readonly line: Line
}

/** One authenticated connection of one device. One object and few members: there may be a hundred thousand. */
export class Session {
  readonly user: OnlineUser
  readonly seat: Seat
  /** The next session of the user. */
  next: Session | undefined
  /** When its token ends, epoch ms; 0: never. */
  expiresAtMs = 0
  /** The last position that it was told of, that it acknowledged, and whether the record has still to hear of that. */
  sentPosition = 0
  ackedPosition = 0
  isAckNew = false
  /** Gets every entry as it comes. Before that, entries are kept in `held` while it catches up. */
  isLive = false
  held: AddressedEntry[] | undefined
  /** It left the index. */
  isGone = false
  /** Its user logged out. */
  hasLeft = false

  constructor(user: OnlineUser, seat: Seat) {
    this.user = user
    this.seat = seat
  }

  /** Its login was answered: whatever else is for it comes after that. */
  get isWelcome(): boolean {
    return this.isLive || this.held !== undefined
  }
}

/** A user with at least one session. */
export class OnlineUser {
  readonly app: OnlineApp
  readonly id: UserId
  /** The newest session; the others hang on it. */
  first: Session | undefined
  /** Groups whose member the user is, once they were read. */
  groups: readonly string[] = []
  /** How far reading them is; undefined: not begun. */
  reading: MembershipReading | undefined

  constructor(app: OnlineApp, id: UserId) {
    this.app = app
    this.id = id
  }
}

/** Groups of a user while and after they are read. */
export interface MembershipReading {
  readonly done: Promise<void>
  /** What the timeline told meanwhile, in order; undefined once they are read. */
  changes: readonly { readonly group: string; readonly isMember: boolean }[] | undefined
}

/** An app with sessions. */
export class OnlineApp {
  readonly id: AppId
  readonly users = new Map<UserId, OnlineUser>()
  readonly groups = new Map<string, Set<OnlineUser>>()

  constructor(id: AppId) {
    this.id = id
  }
}

/** Hears of users whose first session comes, and whose last one went. */
export interface UserWatcher {
  came(user: OnlineUser): void
  left(user: OnlineUser): void
}

/** The index, and presence as far as this process knows it (cluster-presence.ts has the others). */
export class Sessions implements Presence {
  readonly #apps = new Map<AppId, OnlineApp>()
  #count = 0
  #watcher: UserWatcher | undefined

  /** How many there are. */
  get count(): number {
    return this.#count
  }

  app(appId: AppId): OnlineApp | undefined {
    return this.#apps.get(appId)
  }

  /** From now on somebody is told of users, or nobody any more. */
  watchUsers(watcher: UserWatcher | undefined): void {
    this.#watcher = watcher
  }

  /** Each of them; those that come meanwhile may be among them. */
  *all(): Generator<Session> {
    for (const { users } of this.#apps.values()) for (const { first } of users.values()) yield* chained(first)
  }

  /** Adds a session. */
  add(appId: AppId, userId: UserId, seat: Seat): Session {
    const app = this.#apps.get(appId) ?? new OnlineApp(appId)
    this.#apps.set(appId, app)
    const user = app.users.get(userId) ?? new OnlineUser(app, userId)
    app.users.set(userId, user)
    const session = new Session(user, seat)
    const isFirst = user.first === undefined
    session.next = user.first
    user.first = session
    this.#count += 1
    if (isFirst) this.#watcher?.came(user)
    return session
  }

  /** Takes a session out; false where it was out already. */
  remove(session: Session): boolean {
    if (session.isGone) return false
    session.isGone = true
    session.isLive = false
    session.held = undefined
    this.#count -= 1
    const { user } = session
    unlink(user, session)
    if (user.first) return true
    const { app } = user
    for (const group of user.groups) takeOut(app, user, group)
    user.groups = []
    app.users.delete(user.id)
    if (app.users.size === 0) this.#apps.delete(app.id)
    this.#watcher?.left(user)
    return true
  }

  ofUser(appId: AppId, userId: UserId): readonly Session[] {
    return sessionsOf(this.#apps.get(appId)?.users.get(userId))
  }

  async online(appId: AppId, usernames: readonly UserId[]): Promise<ReadonlySet<UserId>> {
    const users = this.#apps.get(appId)?.users
    return new Set(usernames.filter(name => users?.has(name)))
  }

  async devicesOf(appId: AppId, username: UserId): Promise<readonly ConnectedDevice[]> {
    return this.ofUser(appId, username).map(deviceOf)
  }

  async connected(
    appId: AppId,
    usernames: readonly UserId[],
  ): Promise<ReadonlyMap<UserId, readonly ConnectedDevice[]>> {
    const online = await this.online(appId, usernames)
    return new Map([...online].map(name => [name, this.ofUser(appId, name).map(deviceOf)]))
  }

  async disconnect(
    appId: AppId,
    username: UserId,
    resource: string | undefined,
    reason: Extract<ByeReason, 'disconnected' | 'unregistered'> = 'disconnected',
  ): Promise<void> {
    for (const session of this.ofUser(appId, username))
      if (resource === undefined || session.seat.resource === resource) session.seat.line.end(reason)
  }

  async pass(appId: AppId, usernames: readonly UserId[], message: PassingMessage, except?: string): Promise<void> {
    const bytes = framed({ t: 'passing', message })
    for (const username of usernames)
      for (const session of this.ofUser(appId, username))
        if (session.isWelcome && session.seat.resource !== except) session.seat.line.send(bytes)
  }
}

/** Notes that a user became a member of groups. */
export function joinGroups(app: OnlineApp, user: OnlineUser, groups: readonly string[]): void {
  const joined: string[] = []
  for (const group of groups) {
    const members = app.groups.get(group) ?? new Set()
    app.groups.set(group, members)
    if (members.has(user)) continue
    members.add(user)
    joined.push(group)
  }
  user.groups = [...user.groups, ...joined]
}

/** Notes that a user is a member no more. */
export function leaveGroup(app: OnlineApp, user: OnlineUser, group: string): void {
  if (takeOut(app, user, group)) user.groups = user.groups.filter(one => one !== group)
}

/** False where the user was in no such group. */
function takeOut(app: OnlineApp, user: OnlineUser, group: string): boolean {
  const members = app.groups.get(group)
  if (!members?.delete(user)) return false
  if (members.size === 0) app.groups.delete(group)
  return true
}

function sessionsOf(user: OnlineUser | undefined): readonly Session[] {
  return [...chained(user?.first)]
}

/** A session that leaves forgets the next one, so that is looked up before. */
function* chained(first: Session | undefined): Generator<Session> {
  for (let one = first; one; ) {
    const { next }: Session = one
    yield one
    one = next
  }
}

function unlink(user: OnlineUser, session: Session): void {
  if (user.first === session) user.first = session.next
  else for (let one = user.first; one; one = one.next) if (one.next === session) one.next = session.next
  session.next = undefined
}

/** A session as others see it. */
export function deviceOf({ seat, ackedPosition }: Session): ConnectedDevice {
  const { resource, deviceId, name, platform } = seat
  return { resource, deviceId, name, platform, ackedPosition }
}
