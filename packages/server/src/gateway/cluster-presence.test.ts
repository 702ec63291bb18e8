// Presence over several processes of a hub and one record: who asks whom, and what is known where nobody can be asked.
import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import { silentLog } from '../base/log.ts'
import { createScope } from '../base/scope.ts'
import { createLocalBus } from '../bus/local.ts'
import { createBusHub } from '../bus/testing/hub.ts'
import type { Bus } from '../ports/bus.ts'
import type { ChatDevice } from '../ports/chat-devices.ts'
import type { Stray } from '../ports/holds.ts'
import type { NodeRecord } from '../ports/nodes.ts'
import { Attendance } from './attendance.ts'
import { ClusterPresence } from './cluster-presence.ts'
import { Sessions } from './sessions.ts'
import { reasonOf, StrayWatch } from './strays.ts'

const app = 7 as AppId
const [ann, ben] = ['ann', 'ben'] as const as readonly [UserId, UserId]

/** Processes over one record, which here is what they hold, and counts what is asked of it. */
async function given(buses: readonly Bus[]) {
  const stack = new AsyncDisposableStack()
  const devices: ChatDevice[] = []
  const asked = { nowMs: 60_000, record: 0, away: [] as unknown[] }
  const records = buses.map(
    (_, number): NodeRecord => ({
      ...{
        number,
        epoch: 1,
        name: '',
        version: '',
        roles: ['api', 'gateway', 'worker'],
        connections: 0,
        bus: 'connected',
      },
      ...{ startedAtMs: 0, seenAtMs: 0, leftAtMs: undefined },
    }),
  )
  const tables = {
    chatDevices: {
      async ofUsers(_app: AppId, users: readonly UserId[]) {
        asked.record += 1
        return devices.filter(({ username }) => users.includes(username))
      },
    },
    holds: {
      sendAway(_app: AppId, username: UserId, session: bigint | undefined) {
        return devices.flatMap(({ held, ...one }) =>
          held && one.username === username && (session ?? held.session) === held.session ? [held.session] : [],
        )
      },
    },
  }
  const store = {
    tables,
    async commit(writes: readonly unknown[]) {
      asked.away.push(...writes)
      return writes
    },
  } as never
  const nodes = buses.map((bus, self) => {
    const sessions = new Sessions()
    const roster = { self, present: () => records }
    const presence = new ClusterPresence({ sessions, bus, store, roster, clock: { monotonic: () => asked.nowMs } })
    const attendance = stack.use(new Attendance({ sessions, bus, presence, roster }))
    attendance.start()
    return { sessions, presence, attendance, ended: [] as string[], got: [] as number[] }
  })
  let number = 100n
  const come = (node: number, user: UserId, name: string) => {
    const one = nodes[node]
    if (!one) throw new TypeError('no such node')
    number += 1n
    const resource = String(number)
    const line = {
      send: () => void one.got.push(node),
      end(reason: string) {
        one.ended.push(`${resource} ${reason}`)
        one.sessions.remove(session)
      },
    }
    const seat = { deviceId: name as DeviceId, platform: 3, name, resource, sdk: '', ip: '', sinceMs: 0, line }
    const session = one.sessions.add(app, user, seat)
    session.isLive = true
    session.ackedPosition = 9
    devices.push({
      ...{ appId: app, username: user, deviceId: name as DeviceId, platform: 3, ackedPosition: 5, changedAtMs: 1 },
      ...{ state: 'present', held: { node, session: number, ip: '', sdk: '' } },
    })
    return session
  }
  const names = async (node: number, user: UserId) =>
    (await nodes[node]?.presence.devicesOf(app, user))?.map(
      ({ deviceId, ackedPosition }) => `${deviceId} ${ackedPosition}`,
    )
  return { nodes, records, asked, come, names, devices, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const rethrown = (error: unknown): void => {
  throw error
}

const passing = { id: '1', conversationType: 0, from: 'x', to: 'ann', type: 2, content: {}, sentAtMs: 1 } as const

test('alone, nobody is asked, neither another process nor the record', async () => {
  await using lab = await given([createLocalBus()])
  lab.come(0, ann, 'phone')
  const [one] = lab.nodes
  equal(one?.presence.reach, 'alone')
  deepEqual(await one?.presence.online(app, [ann, ben]), new Set([ann]))
  deepEqual(await lab.names(0, ann), ['phone 9'])
  await one?.presence.disconnect(app, ann, undefined)
  deepEqual([one?.ended, lab.asked], [['101 disconnected'], { nowMs: 60_000, record: 0, away: [] }])
})

test('devices on several processes are one answer, with what each knows better than the record', async () => {
  const hub = createBusHub()
  await using lab = await given([hub.join(), hub.join(), hub.join()])
  lab.come(0, ann, 'phone')
  lab.come(1, ann, 'page')
  for (const node of [0, 1, 2]) deepEqual((await lab.names(node, ann))?.sort(), ['page 9', 'phone 9'])
  deepEqual(await lab.nodes[2]?.presence.online(app, [ann, ben]), new Set([ann]))
  deepEqual([...((await lab.nodes[2]?.presence.connected(app, [ann, ben])) ?? new Map()).keys()], [ann])
  equal(lab.asked.record, 0)
  await lab.nodes[2]?.presence.pass(app, [ann], passing, '102')
  deepEqual([lab.nodes[0]?.got, lab.nodes[1]?.got], [[0], []])
  await lab.nodes[2]?.presence.disconnect(app, ann, '102')
  deepEqual([lab.nodes[0]?.ended, lab.nodes[1]?.ended], [[], ['102 disconnected']])
})

test('F47: cut off, the record answers for the processes that are there, and what is wanted of them is written down', async () => {
  const hub = createBusHub()
  await using lab = await given([hub.join(), hub.join(), hub.join()])
  lab.come(0, ann, 'phone')
  lab.come(1, ann, 'page')
  lab.come(2, ann, 'desk')
  hub.cutOff(true)
  deepEqual(await lab.names(0, ann), ['phone 9', 'page 5', 'desk 5'])
  // A process that was not heard for long enough is gone, and its devices with it.
  lab.records.pop()
  deepEqual(await lab.names(0, ann), ['phone 9', 'page 5'])
  deepEqual(await lab.nodes[0]?.presence.online(app, [ann, ben]), new Set([ann]))
  await lab.nodes[0]?.presence.disconnect(app, ann, undefined, 'unregistered')
  deepEqual([lab.nodes[0]?.ended, lab.nodes[1]?.ended], [['101 unregistered'], []])
  equal(lab.asked.away.length, 1)
})

test('F50: whoever says that it is cut off is looked up in the record, and waited for by nobody', async () => {
  const hub = createBusHub()
  const deaf: Bus = { ...createLocalBus(), state: 'cut-off' }
  await using lab = await given([hub.join(), deaf])
  lab.come(1, ann, 'page')
  const [first] = lab.nodes
  deepEqual(await lab.names(0, ann), [])
  equal(first?.presence.isWhole, true)
  lab.records[1] = { ...(lab.records[1] as NodeRecord), bus: 'cut-off' }
  deepEqual(await lab.names(0, ann), ['page 5'])
  deepEqual([first?.presence.isWhole, [...(first?.presence.heardNodes() ?? [])]], [false, []])
})

test('F50: of users whom a process holds that is cut off nobody is asked, and nobody waits; the others are', async () => {
  const hub = createBusHub()
  const questions: (readonly UserId[])[] = []
  const own = hub.join()
  const asking: Bus = {
    ...own,
    state: 'connected',
    ask(appId, users) {
      questions.push(users)
      return own.ask(appId, users)
    },
  }
  await using lab = await given([asking, hub.join(), { ...createLocalBus(), state: 'cut-off' }])
  lab.come(1, ann, 'phone')
  lab.come(2, ann, 'page')
  lab.come(1, ben, 'desk')
  lab.records[2] = { ...(lab.records[2] as NodeRecord), bus: 'cut-off' }
  const [first] = lab.nodes
  deepEqual(await first?.presence.online(app, [ann, ben]), new Set([ben, ann]))
  deepEqual(questions, [[ben]])
  deepEqual((await lab.names(0, ann))?.sort(), ['page 5', 'phone 5'])
  deepEqual(questions, [[ben]])
})

test('F46: right after a return of the bus those who may not be back yet are looked up in the record', async () => {
  const hub = createBusHub()
  const late: Bus = { ...createLocalBus(), state: 'connected' }
  await using lab = await given([hub.join(), late])
  lab.come(1, ann, 'page')
  deepEqual(await lab.names(0, ann), [])
  hub.cutOff(true)
  hub.cutOff(false)
  await Promise.resolve()
  deepEqual(await lab.names(0, ann), ['page 5'])
  lab.asked.nowMs += 5_000
  deepEqual(await lab.names(0, ann), [])
})

test('without any bus at all the record answers as soon as there is another process', async () => {
  await using lab = await given([createLocalBus(), createLocalBus()])
  lab.come(1, ann, 'page')
  deepEqual([await lab.names(0, ann), lab.nodes[0]?.presence.reach], [['page 5'], 'cut-off'])
})

test('processes that hold sessions of one user know each other, until the last session went', async () => {
  const hub = createBusHub()
  const buses = [hub.join(), hub.join(), hub.join()]
  await using lab = await given(buses)
  const others = async () => {
    const found = await buses[2]?.ask(app, [ann])
    return (found?.get(ann) ?? []).map(({ node, others: known }) => [node, ...known])
  }
  const phone = lab.come(0, ann, 'phone')
  lab.nodes[0]?.attendance.learn(phone.user, new Set())
  const page = lab.come(1, ann, 'page')
  lab.nodes[1]?.attendance.learn(page.user, new Set([0, 1]))
  deepEqual(await others(), [
    [0, 1],
    [1, 0],
  ])
  // Nobody waits for one that hears nothing.
  lab.records[1] = { ...(lab.records[1] as NodeRecord), bus: 'cut-off' }
  deepEqual(await others(), [[0], [1, 0]])
  lab.records[1] = { ...lab.records[1], bus: 'connected' }
  lab.nodes[1]?.sessions.remove(page)
  deepEqual(await others(), [[0]])
})

test('F47: sessions that the record does not know as their devices’ any more end, each for its reason', async () => {
  const hub = createBusHub()
  await using lab = await given([hub.join(), hub.join()])
  const [one] = lab.nodes
  if (!one) throw new TypeError('no node')
  const there: Stray = { session: 0n, user: 'activated', state: 'present', heldSession: 0n, sentAway: undefined }
  const cases: readonly (readonly [Partial<Stray>, string])[] = [
    [{ user: 'banned' }, 'unregistered'],
    [{ user: 'deleted', state: undefined }, 'unregistered'],
    [{ state: 'kicked', heldSession: undefined }, 'kicked-out'],
    [{ heldSession: 999n }, 'kicked-out'],
    [{ state: 'logged-out', heldSession: undefined }, 'logged-out'],
    [{ sentAway: 'disconnected' }, 'disconnected'],
    [{ heldSession: undefined }, 'going-away'],
  ]
  const strays = new Map<bigint, Stray>()
  for (const [says] of cases) {
    const session = BigInt(lab.come(0, ann, 'phone').seat.resource)
    strays.set(session, { ...there, session, heldSession: session, ...says })
  }
  const kept = lab.come(0, ben, 'phone')
  let queries = 0
  const holds = {
    async strays(keys: readonly { readonly session: bigint }[]) {
      queries += 1
      return keys.flatMap(({ session }) => strays.get(session) ?? [])
    },
    elsewhere: async () => [{ appId: app, username: ben, node: 1 }],
  }
  await using scope = createScope(rethrown)
  const learnt: (readonly [string, number])[] = []
  const attendance = {
    learn: (user: { readonly id: string }, nodes: ReadonlySet<number>) => void learnt.push([user.id, nodes.size]),
  }
  const bus = hub.join()
  const clock = { now: () => 0, monotonic: () => 0, after: () => () => {} }
  using watch = new StrayWatch({ ...one, attendance, holds, node: 0, bus, clock, scope, log: silentLog })
  watch.start()
  hub.cutOff(true)
  hub.cutOff(false)
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve()
  deepEqual(
    one.ended.map(text => text.split(' ')[1]),
    // The newest session of a user comes first.
    cases.map(([, reason]) => reason).toReversed(),
  )
  deepEqual([queries, kept.isGone, learnt], [1, false, [['ben', 1]]])
  equal(reasonOf({ ...there, user: 'banned', sentAway: 'disconnected' }), 'unregistered')
})
