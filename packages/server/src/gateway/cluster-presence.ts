// Who is connected, to this process or to another: the others are asked by the bus, and where they cannot be heard the record answers, which
// says who holds a device's connection. Alone, this process's own sessions are the whole answer, and nothing else is asked.
import type { AppId, UserId } from '@posthouse/protocol'
import type { ByeReason, PassingMessage } from '@posthouse/protocol/frames'
import type { Clock } from '../base/clock.ts'
import type { Bus, HeldSessions } from '../ports/bus.ts'
import type { ChatDevice } from '../ports/chat-devices.ts'
import { type NodeRecord, nodeSeenEveryMs, type Roster } from '../ports/nodes.ts'
import type { ConnectedDevice, Presence } from '../ports/presence.ts'
import type { Store } from '../ports/store.ts'
import type { Sessions } from './sessions.ts'

/** What it uses. */
export interface ClusterPresenceDeps {
  readonly sessions: Sessions
  readonly bus: Pick<Bus, 'ask' | 'say' | 'state' | 'subscribe'>
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly roster: Pick<Roster, 'self' | 'present'>
  readonly clock: Pick<Clock, 'monotonic'>
}

/** For so long after the bus is back others may not be, ms; what they say of that in the record may be as old. */
const restoredMs: number = nodeSeenEveryMs

type Connected = ReadonlyMap<UserId, readonly ConnectedDevice[]>

/** See the head of the file. */
export class ClusterPresence implements Presence {
  readonly #deps: ClusterPresenceDeps
  #restoredAtMs = Number.NEGATIVE_INFINITY

  constructor(deps: ClusterPresenceDeps) {
    this.#deps = deps
    // For as long as the bus itself.
    deps.bus.subscribe('bus.restored', () => {
      this.#restoredAtMs = deps.clock.monotonic()
    })
  }

  /** Whether others hold sessions too, and can be heard; `cut-off` also where there are others and no bus at all. */
  get reach(): Bus['state'] {
    const { state } = this.#deps.bus
    return state === 'alone' && this.#otherGateways().length > 0 ? 'cut-off' : state
  }

  async online(appId: AppId, usernames: readonly UserId[]): Promise<ReadonlySet<UserId>> {
    const own = await this.#deps.sessions.online(appId, usernames)
    const asked = usernames.filter(name => !own.has(name))
    if (asked.length === 0 || this.reach === 'alone') return own
    return new Set([...own, ...(await this.#elsewhere(appId, asked)).keys()])
  }

  async devicesOf(appId: AppId, username: UserId): Promise<readonly ConnectedDevice[]> {
    return (await this.connected(appId, [username])).get(username) ?? []
  }

  async connected(appId: AppId, usernames: readonly UserId[]): Promise<Connected> {
    const own = await this.#deps.sessions.connected(appId, usernames)
    if (usernames.length === 0 || this.reach === 'alone') return own
    return merged(own, await this.#elsewhere(appId, usernames))
  }

  /** Durable before anybody is told: who does not hear of it finds it in the record (strays.ts). */
  async disconnect(
    appId: AppId,
    username: UserId,
    resource: string | undefined,
    reason: 'disconnected' | 'unregistered' = 'disconnected',
  ): Promise<void> {
    const { sessions, bus, store } = this.#deps
    if (this.reach === 'alone') return sessions.disconnect(appId, username, resource, reason)
    const session = resource === undefined ? undefined : sessionNumberOf(resource)
    if (resource !== undefined && session === undefined) return
    const [there] = await store.commit([store.tables.holds.sendAway(appId, username, session, reason)])
    await sessions.disconnect(appId, username, resource, reason)
    // Each by its name: a word that comes late must not end a connection that was made meanwhile.
    for (const one of there) bus.say(appId, username, { kind: 'end', reason, resource: String(one) })
    // Of a user who was deleted nothing in the record has a name, and no login that is under way.
    if (reason === 'unregistered') bus.say(appId, username, { kind: 'end', reason })
  }

  async pass(appId: AppId, usernames: readonly UserId[], message: PassingMessage, except?: string): Promise<void> {
    const { sessions, bus } = this.#deps
    await sessions.pass(appId, usernames, message, except)
    if (this.reach !== 'connected') return
    const word = { kind: 'pass', message, ...(except === undefined ? {} : { except }) } as const
    for (const username of usernames) bus.say(appId, username, word)
  }

  /** Ends a connection whose device has another one, or no place any more; the record says so already. */
  endHeld(appId: AppId, username: UserId, session: bigint, reason: ByeReason): void {
    const { sessions, bus } = this.#deps
    const resource = String(session)
    const own = sessions.ofUser(appId, username).find(one => one.seat.resource === resource)
    if (own) own.seat.line.end(reason)
    else bus.say(appId, username, { kind: 'end', reason, resource })
  }

  /** Whether words of every process arrive, as far as is known: one that hears nobody can only write down what it wants of others. */
  get isWhole(): boolean {
    const { self, present } = this.#deps.roster
    return this.reach === 'connected' && present().every(({ number, bus }) => number === self || bus === 'connected')
  }

  /** Those of the processes that hold sessions, and can be heard by the bus as far as they say. */
  heardNodes(): ReadonlySet<number> {
    return new Set(this.#otherGateways().flatMap(one => (one.bus === 'connected' ? [one.number] : [])))
  }

  async #elsewhere(appId: AppId, usernames: readonly UserId[]): Promise<Connected> {
    const others = this.#otherGateways()
    const isSettled = this.#deps.clock.monotonic() - this.#restoredAtMs >= restoredMs
    const heard = this.reach === 'connected' && isSettled ? this.heardNodes() : nobody
    // Servers of the bus may take a silent process for a listener for minutes: to ask for those whom it holds would be to wait in vain.
    const held = heard.size < others.length ? await this.#held(appId, usernames, others) : []
    const silent = new Set(held.flatMap(one => (one.held && !heard.has(one.held.node) ? [one.username] : [])))
    const asked = usernames.filter(name => !silent.has(name))
    const recorded = recordedOf(held.filter(({ username }) => silent.has(username)))
    if (this.reach !== 'connected' || asked.length === 0) return recorded
    const answers = await this.#deps.bus.ask(appId, asked)
    return merged(answers ? answersOf(answers) : recordedOf(await this.#held(appId, asked, others)), recorded)
  }

  /** Devices whose connection one of these processes holds, as the record says. */
  async #held(
    appId: AppId,
    usernames: readonly UserId[],
    nodes: readonly NodeRecord[],
  ): Promise<readonly ChatDevice[]> {
    const numbers = new Set(nodes.map(({ number }) => number))
    const devices = await this.#deps.store.tables.chatDevices.ofUsers(appId, usernames)
    return devices.filter(({ held }) => held && held.sentAway === undefined && numbers.has(held.node))
  }

  #otherGateways(): readonly NodeRecord[] {
    const { self, present } = this.#deps.roster
    return present().filter(({ number, roles }) => number !== self && roles.includes('gateway'))
  }
}

const nobody: ReadonlySet<number> = new Set()

/** What devices and the REST interface call a connection, as a number; undefined for what can be none. */
function sessionNumberOf(resource: string): bigint | undefined {
  const number = /^[0-9]{1,19}$/.test(resource) ? BigInt(resource) : 0n
  return number > 0n && number < 2n ** 63n ? number : undefined
}

function answersOf(asked: ReadonlyMap<UserId, readonly HeldSessions[]>): Connected {
  return new Map(
    [...asked].flatMap(([user, held]) =>
      nonEmpty(
        user,
        held.flatMap(({ devices }) => devices),
      ),
    ),
  )
}

function nonEmpty(user: UserId, devices: readonly ConnectedDevice[]): [UserId, readonly ConnectedDevice[]][] {
  return devices.length > 0 ? [[user, devices]] : []
}

function recordedOf(held: readonly ChatDevice[]): Connected {
  return new Map(
    [...Map.groupBy(held, ({ username }) => username)].map(([user, own]) => [user, own.map(recordedDevice)]),
  )
}

/** What the device calls itself only its own process knows. */
function recordedDevice({ held, deviceId, platform, ackedPosition }: ChatDevice): ConnectedDevice {
  return { resource: String(held?.session), deviceId, name: '', platform, ackedPosition }
}

/** The first says it better where both know a connection. */
function merged(first: Connected, second: Connected): Connected {
  if (second.size === 0) return first
  if (first.size === 0) return second
  const all = new Map(first)
  for (const [user, devices] of second) {
    const known = first.get(user) ?? []
    const names = new Set(known.map(({ resource }) => resource))
    all.set(user, [...known, ...devices.filter(({ resource }) => !names.has(resource))])
  }
  return all
}
