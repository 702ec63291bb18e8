import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../testing/manual-clock.ts'
import type { SendResult } from '../vendor.ts'
import { ORIGINS_MAX, type OriginParts, Origins, Rest } from './origins.ts'

/** Origins whose transports note when they are closed. */
function openOrigins() {
  const opened: string[] = []
  const closed: string[] = []
  const parts = (name: string): OriginParts => {
    opened.push(name)
    return {
      transport: {
        request: () => Promise.resolve({ kind: 'unsent', cause: 'nobody' }),
        reconnect: () => undefined,
        [Symbol.asyncDispose]: async () => {
          closed.push(name)
        },
      },
      vapid: { current: () => name, refused: () => false },
    }
  }
  return { origins: new Origins(new ManualClock(), parts), opened, closed }
}

const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `https://o${index}.example`)
const whose = async ({ vapid }: { readonly vapid: OriginParts['vapid'] }): Promise<string> => vapid.current()

test('an origin is opened once and used again', async () => {
  const { origins, opened, closed } = openOrigins()
  assert.equal(await origins.use('https://a.example', whose), 'https://a.example')
  assert.equal(await origins.use('https://a.example', whose), 'https://a.example')
  assert.deepEqual([opened, closed], [['https://a.example'], []])
})

test('I11: the least lately used origin makes room, and no more are open than the maximum', async () => {
  const { origins, opened, closed } = openOrigins()
  const all = names(ORIGINS_MAX)
  for (const name of all) await origins.use(name, whose)
  await origins.use(all[0] ?? '', whose)
  await origins.use('https://new.example', whose)
  assert.deepEqual(closed, [all[1]])
  await origins.use(all[0] ?? '', whose)
  assert.equal(opened.length, ORIGINS_MAX + 1)
})

test('an origin at work keeps its place; where all are at work, the next one is told so', async () => {
  const { origins, closed } = openOrigins()
  const finish: (() => void)[] = []
  const working = names(ORIGINS_MAX).map(name =>
    origins.use(name, async () => await new Promise<void>(resolve => finish.push(resolve))),
  )
  assert.equal(await origins.use('https://new.example', whose), undefined)
  assert.equal(await origins.use('https://o5.example', whose), 'https://o5.example')
  assert.deepEqual(closed, [])
  finish[3]?.()
  await working[3]
  assert.equal(await origins.use('https://new.example', whose), 'https://new.example')
  assert.deepEqual(closed, ['https://o3.example'])
  for (const end of finish) end()
  await Promise.all(working)
})

test('work that fails gives its place back', async () => {
  const { origins } = openOrigins()
  for (const name of names(ORIGINS_MAX)) {
    await assert.rejects(origins.use(name, () => Promise.reject(new Error('no'))))
  }
  assert.equal(await origins.use('https://new.example', whose), 'https://new.example')
})

test('closing closes every origin, and those that had made room are closed by then', async () => {
  const { origins, opened, closed } = openOrigins()
  for (const name of names(ORIGINS_MAX + 2)) await origins.use(name, whose)
  await origins[Symbol.asyncDispose]()
  await origins[Symbol.asyncDispose]()
  assert.deepEqual([...closed].sort(), [...opened].sort())
})

const busy = (retryAfterMs: number): SendResult => ({
  kind: 'throttled',
  scope: 'token',
  retryAfterMs,
  code: 'HTTP 429',
  answer: 'slow down',
})
const taken: SendResult = { kind: 'accepted', answer: '' }

test('F54: one device that is refused for load says nothing about the service, three in a row let it rest for the least that it told them', () => {
  const clock = new ManualClock(0)
  const rest = new Rest(clock)
  for (let count = 0; count < 9; count += 1) rest.note('one', busy(9_000))
  assert.equal(rest.now(), undefined)
  clock.advance(500)
  rest.note('two', busy(7_000))
  rest.note('three', busy(8_000))
  const answer = 'not asked: the push service refused several devices in a row for load'
  assert.deepEqual(rest.now(), { ...busy(7_000), answer })
  clock.advance(6_999)
  assert.deepEqual(rest.now(), { ...busy(1), answer })
  clock.advance(1)
  assert.equal(rest.now(), undefined)
  rest.note('four', busy(5_000))
  assert.equal(rest.now(), undefined)
})

test('a push that is taken ends the row of refusals, another refusal does not', () => {
  const rest = new Rest(new ManualClock(0))
  rest.note('one', busy(9_000))
  rest.note('two', busy(9_000))
  rest.note('two', taken)
  rest.note('three', busy(9_000))
  assert.equal(rest.now(), undefined)
  rest.note('four', busy(9_000))
  rest.note('four', { kind: 'unknown', cause: 'deadline' })
  rest.note('five', busy(9_000))
  assert.ok(rest.now())
})
