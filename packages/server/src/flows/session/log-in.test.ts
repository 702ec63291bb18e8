// Logins of a user's devices at the same instant, by two processes over one record: one stays where one may be, and each connection's end is
// told of once (F94).
import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { DeviceId, UserId } from '@posthouse/protocol'
import { systemClock } from '../../base/clock.ts'
import { createIds, type Ids } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import { systemRandom } from '../../base/random.ts'
import type { CallId } from '../../domain/call/call.ts'
import { newCall } from '../../domain/call/invitation.ts'
import { anApp, aRule, aUser } from '../../domain/testing/samples.ts'
import type { Store } from '../../ports/store.ts'
import { openStore } from '../../store/open.ts'
import { startPostgres } from '../../store/testing/postgres.ts'
import { findDevices, storeLogin } from './log-in.ts'
import { logOut } from './log-out.ts'
import { makeRoom } from './make-room.ts'
import { recordProgress } from './record-progress.ts'
import { releaseNode } from './release-node.ts'
import type { PresenceTelling } from './tell-presence.ts'

const server = await startPostgres()
after(() => server.stop())

const app = anApp({ settings: { openRegistration: true, pushOpen: true, chat: { loginPolicy: 'single' } } })
const user = aUser({ appId: app.id })
const rule = aRule({ appId: app.id, filter: { statuses: [], restPushes: true, events: ['presence'] } })

interface Process {
  readonly store: Store
  readonly ids: Ids
  readonly telling: PresenceTelling
}

/** Two processes over one record; an embedded record has one, which has it twice. */
async function given(engine: 'SQLite' | 'PostgreSQL') {
  const stack = new AsyncDisposableStack()
  const directory = mkdtempSync(join(tmpdir(), 'posthouse-login-'))
  stack.defer(() => rmSync(directory, { recursive: true }))
  const url = engine === 'SQLite' ? join(directory, 'record.db') : await server.createDatabase()
  const open = async () => stack.use(await openStore({ url, clock: systemClock, log: silentLog }))
  const first = await open()
  const stores = [first, engine === 'SQLite' ? first : await open()]
  const processes = stores.map((store, node): Process => {
    const ids = createIds(systemClock, node + 1)
    const callbacks = { callbacks: store.tables.callbacks, ids, random: systemRandom }
    const rules = { rulesOf: async () => [{ rule, secret: 's', keysAt: () => [] }] }
    return { store, ids, telling: { callbacks, rules, bus: { publish() {} }, host: `node-${node}` } }
  })
  const secret = new Uint8Array([1])
  await first.commit([
    first.tables.apps.insert(app, { clientSecret: secret, appSign: secret, serverSecret: secret }),
    first.tables.users.insert(user, 'hash'),
  ])
  return {
    processes: processes as [Process, Process],
    devices: () => first.tables.chatDevices.ofUsers(app.id, [user.username]),
    /** What was told, without order: `phone login`. */
    async told() {
      const records = await first.tables.callbacks.list(app.id, {}, undefined, 1_000)
      return records.map(({ callback }) => `${callback.deviceId} ${JSON.parse(callback.body).reason}`).sort()
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** As the gateway does it; false where another one has the place. */
async function logIn({ store, ids, telling }: Process, name: string) {
  const deps = { store, telling }
  const device = { user: user.username, deviceId: name as DeviceId, platform: 3, ip: '192.0.2.1:5', sdk: 'test/1' }
  const session = ids.next()
  for (;;) {
    const found = await findDevices(deps, user, device.deviceId)
    if (await storeLogin(deps, { app, device, session, cursor: 0, found, atMs: 1_000 })) break
  }
  const room = await makeRoom(deps, app, user, 1_000)
  const isHeld = room.devices.some(one => one.held?.session === session)
  return { app, device, session, isHeld }
}

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  test(`${engine}: F94: of devices that log in at the same instant one stays, and the others are told of once`, async () => {
    for (let round = 0; round < 2; round += 1) {
      await using lab = await given(engine)
      const names = ['a', 'b', 'c', 'd', 'e', 'f']
      const logins = await Promise.all(
        names.map((name, at) => logIn(at % 2 === 0 ? lab.processes[0] : lab.processes[1], name)),
      )
      const present = (await lab.devices()).filter(one => one.state === 'present')
      deepEqual(
        present.map(one => one.held?.session),
        logins.filter(one => present[0]?.deviceId === one.device.deviceId).map(one => one.session),
      )
      equal(present.length, 1)
      const [winner = ''] = present.map(one => one.deviceId)
      deepEqual(
        await lab.told(),
        names.flatMap(name => (name === winner ? [`${name} login`] : [`${name} login`, `${name} replaced`])).sort(),
      )
    }
  })

  test(`${engine}: F94: of connections of one device one stays, and the end of each other is told of once`, async () => {
    await using lab = await given(engine)
    const [one, other] = lab.processes
    const logins = await Promise.all([one, other, one, other, one].map(by => logIn(by, 'phone')))
    // Each of them ends on its own process too, as it is told to by a word or finds out by itself.
    const ended = logins.map(login => ({ ...login, reason: 'logout', isUnregistered: false, atMs: 2_000 }) as const)
    const [device] = await lab.devices()
    const left = ended.filter(({ session }) => session !== device?.held?.session)
    equal(left.length, 4)
    await Promise.all([one, other].map(by => recordProgress(by, [], left)))
    const login = Array.from({ length: 5 }, () => 'phone login')
    const replaced = Array.from({ length: 4 }, () => 'phone replaced')
    deepEqual(await lab.told(), [...login, ...replaced])
    await Promise.all([one, other].map(by => recordProgress(by, [], ended)))
    deepEqual(await lab.told(), [...login, 'phone logout', ...replaced])
  })

  test(`${engine}: a login ends what went before, although its process's clock is behind`, async () => {
    await using lab = await given(engine)
    const [one, other] = lab.processes
    await one.store.commit([
      one.store.tables.chatDevices.put({
        ...{ appId: app.id, username: user.username, deviceId: 'early' as DeviceId, platform: 3 },
        ...{ ackedPosition: 0, state: 'present', changedAtMs: 9_999_999 },
      }),
    ])
    ok((await logIn(other, 'late')).isHeld)
    const states = (await lab.devices()).map(({ deviceId, state }) => `${deviceId} ${state}`)
    deepEqual(states, ['early kicked', 'late present'])
    // It had no connection, so that nobody saw it go.
    deepEqual(await lab.told(), ['late login'])
  })

  test(`${engine}: I5: a logout by a connection that another took the place of ends nothing`, async () => {
    await using lab = await given(engine)
    const [one, other] = lab.processes
    const { device, session } = await logIn(one, 'phone')
    await logIn(other, 'phone')
    await logOut(one, app, { ...device, session }, 0, 2_000)
    deepEqual(
      (await lab.devices()).map(({ state }) => state),
      ['present'],
    )
    deepEqual(await lab.told(), ['phone login', 'phone login', 'phone replaced'])
  })

  test(`${engine}: what a process held that died is told of once, however many look after it`, async () => {
    await using lab = await given(engine)
    const [one, other] = lab.processes
    const { session } = await logIn(one, 'phone')
    const release = (by: Process, kept: () => boolean) => {
      const times = { atMs: 5_000, signal: new AbortController().signal }
      const calling = { ...by, bus: { publish() {} }, clock: systemClock }
      return releaseNode({ ...by, apps: by.store.tables.apps, calling }, one.store.node, kept, times)
    }
    const invitees = { invitees: ['bob' as UserId], unreachable: new Set<UserId>() }
    const wanted = {
      caller: user.username,
      device: 'phone' as DeviceId,
      ...invitees,
      mode: 0,
      extendedData: '',
    } as const
    const id = one.ids.next() as CallId
    const call = newCall({ id, ...wanted, timeoutSeconds: 600, checksReceipt: false }, systemClock.now())
    ok(typeof call !== 'string')
    await one.store.commit([one.store.tables.calls.insert(app.id, call.call)])
    equal(await release(other, () => true), 0)
    equal((await one.store.tables.calls.find(app.id, id))?.call.callerCheckAtMs, undefined)
    await Promise.all([release(one, () => false), release(other, () => false)])
    deepEqual(await lab.told(), ['phone login', 'phone logout'])
    const [device] = await lab.devices()
    deepEqual([device?.state, device?.held], ['present', undefined])
    // Whether its caller is connected elsewhere is asked after a heartbeat's time-out.
    ok((await one.store.tables.calls.find(app.id, id))?.call.callerCheckAtMs)
    // It only seemed to be gone: its own end is no news.
    const phone = { user: user.username, deviceId: 'phone' as DeviceId, platform: 3, ip: '', sdk: '' }
    const ended = { app, device: phone, session, reason: 'logout', isUnregistered: false, atMs: 6_000 } as const
    await recordProgress(one, [], [ended])
    deepEqual(await lab.told(), ['phone login', 'phone logout'])
  })
}
