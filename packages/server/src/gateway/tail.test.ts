// What hints save, over a hub of two processes: who appended tells the entries, and whoever follows hands them out without a query.
import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import fc from 'fast-check'
import type { Clock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { createScope } from '../base/scope.ts'
import { createBusHub } from '../bus/testing/hub.ts'
import { userAudience } from '../domain/chat/conversation.ts'
import type { Bus } from '../ports/bus.ts'
import type { AddressedEntry } from '../ports/timeline.ts'
import { Sessions } from './sessions.ts'
import { Tails } from './tail.ts'

const app = 7 as AppId
const alice = 'alice' as UserId

const rethrown = (error: unknown): void => {
  throw error
}

/** Two processes: entries are appended on one, and a device is connected to the other, whose poll comes when the test says. */
async function given() {
  const stack = new AsyncDisposableStack()
  const entries: AddressedEntry[] = []
  let reads = 0
  const timeline = {
    position: async () => entries.length,
    async after(_app: AppId, position: number, limit: number) {
      reads += 1
      return entries.slice(position, position + limit)
    },
  }
  let poll = (): void => {}
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    after(_delayMs, run) {
      poll = run
      return () => {}
    },
  }
  const hub = createBusHub()
  const [own, other] = [stack.use(hub.join()), stack.use(hub.join())]
  const scope = stack.use(createScope(rethrown))
  const sessions = new Sessions()
  const tails = stack.use(new Tails({ timeline, sessions, bus: other, clock, scope, log: silentLog }))
  tails.start()
  const got: number[] = []
  const line = {
    send: (bytes: Buffer) => void got.push(JSON.parse(bytes.subarray(2).toString()).position),
    end: () => {},
  }
  const seat = { deviceId: 'd' as DeviceId, platform: 3, name: '', resource: '1', sdk: '', ip: '', sinceMs: 0, line }
  const session = sessions.add(app, alice, seat)
  await tails.hold(session)
  tails.release(session, 0)
  const append = (): AddressedEntry => {
    const position = entries.length + 1
    const one = { audience: userAudience(alice), entry: { kind: 'conversation', position }, createdAtMs: 0 } as never
    entries.push(one)
    return one
  }
  const tell = (bus: Bus, told: readonly AddressedEntry[]) =>
    bus.publish({ kind: 'timeline.appended', appId: app, ...(told.length > 0 ? { entries: told } : {}) })
  const settle = async () => {
    for (let turn = 0; turn < 40; turn += 1) await Promise.resolve()
  }
  return {
    own,
    hub,
    got,
    append,
    tell,
    settle,
    poll: () => poll(),
    reads: () => reads,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

test('F48: in the steady state nothing is read, on the node of the sender or on another', async () => {
  await using lab = await given()
  for (let count = 0; count < 50; count += 1) lab.tell(lab.own, [lab.append(), lab.append()])
  await lab.settle()
  deepEqual([lab.got.length, lab.reads()], [100, 0])
})

test('F48: what a lost hint would have brought is read once the next one comes, and what comes twice is nothing new', async () => {
  await using lab = await given()
  lab.append()
  const second = lab.append()
  lab.tell(lab.own, [second])
  await lab.settle()
  lab.tell(lab.own, [second])
  lab.tell(lab.own, [lab.append()])
  await lab.settle()
  deepEqual([lab.got, lab.reads()], [[1, 2, 3], 1])
})

test('F47: with the bus away the poll brings everything, and the bus is read up with as soon as it is back', async () => {
  await using lab = await given()
  lab.hub.cutOff(true)
  lab.tell(lab.own, [lab.append()])
  await lab.settle()
  deepEqual(lab.got, [])
  lab.poll()
  await lab.settle()
  deepEqual(lab.got, [1])
  lab.tell(lab.own, [lab.append()])
  lab.hub.cutOff(false)
  await lab.settle()
  deepEqual(lab.got, [1, 2])
})

test('F48, I7: whichever hints are lost, repeated or late, each entry is handed out once and in order', async () => {
  const move = fc.record({
    appended: fc.nat(2),
    told: fc.array(fc.record({ from: fc.nat(12), count: fc.nat(3) }), { maxLength: 3 }),
    turns: fc.nat(12),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 60 }), async moves => {
      await using lab = await given()
      const all: AddressedEntry[] = []
      for (const { appended, told, turns } of moves) {
        for (let count = 0; count < appended; count += 1) all.push(lab.append())
        for (const { from, count } of told) {
          const first = Math.max(0, all.length - from)
          lab.tell(lab.own, all.slice(first, first + count))
        }
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
      }
      lab.poll()
      await lab.settle()
      equal(lab.got.join(), all.map(({ entry }) => entry.position).join())
    }),
    { numRuns: 400 },
  )
})
