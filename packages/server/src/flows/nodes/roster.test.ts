import { deepEqual, equal, match, throws } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createIds } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import type { NodeFacts, NodeRecord } from '../../ports/nodes.ts'
import { StoreError } from '../../ports/store.ts'
import { openStore } from '../../store/open.ts'
import { openRoster, type RosterDeps } from './roster.ts'

const folder = mkdtempSync(join(tmpdir(), 'posthouse-roster-'))
after(() => rmSync(folder, { recursive: true }))

const second = 1_000
const facts: NodeFacts = { name: 'a', version: '1', roles: ['api', 'worker'], connections: 3, bus: 'connected' }

/** A machine's clocks, moved by hand; `pass` runs what is due and lets it end. */
function handClock() {
  let nowMs = Date.UTC(2026, 10, 21)
  let monotonicMs = 0
  const waiting = new Set<{ readonly atMs: number; readonly run: () => void }>()
  return {
    clock: {
      now: () => nowMs,
      monotonic: () => monotonicMs,
      after(delayMs: number, run: () => void) {
        const entry = { atMs: monotonicMs + delayMs, run }
        waiting.add(entry)
        return () => void waiting.delete(entry)
      },
    },
    async pass(ms: number) {
      nowMs += ms
      monotonicMs += ms
      for (const entry of waiting) {
        if (entry.atMs > monotonicMs) continue
        waiting.delete(entry)
        entry.run()
      }
      await new Promise(resolve => setImmediate(resolve))
    },
    /** The wall clock alone. */
    jump(ms: number) {
      nowMs += ms
    },
  }
}

/** A record in memory that other processes share. */
function sharedRecord(nowMs: number) {
  const others: NodeRecord[] = []
  const said: { nowMs: number; left: boolean }[] = []
  let isOurs = true
  let isAway = false
  let isOutdated = false
  let failure: string | undefined
  const store = {
    held: { number: 4, epoch: 2, takenAtMs: nowMs },
    isOutdated: async () => isOutdated,
    fail: (message: string) => {
      failure = message
    },
    tables: {
      nodes: {
        seen: (_number: number, _epoch: number, _facts: NodeFacts, atMs: number) => ({ atMs, left: false }),
        left: (_number: number, _epoch: number, atMs: number) => ({ atMs, left: true }),
        seenAfter: async () => others,
      },
    },
    async commit([write]: readonly { atMs: number; left: boolean }[]) {
      if (isAway) throw new StoreError('full', 'away')
      if (write) said.push({ nowMs: write.atMs, left: write.left })
      return [isOurs]
    },
  }
  return {
    store: store as unknown as RosterDeps['store'],
    others,
    said,
    giveAway: () => {
      isOurs = false
    },
    away: (is: boolean) => {
      isAway = is
    },
    failure: () => failure,
    outdate: () => {
      isOutdated = true
    },
  }
}

const other = (change: Partial<NodeRecord>): NodeRecord => ({
  ...{ ...facts, number: 1, epoch: 1, startedAtMs: 0, seenAtMs: 0, leftAtMs: undefined },
  ...change,
})

test('who says something new is there, whatever time it names; who left or fell silent is not', async () => {
  const { clock, pass } = handClock()
  const record = sharedRecord(clock.now())
  const wrongBy = -600 * second
  record.others.push(
    other({ number: 1, seenAtMs: clock.now() + wrongBy }),
    other({ number: 2, seenAtMs: clock.now(), leftAtMs: clock.now() }),
    other({ number: 3, seenAtMs: clock.now(), roles: ['gateway'] }),
    other({ number: 7, seenAtMs: clock.now(), roles: [] }),
  )
  await using roster = await openRoster({ ...record, clock, log: silentLog, facts: () => facts, isAlone: false })
  const numbers = (): number[] => roster.present().map(({ number }) => number)
  deepEqual(numbers(), [3, 4])
  record.others[0] = other({ number: 1, seenAtMs: clock.now() + wrongBy + 5 * second })
  await pass(5 * second)
  deepEqual([numbers(), roster.countOf('worker'), roster.countOf('gateway')], [[1, 3, 4], 2, 1])
  await pass(5 * second)
  await pass(5 * second)
  deepEqual([numbers(), roster.isPresent(3), roster.isPresent(4)], [[1, 4], false, true])
})

test('a process says how it is once more right after its start, when its bus has connected, and then every five seconds', async () => {
  const { clock, pass } = handClock()
  const record = sharedRecord(clock.now())
  await using roster = await openRoster({ ...record, clock, log: silentLog, facts: () => facts, isAlone: false })
  equal(record.said.length, 1)
  await pass(second)
  equal(record.said.length, 2)
  await pass(second)
  equal(record.said.length, 2)
  await pass(4 * second)
  deepEqual([record.said.length, roster.isCounted()], [3, true])
})

test('while the record is away the roster keeps what it knew, and after a while others do not count it', async () => {
  const { clock, pass } = handClock()
  const record = sharedRecord(clock.now())
  record.others.push(other({ seenAtMs: clock.now() }))
  await using roster = await openRoster({ ...record, clock, log: silentLog, facts: () => facts, isAlone: false })
  const ids = createIds(clock, roster.self, roster.lease)
  record.away(true)
  await pass(5 * second)
  await pass(9 * second)
  equal(roster.isCounted(), true)
  ids.next()
  await pass(second + 1)
  equal(roster.isCounted(), false)
  throws(() => ids.next(), StoreError)
  equal(roster.isPresent(1), true)
  record.away(false)
  await pass(second)
  await pass(second)
  equal(roster.isCounted(), true)
  ids.next()
})

test('F43, F110: frozen for a minute, it makes no id, and ends when its number is another one’s', async () => {
  const { clock, pass, jump } = handClock()
  const record = sharedRecord(clock.now())
  await using roster = await openRoster({ ...record, clock, log: silentLog, facts: () => facts, isAlone: false })
  const ids = createIds(clock, roster.self, roster.lease)
  ids.next()
  record.giveAway()
  jump(60 * second)
  throws(() => ids.next(), StoreError)
  equal(record.failure(), undefined)
  await pass(5 * second)
  match(record.failure() ?? '', /its number 4 went to another one/)
  throws(() => ids.next(), StoreError)
})

test('F113: a process whose record a newer program changed is told to stop, and may write until then', async () => {
  const { clock, pass } = handClock()
  const record = sharedRecord(clock.now())
  await using roster = await openRoster({ ...record, clock, log: silentLog, facts: () => facts, isAlone: false })
  await pass(5 * second)
  equal(roster.outdated.aborted, false)
  record.outdate()
  await pass(5 * second)
  deepEqual([roster.outdated.aborted, record.failure()], [true, undefined])
})

test('a clock that steps back never makes it say an older time; it says when it leaves', async () => {
  const { clock, pass, jump } = handClock()
  const startMs = clock.now()
  const record = sharedRecord(startMs)
  {
    await using _roster = await openRoster({ ...record, clock, log: silentLog, facts: () => facts, isAlone: false })
    jump(-3_600 * second)
    await pass(5 * second)
    await pass(5 * second)
  }
  deepEqual(
    record.said.map(({ nowMs, left }) => [nowMs - startMs, left]),
    [
      [1, false],
      [2, false],
      [3, false],
      [-3_590 * second, true],
    ],
  )
})

test('a process that has the record alone is there at once, and asks for nothing more', async () => {
  const { clock, pass } = handClock()
  await using store = await openStore({ url: join(folder, 'alone.db'), clock, log: silentLog })
  await using roster = await openRoster({ store, clock, log: silentLog, facts: () => facts, isAlone: true })
  await pass(3_600 * second)
  deepEqual([roster.self, roster.present().length, roster.isCounted(), roster.countOf('worker')], [0, 1, true, 1])
  createIds(clock, roster.self, roster.lease).next()
})
