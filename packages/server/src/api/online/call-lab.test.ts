// What the tests of calls share: a real record, users with phones, and a clock that can be moved on. No test itself.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeviceId, UserId } from '@posthouse/protocol'
import type { Entry, Params, PushConfig } from '@posthouse/protocol/frames'
import type { Clock } from '../../base/clock.ts'
import { createIds } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import type { App } from '../../domain/app.ts'
import { aBinding, anApp, aUser } from '../../domain/testing/samples.ts'
import { liveEntries } from '../../flows/call/live-entries.ts'
import type { RipenDeps } from '../../flows/call/ripen.ts'
import { ripenCalls } from '../../flows/call/ripen.ts'
import type { Hint } from '../../ports/bus.ts'
import type { Handover } from '../../ports/handovers.ts'
import type { MethodHandlers, SessionCaller } from '../../ports/methods.ts'
import type { Store } from '../../ports/store.ts'
import { openStore } from '../../store/open.ts'
import { callMethods } from './calls.ts'

/** The lab's app. */
export const app: App = anApp()
/** What a caller gives along for phones that are away. */
export const push: PushConfig = { title: 'alice', content: 'calls you', payload: '{"ring":1}' }

type CallMethods = Pick<MethodHandlers, Extract<keyof MethodHandlers, `call.${string}`>>

/** A record with users `alice`, `bob`, `carol`, `dave` who have a phone each, and `logged-out`, who has none. */
export interface CallLab extends AsyncDisposable {
  readonly deps: RipenDeps
  readonly store: Store
  readonly methods: CallMethods
  readonly hints: Hint[]
  /** Users that have a connection. */
  readonly connected: Set<string>
  now(): number
  advance(ms: number): void
  /** Calls `invitees` on behalf of alice's phone. */
  invite(invitees: readonly string[], more?: Partial<Params<'call.invite'>>): Promise<string>
  /** Does what the lane does with calls that are due; how many there were. */
  ripen(): Promise<number>
  /** What a user was told from a position on, as a device that was connected all the time. */
  told(user: string, after?: number): Promise<readonly Told[]>
  /** What a device of the user hears that comes back. */
  caughtUp(user: string, after?: number): Promise<readonly Told[]>
  handovers(callId: string): Promise<readonly Handover[]>
  /** Closes the record and opens it again: what was in memory is gone. */
  reopen(): Promise<void>
}

/** An entry about a call. */
export type Told = Extract<Entry, { kind: 'call' }>

/** A user's session. */
export function session(user: string, device = 'phone'): SessionCaller {
  return { app, user: user as UserId, deviceId: device as DeviceId, resource: `${user}-${device}`, platform: 2 }
}

/** An entry as a line: event and the states of those that it is about. */
export function lineOf({ event, call, users = call.users, device }: Told): string {
  return `${event} ${users.map(({ id, state }) => `${id}:${state}`).join(' ')}${device === undefined ? '' : ` @${device}`}`
}

const atMs = Date.UTC(2026, 10, 21, 12)
const people = ['alice', 'bob', 'carol', 'dave'] as const

/** Opens a lab. */
export async function openCallLab(): Promise<CallLab> {
  const place = mkdtempSync(join(tmpdir(), 'posthouse-call-lab-'))
  let nowMs = atMs
  const clock: Clock = { now: () => nowMs, monotonic: () => nowMs, after: () => () => {} }
  const open = (): Promise<Store> => openStore({ url: join(place, 'lab.db'), clock, log: silentLog })
  let store = await open()
  await furnish(store)
  const hints: Hint[] = []
  const connected = new Set<string>()
  const deps: RipenDeps = {
    get store() {
      return store
    },
    bus: { publish: hint => void hints.push(hint) },
    presence: { online: async (_, users) => new Set(users.filter(user => connected.has(user))) },
    clock,
    ids: createIds(clock, 0),
  }
  const methods = callMethods(deps)
  const found = async (user: string, after: number): Promise<readonly Told[]> => {
    const entries = await store.tables.timeline.catchUp(app.id, user as UserId, after, 200)
    return entries.flatMap(({ entry }) => (entry.kind === 'call' ? [entry] : []))
  }
  return {
    ...{ deps, methods, hints, connected, now: () => nowMs },
    get store() {
      return store
    },
    advance(ms) {
      nowMs += ms
    },
    async invite(invitees, more = {}) {
      const wanted = { invitees, timeoutSeconds: 60, mode: 0, extendedData: 'hi', push, ...more } as const
      return (await methods['call.invite'](session('alice'), wanted)).callId
    },
    async ripen() {
      const [claimed] = await store.commit([store.tables.calls.claim(nowMs, nowMs + 10_000, 64)])
      await ripenCalls(
        deps,
        claimed.map(({ item }) => item),
      )
      return claimed.length
    },
    told: (user, after = 0) => found(user, after),
    async caughtUp(user, after = 0) {
      const entries = (await found(user, after)).map(entry => ({ entry }))
      const live = await liveEntries(deps, app.id, user as UserId, entries)
      return live.map(({ entry }) => entry)
    },
    async handovers(callId) {
      return (await store.tables.handovers.ofSubject(app.id, callId, 99)).map(({ handover }) => handover)
    },
    async reopen() {
      await store[Symbol.asyncDispose]()
      store = await open()
      await store.commit([store.tables.leases.releaseAll(nowMs)])
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      rmSync(place, { recursive: true, force: true })
    },
  }
}

async function furnish(store: Store): Promise<void> {
  const secret = Uint8Array.of(1)
  const { apps, users, bindings, chatDevices } = store.tables
  const named = people.map(name => name as UserId)
  await store.commit([
    apps.insert(app, { clientSecret: secret, appSign: secret, serverSecret: secret }),
    ...[...named, 'logged-out' as UserId].map(username => users.insert(aUser({ appId: app.id, username }), '')),
    ...named.map(username => bindings.put(aBinding({ appId: app.id, username, deviceToken: `t-${username}` }))),
    chatDevices.put({
      ...{ appId: app.id, username: 'logged-out' as UserId, deviceId: 'phone' as DeviceId, platform: 2 },
      ...{ ackedPosition: 0, state: 'logged-out', changedAtMs: atMs },
    }),
  ])
}
