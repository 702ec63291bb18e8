import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PushFacts, planUser, type UserFacts } from './plan-user.ts'
import type { Strategy } from './push.ts'
import { aBinding, aNotifier } from './testing/samples.ts'

const now = { nowMs: 5_000, timeZone: 'Asia/Shanghai' }
const push: PushFacts = { strategy: 2, isVoip: false, isTransparent: false, deadlineMs: 9_000 }
const notifier = aNotifier({ vendor: 'fcm' })
const notifiers = new Map([[notifier.name, notifier]])
const user: UserFacts = { bindings: [aBinding()], settings: undefined, isOnline: false }
const strategies: readonly Strategy[] = [0, 1, 2, 3, 4]

function planOf(facts: Partial<PushFacts>, who: UserFacts | undefined): string {
  const decision = planUser({ ...push, ...facts }, who, notifiers, now)
  if (decision.kind === 'end') return decision.reason
  return decision.kind === 'online' ? 'online' : decision.devices.map(({ deviceId }) => deviceId).join()
}

test('what ends a push is looked at in the order of the original', () => {
  const silent: UserFacts = { bindings: [], settings: { mode: 'NONE' }, isOnline: false }
  const late = { deadlineMs: 4_999, strategy: 4 } as const
  assert.deepEqual(
    [
      planOf(late, undefined),
      planOf(late, silent),
      planOf({ strategy: 4 }, silent),
      planOf({ strategy: 1 }, silent),
      planOf({}, silent),
      planOf({}, { ...silent, settings: undefined }),
      planOf({}, { ...user, settings: { mode: 'NONE' } }),
      planOf({}, user),
    ],
    [
      'no-user',
      'message-expired',
      'user-offline',
      'user-ignores',
      'user-ignores',
      'no-push-binding',
      'user-ignores',
      'phone',
    ],
  )
})

test('spec §6.9: the strategy and who is connected choose the channel', () => {
  const online = { ...user, isOnline: true }
  const channels = (who: UserFacts) => strategies.map(strategy => planOf({ strategy }, who))
  assert.deepEqual(channels(user), ['phone', 'online', 'phone', 'phone', 'user-offline'])
  assert.deepEqual(channels(online), ['phone', 'online', 'phone', 'online', 'online'])
})

test('a missing binding is a failure of the vendor channel alone, which strategy 0 leaves for the online channel', () => {
  const unbound = { ...user, bindings: undefined }
  const channels = (isOnline: boolean) => strategies.map(strategy => planOf({ strategy }, { ...unbound, isOnline }))
  assert.deepEqual(channels(false), ['online', 'online', 'no-push-binding', 'no-push-binding', 'user-offline'])
  assert.deepEqual(channels(true), ['online', 'online', 'no-push-binding', 'online', 'online'])
})

test('what nobody sees goes by the online channel alone, and disturbs nobody', () => {
  const quiet = { ...user, settings: { mode: 'NONE' } } as const
  const channels = (isOnline: boolean) =>
    strategies.map(strategy => planOf({ strategy, isTransparent: true }, { ...quiet, isOnline }))
  assert.deepEqual(channels(false), ['online', 'online', 'online', 'online', 'user-offline'])
  assert.deepEqual(channels(true), Array(5).fill('online'))
})

test('a user who wants messages that mention them only still gets pushes over REST', () => {
  assert.equal(planOf({}, { ...user, settings: { mode: 'AT' } }), 'phone')
})
