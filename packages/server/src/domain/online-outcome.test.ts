import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fallenBack, keptUntilMs, mayFallBack, onlineOutcome } from './online-outcome.ts'
import type { Push, Strategy } from './push.ts'
import { type ReasonCode, reasons } from './reason.ts'
import { anOutcome, aPush } from './testing/samples.ts'

const day = 86_400_000

function falls(reason: ReasonCode, change: Partial<Push> = {}): boolean {
  const push = aPush({ strategy: 0, source: 'async', acceptedAtMs: 0, expiresAtMs: day, ...change })
  return mayFallBack(push, anOutcome({ status: 'fail', reason, settledAtMs: day }))
}

test('spec §6.9: strategies 0 and 3 go on to the online channel after the vendor failed, the others do not', () => {
  const falling = ([0, 1, 2, 3, 4] as const satisfies readonly Strategy[]).filter(strategy =>
    falls('vendor-refused', { strategy }),
  )
  assert.deepEqual(falling, [0, 3])
})

test('only what the vendor, the notifier or the token is the cause of goes on', () => {
  const staying = (Object.keys(reasons) as ReasonCode[]).filter(reason => !falls(reason))
  assert.deepEqual(staying, [
    'delivered',
    'delivered-online',
    'no-user',
    'no-push-binding',
    'message-ignored',
    'user-ignores',
    'device-ignored',
    'user-offline',
    'task-cancelled',
  ])
})

test('a push that is over does not go on', () => {
  assert.equal(falls('message-expired', { expiresAtMs: day - 1 }), false)
})

test('what the vendor may have sent goes on only where it may be repeated, as a possible duplicate', () => {
  assert.equal(falls('vendor-unclear', { source: 'sync' }), false)
  assert.equal(falls('vendor-unclear'), true)
  const unclear = anOutcome({ status: 'error', reason: 'vendor-unclear', possibleDuplicate: false, settledAtMs: 7 })
  assert.deepEqual(fallenBack(unclear), onlineOutcome(7, true))
  const refused = anOutcome({ status: 'fail', reason: 'vendor-refused', unbound: true, settledAtMs: 7 })
  assert.deepEqual(fallenBack(refused), { ...onlineOutcome(7), unbound: true })
})

test('spec §11.3: a notification waits for the retention of the app, or for its own life where that is shorter', () => {
  const push = aPush({ acceptedAtMs: 1_000 })
  const short = aPush({ acceptedAtMs: 1_000, notification: { title: 't', content: 'c', blocks: {}, ttlSeconds: 60 } })
  assert.deepEqual(
    [
      keptUntilMs(push, undefined, 7),
      keptUntilMs(push, undefined, 30),
      keptUntilMs(push, 5_000, 7),
      keptUntilMs(short, undefined, 7),
    ],
    [1_000 + 7 * day, 1_000 + 30 * day, 5_000, 61_000],
  )
})
