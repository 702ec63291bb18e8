import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId, UserId } from '@posthouse/protocol'
import { array, assert, boolean, constantFrom, integer, option, property, record, subarray } from 'fast-check'
import { decideHandover, type HandoverDecision, type HandoverReceiver } from './decide.ts'

const bob = 'bob' as UserId
const [phone, tablet] = ['phone', 'tablet'] as DeviceId[]
const handing = { position: 10, mentioned: [] } as const

function receiver(change: Partial<HandoverReceiver> = {}): HandoverReceiver {
  return {
    user: bob,
    isMuted: false,
    rule: { onlinePlatforms: [], silentPlatforms: [] },
    bound: [phone ?? '', tablet ?? ''] as DeviceId[],
    connected: [],
    known: [],
    awaited: undefined,
    ...change,
  }
}

function device(deviceId: string, ackedPosition: number, platform = 2) {
  return { deviceId, platform, ackedPosition }
}

function devices(push: readonly string[], wait: readonly string[] = []): HandoverDecision {
  return { kind: 'devices', push: push as DeviceId[], wait: wait as DeviceId[] }
}

test('spec §1.4 rule 6: a device that is away is pushed to at once, one that is online is waited for, one that has it is left alone', () => {
  deepEqual(decideHandover(handing, receiver()), devices(['phone', 'tablet']))
  const online = receiver({ connected: [device('phone', 9)] })
  deepEqual(decideHandover(handing, online), devices(['tablet'], ['phone']))
  const acked = receiver({ connected: [device('phone', 10)] })
  deepEqual(decideHandover(handing, acked), devices(['tablet']))
  const left = receiver({ connected: [device('phone', 10)], known: [device('tablet', 11)] })
  deepEqual(decideHandover(handing, left), { kind: 'end', end: 'acknowledged' })
})

test('F91: when the wait is over, whoever was waited for and is silent is pushed to, connected or not, and nobody else', () => {
  const awaited = ['phone']
  const silent = receiver({ awaited, connected: [device('phone', 9)] })
  deepEqual(decideHandover(handing, silent), devices(['phone']))
  deepEqual(decideHandover(handing, receiver({ awaited })), devices(['phone']))
  const acked = receiver({ awaited, known: [device('phone', 10)] })
  deepEqual(decideHandover(handing, acked), { kind: 'end', end: 'acknowledged' })
  const gone = receiver({ awaited: ['laptop'] })
  deepEqual(decideHandover(handing, gone), { kind: 'end', end: 'acknowledged' })
})

test('I5: a device without a binding is not pushed to', () => {
  deepEqual(decideHandover(handing, receiver({ bound: [] })), { kind: 'end', end: 'no-binding' })
})

test('spec §1.4 rule 4: who muted the conversation is pushed to only when mentioned', () => {
  const muted = receiver({ isMuted: true })
  deepEqual(decideHandover(handing, muted), { kind: 'end', end: 'muted' })
  deepEqual(decideHandover({ ...handing, mentioned: [bob] }, muted), devices(['phone', 'tablet']))
  deepEqual(decideHandover({ ...handing, mentioned: 'all' }, muted), devices(['phone', 'tablet']))
  deepEqual(decideHandover({ ...handing, mentioned: ['eve' as UserId] }, muted), { kind: 'end', end: 'muted' })
})

test('spec §1.4 rule 5: silent platforms are left alone while one of the named platforms is online', () => {
  const rule = { onlinePlatforms: [6], silentPlatforms: [3, 32] }
  const known = [device('phone', 0, 3), device('tablet', 0, 2)]
  const withWeb = receiver({ rule, known, connected: [device('page', 0, 6)] })
  deepEqual(decideHandover(handing, withWeb), devices(['tablet']))
  deepEqual(decideHandover(handing, receiver({ rule, known })), devices(['phone', 'tablet']))
  const unknown = { ...withWeb, known: [] }
  deepEqual(decideHandover(handing, unknown), { kind: 'end', end: 'rule' })
})

const names = ['a', 'b', 'c'] as const
const some = array(
  record({
    deviceId: constantFrom(...names),
    platform: constantFrom(2, 3, 6),
    ackedPosition: integer({ min: 8, max: 12 }),
  }),
  { maxLength: 4 },
)
const anyReceiver = record({
  isMuted: boolean(),
  bound: subarray([...names]),
  connected: some,
  known: some,
  awaited: option(subarray([...names]), { nil: undefined }),
  onlinePlatforms: subarray([2, 3, 6]),
  silentPlatforms: subarray([2, 3, 6]),
})

test('whatever the devices do, each is pushed to at most once over both passes, none that has the message, none without a binding', () => {
  assert(
    property(anyReceiver, some, ({ onlinePlatforms, silentPlatforms, ...given }, later) => {
      const first = receiver({
        ...given,
        bound: given.bound as unknown as DeviceId[],
        rule: { onlinePlatforms, silentPlatforms },
        awaited: undefined,
      })
      const one = decideHandover(handing, first)
      if (one.kind === 'end') return
      ok(one.push.length + one.wait.length > 0)
      const two = decideHandover(handing, { ...first, connected: later, awaited: one.wait })
      const late = two.kind === 'end' ? [] : two.push
      if (two.kind === 'devices') equal(two.wait.length, 0)
      const all = [...one.push, ...late]
      equal(new Set(all).size, all.length)
      for (const id of all) ok(first.bound.includes(id))
      for (const id of one.push) {
        ok(!first.connected.some(({ deviceId }) => deviceId === id), 'nobody is pushed to while connected, at once')
        ok(!first.known.some(({ deviceId, ackedPosition }) => deviceId === id && ackedPosition >= 10))
      }
      for (const id of late) {
        ok(one.wait.includes(id))
        ok(!later.some(({ deviceId, ackedPosition }) => deviceId === id && ackedPosition >= 10))
      }
    }),
  )
})
