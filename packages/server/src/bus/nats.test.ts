import { deepEqual, equal } from 'node:assert/strict'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { connect } from '@nats-io/transport-node'
import type { AppId, UserId } from '@posthouse/protocol'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import type { Attendant, Bus, HeldSessions, Hint, UserWord } from '../ports/bus.ts'
import { busConformance } from './bus.conformance.ts'
import { openNatsBus } from './nats.ts'
import { startNats } from './testing/nats.ts'

const server = await startNats()
after(() => server.stop())

const app = 7 as AppId
const [alice, bob, mallory] = ['alice', 'bob.*.>', '张三 1'] as unknown as [UserId, UserId, UserId]
let records = 0

busConformance('NATS bus', () => open(server.url))

test('NATS: a hint for all reaches every process, with all digits', async () => {
  await using nodes = await openNodes(3)
  const [one, two, three] = nodes.buses
  const heard = [nextHint(two, 'push.settled'), nextHint(three, 'push.settled')]
  await nodes.settle()
  one.publish({ kind: 'push.settled', pushId: 9_223_372_036_854_775_807n })
  const hint: Hint = { kind: 'push.settled', pushId: 9_223_372_036_854_775_807n }
  deepEqual(await Promise.all(heard), [hint, hint])
})

test('NATS: what was announced has been heard by everybody when that resolves; nobody is waited for who is not there', async () => {
  await using nodes = await openNodes(3)
  const [one, two, three] = nodes.buses
  const heard: number[] = []
  for (const bus of [two, three]) bus.subscribe('app.changed', hint => heard.push(hint.appId))
  await nodes.settle()
  for (let appId = 1; appId <= 20; appId += 1) {
    await one.announce({ kind: 'app.changed', appId })
    deepEqual(heard.slice(-2), [appId, appId])
  }
  await using alone = await openNodes(1)
  await alone.buses[0].announce({ kind: 'app.changed', appId: 1 })
})

test('NATS: work is told to one other process, and to none where the own one does it', async () => {
  await using nodes = await openNodes(4)
  const [own, left, right, worker] = nodes.buses
  let heard = 0
  for (const bus of [left, right]) bus.subscribe('callback.waiting', () => (heard += 1))
  await nodes.settle()
  own.publish({ kind: 'callback.waiting', ruleIds: [5n] })
  await nodes.settle()
  equal(heard, 1)
  const mine = nextHint(worker, 'callback.waiting')
  await nodes.settle()
  worker.publish({ kind: 'callback.waiting', ruleIds: [6n] })
  await mine
  await nodes.settle()
  equal(heard, 1)
})

test('NATS: a hundred hints of one turn that say no more than their kind are one', async () => {
  await using nodes = await openNodes(2)
  const [one, two] = nodes.buses
  let heard = 0
  two.subscribe('task.due', () => (heard += 1))
  await nodes.settle()
  for (let index = 0; index < 100; index += 1) one.publish({ kind: 'task.due' })
  await nodes.settle()
  one.publish({ kind: 'task.due' })
  await nodes.settle()
  equal(heard, 2)
})

test('NATS: entries of a timeline travel with their positions', async () => {
  await using nodes = await openNodes(2)
  const [one, two] = nodes.buses
  const coming = nextHint(two, 'timeline.appended')
  await nodes.settle()
  const entry = { position: 4, kind: 'notification', pushId: '9', notification: { title: '你好' }, atMs: 1 }
  const hint = { kind: 'timeline.appended', appId: 7, entries: [{ audience: 'u:alice', entry, createdAtMs: 1 }] }
  one.publish(hint as unknown as Hint)
  deepEqual(await coming, hint)
})

test('NATS: whom nobody attends to is left out at once; of the others every holder answers', async () => {
  await using nodes = await openNodes(3)
  const [one, two, three] = nodes.buses
  two.attend(app, alice, attendant(held(2, 'phone', [3])))
  three.attend(app, alice, attendant(held(3, 'web', [2])))
  three.attend(app, bob, attendant(held(3, 'tablet')))
  // What the asking process holds itself it knows: it is not asked, and does not make others seem to be there.
  one.attend(app, mallory, attendant(held(1, 'own')))
  await nodes.settle()
  const found = await one.ask(app, [alice, bob, mallory, 'nobody' as UserId])
  deepEqual(new Set(found?.keys()), new Set([alice, bob]))
  deepEqual(
    found
      ?.get(alice)
      ?.map(({ node }) => node)
      .sort(),
    [2, 3],
  )
  deepEqual(found?.get(bob), [held(3, 'tablet')])
  deepEqual(await one.ask(8 as AppId, [alice]), new Map())
  deepEqual(await one.ask(app, []), new Map())
})

test('NATS: where a holder is known who does not answer, it cannot be known', async () => {
  await using nodes = await openNodes(2)
  const [one, two] = nodes.buses
  two.attend(app, alice, attendant(held(2, 'phone', [99])))
  await nodes.settle()
  equal(await one.ask(app, [alice]), undefined)
})

test('NATS: a word reaches the attendants of other processes, until they stop', async () => {
  await using nodes = await openNodes(3)
  const [one, two, three] = nodes.buses
  const heard: string[] = []
  const hearing = (name: string): Attendant => ({
    hear: word => heard.push(`${name} ${word.kind}`),
    answer: () => held(0, name),
  })
  one.attend(app, alice, hearing('one'))
  const stop = two.attend(app, alice, hearing('two'))
  three.attend(app, alice, hearing('three'))
  await nodes.settle()
  const word: UserWord = { kind: 'end', reason: 'kicked-out', deviceIds: ['phone'] }
  one.say(app, alice, word)
  await nodes.settle()
  deepEqual(heard.toSorted(byName), ['three end', 'two end'])
  stop()
  await nodes.settle()
  one.say(app, alice, word)
  await nodes.settle()
  deepEqual(heard.toSorted(byName), ['three end', 'three end', 'two end'])
})

test('F53 NATS: what is no message of ours is counted and goes no further', async () => {
  const name = nextName()
  await using nodes = await openNodes(2, name)
  const [one, two] = nodes.buses
  let heard = 0
  two.subscribe('app.changed', () => (heard += 1))
  two.attend(app, alice, attendant(held(2, 'phone')))
  await nodes.settle()
  const stranger = await connect({ servers: `127.0.0.1:${server.port}` })
  const poison = [
    ...['', '{', 'null', '7', '{"kind":"app.changed"}', '{"kind":"constructor"}', '\u0000'],
    ...['{"kind":"end","reason":"toString"}', '{"kind":"held"}', '{"kind":"pass"}'],
  ]
  const ownUser = `${name}.user.7.${Buffer.from(alice).toString('base64url')}`
  for (const subject of [`${name}.all.app.changed`, ownUser, `${name}.answer.2.1.0`]) {
    for (const text of poison) stranger.publish(subject, text)
  }
  await stranger.flush()
  await nodes.settle()
  await stranger.close()
  deepEqual([heard, two.traffic.unreadable], [0, poison.length * 3])
  const coming = nextHint(two, 'app.changed')
  one.publish({ kind: 'app.changed', appId: 1 })
  await coming
})

test('NATS: processes of another record hear nothing', async () => {
  await using ours = await openNodes(1)
  await using theirs = await openNodes(1)
  let heard = 0
  theirs.buses[0].subscribe('app.changed', () => (heard += 1))
  theirs.buses[0].attend(app, alice, attendant(held(1, 'phone')))
  await theirs.settle()
  ours.buses[0].publish({ kind: 'app.changed', appId: 7 })
  deepEqual(await ours.buses[0].ask(app, [alice]), new Map())
  await theirs.settle()
  equal(heard, 0)
})

test('F46 NATS: a server that was killed and came back carries hints and words again, and everybody is told', async () => {
  await using own = await startNats()
  const name = nextName()
  await using nodes = await openNodes(2, name, own.url)
  const [one, two] = nodes.buses
  two.attend(app, alice, attendant(held(2, 'phone')))
  await own.kill()
  await untilState(one, 'cut-off')
  equal(await one.ask(app, [alice]), undefined)
  one.publish({ kind: 'app.changed', appId: 1 })
  const restored = [nextHint(one, 'bus.restored'), nextHint(two, 'bus.restored')]
  await own.restart()
  await Promise.all(restored)
  const coming = nextHint(two, 'app.changed')
  await nodes.settle()
  one.publish({ kind: 'app.changed', appId: 2 })
  // What was said in the meantime is gone, not late.
  deepEqual(await coming, { kind: 'app.changed', appId: 2 })
  equal((await one.ask(app, [alice]))?.size, 1)
})

test('F47 NATS: a bus opens, works within its process and closes where no server ever was', async () => {
  const bus = await openNatsBus({ ...input, servers: 'nats://127.0.0.1:1', secretName: nextName() })
  const coming = nextHint(bus, 'app.changed')
  bus.publish({ kind: 'app.changed', appId: 1 })
  await coming
  equal(bus.state, 'cut-off')
  await bus[Symbol.asyncDispose]()
})

test('NATS: a token or a password in the address opens a guarded server', async () => {
  await using guarded = await startNats(['--auth', 'pass:word'])
  const address = guarded.url.replace('nats://', `nats://${encodeURIComponent('pass:word')}@`)
  await using bus = await open(address)
  equal(bus.state, 'connected')
})

const input = { node: 1, clock: systemClock, log: silentLog }

function nextName(): string {
  records += 1
  return `record${records}`
}

async function open(servers: string): Promise<Bus> {
  const bus = await openNatsBus({ ...input, servers, secretName: nextName() })
  await untilState(bus, 'connected')
  return bus
}

interface Nodes<B extends readonly Bus[]> extends AsyncDisposable {
  readonly buses: B
  /** Everything that was sent before was received. */
  settle(): Promise<void>
}

/** So many processes of one record, numbered from 1. */
async function openNodes(
  count: number,
  secretName = nextName(),
  servers = server.url,
): Promise<Nodes<[Bus, Bus, Bus, Bus]>> {
  const buses: Bus[] = []
  for (let node = 1; node <= count; node += 1) {
    buses.push(await openNatsBus({ ...input, node, servers, secretName, others: () => 2 }))
  }
  for (const bus of buses) await untilState(bus, 'connected')
  return {
    // As many as were asked for; a test takes no more.
    buses: buses as [Bus, Bus, Bus, Bus],
    async settle() {
      // Twice: what a message caused is sent after it was received.
      for (let round = 0; round < 2; round += 1) {
        for (const from of buses) {
          for (const to of buses) if (from !== to) await roundTrip(from, to)
        }
      }
    },
    async [Symbol.asyncDispose]() {
      for (const bus of buses) await bus[Symbol.asyncDispose]()
    },
  }
}

let marks = 0

/** A server hands messages of one sender to one receiver in order. */
async function roundTrip(from: Bus, to: Bus): Promise<void> {
  marks += 1
  const user = `mark-${marks}` as UserId
  const stop = to.attend(app, user, attendant(held(0, 'mark')))
  while (!(await from.ask(app, [user]))?.size) await once(setImmediateEvent(), 'turn')
  stop()
}

function setImmediateEvent(): EventTarget {
  const target = new EventTarget()
  setImmediate(() => target.dispatchEvent(new Event('turn')))
  return target
}

async function untilState(bus: Bus, state: Bus['state']): Promise<void> {
  while (bus.state !== state) await once(setImmediateEvent(), 'turn')
}

function nextHint<K extends Hint['kind']>(bus: Bus, kind: K): Promise<Extract<Hint, { kind: K }>> {
  return new Promise(resolve => {
    const stop = bus.subscribe(kind, hint => {
      stop()
      resolve(hint)
    })
  })
}

function attendant(answer: HeldSessions): Attendant {
  return { hear() {}, answer: () => answer }
}

function held(node: number, deviceId: string, others: readonly number[] = []): HeldSessions {
  return { node, devices: [{ resource: deviceId, deviceId, name: '', platform: 1, ackedPosition: 0 }], others }
}

function byName(one: string, other: string): number {
  return one < other ? -1 : 1
}
