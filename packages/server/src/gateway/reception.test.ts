// Two logins of one device of which the one that came first is let in last: it takes nobody's place (F94).
import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId, UserId } from '@posthouse/protocol'
import { createIds } from '../base/ids.ts'
import { systemRandom } from '../base/random.ts'
import { Refusal } from '../domain/chat/refusal.ts'
import { aUser } from '../domain/testing/samples.ts'
import { app, openLab } from '../flows/callback/callback-lab.test.ts'
import { createLoginRate } from '../flows/session/login-rate.ts'
import type { Connection } from './connection.ts'
import { begin, KickedOut, type ReceptionDeps } from './reception.ts'
import type { FrameOf } from './session.ts'
import { type Line, Sessions } from './sessions.ts'

const alice = aUser({ appId: app.id, username: 'alice' as UserId })

function aLine(): Line & Pick<Connection, 'state'> & { readonly ends: string[] } {
  const ends: string[] = []
  return { state: 'logging-in', ends, send: () => {}, end: reason => void ends.push(reason) }
}

/** A gateway's reception over a real record; what is asked of it waits where `gate` says so. */
async function openReception() {
  const lab = await openLab()
  const sessions = new Sessions()
  await lab.store.commit([lab.store.tables.users.insert(alice, 'h')])
  const gates: Promise<void>[] = []
  const deps = {
    ...{
      store: { ...lab.store, node: 1 },
      sealer: lab.sealer,
      clock: lab.clock,
      log: lab.log,
      ids: lab.ids,
      random: systemRandom,
    },
    ...{ sessions, rate: createLoginRate(lab.clock), bindPushIds: async () => {} },
    apps: { byId: () => app },
    credentials: {
      credentialOf: async () => ({ kind: 'valid', caller: { kind: 'user', username: alice.username }, expiresAtMs: 0 }),
    },
    guesses: { admit: () => gates.shift(), succeeded() {}, failed() {} },
    presence: {
      devicesOf: async () => [],
      endHeld: (_app: unknown, user: UserId, session: bigint, reason: 'kicked-out') => {
        const held = sessions.ofUser(app.id, user).find(({ seat }) => seat.resource === String(session))
        held?.seat.line.end(reason)
      },
    },
    attendance: { learn() {} },
    telling: {
      callbacks: { callbacks: lab.store.tables.callbacks, ids: lab.ids, random: systemRandom },
      ...{ rules: { rulesOf: async () => [] }, bus: lab.bus, host: 'node-1' },
    },
    calling: { store: lab.store, bus: lab.bus, clock: lab.clock, ids: lab.ids },
  } as unknown as ReceptionDeps
  const frame: FrameOf<'login'> = {
    ...{ t: 'login', v: 1, id: 1, app: app.id, user: 'alice', device: 'phone', platform: 3, sdk: 'test/1' },
    token: `YWMt${'a'.repeat(43)}`,
  }
  return {
    lab,
    deps,
    /** The next login is let in when `gate` says so. */
    wait: (gate: Promise<void>) => gates.push(gate),
    logIn: (line: Line & Pick<Connection, 'state'>) => begin(deps, line, { address: '192.0.2.1', port: 5 }, frame),
    [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
  }
}

test('F94: a login that came first and is let in last does not take the place of the later one', async () => {
  await using reception = await openReception()
  const slow = Promise.withResolvers<void>()
  const [first, second] = [aLine(), aLine()]
  reception.wait(slow.promise)
  const older = reception.logIn(first)
  const { session } = await reception.logIn(second)
  slow.resolve()
  await rejects(older, KickedOut)
  deepEqual(second.ends, [])
  const device = await reception.lab.store.tables.chatDevices.find(app.id, alice.username, 'phone' as DeviceId)
  equal(String(device?.held?.session), session.seat.resource)
})

test('F94: nor that of one on another node, unless its clock is far ahead', async () => {
  await using reception = await openReception()
  const { lab } = reception
  const held = (aheadMs: number) => {
    const session = createIds({ ...lab.clock, now: () => lab.clock.now() + aheadMs }, 7).next()
    const phone = { appId: app.id, username: alice.username, deviceId: 'phone' as DeviceId, platform: 3 }
    const hold = { node: 7, session, ip: 'i', sdk: 's' }
    return { ...phone, ackedPosition: 0, state: 'present', changedAtMs: 1, held: hold } as const
  }
  const write = async (one: ReturnType<typeof held>, known?: bigint) =>
    lab.store.commitFenced([{ fence: lab.store.tables.chatDevices.logIn(one, known), writes: [] }])
  const soon = held(2_000)
  await write(soon)
  await rejects(reception.logIn(aLine()), (cause: unknown) => {
    ok(cause instanceof Refusal && cause.reason === 'login-server')
    ok((cause.retryAfterMs ?? 0) > 1_000 && (cause.retryAfterMs ?? 0) <= 2_000)
    return true
  })
  equal(reception.deps.sessions.count, 0)
  await write(held(3_600_000), soon.held.session)
  ok((await reception.logIn(aLine())).session)
})
