import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PushFacts, planUser, type UserFacts } from './plan-user.ts'
import { aBinding, aNotifier } from './testing/samples.ts'

const now = { nowMs: 5_000, timeZone: 'Asia/Shanghai' }
const push: PushFacts = { strategy: 2, isVoip: false, deadlineMs: 9_000 }
const notifier = aNotifier({ vendor: 'fcm' })
const notifiers = new Map([[notifier.name, notifier]])
const user: UserFacts = { bindings: [aBinding()], settings: undefined }

function reasonOf(facts: Partial<PushFacts>, who: UserFacts | undefined): string {
  const decision = planUser({ ...push, ...facts }, who, notifiers, now)
  return decision.kind === 'end' ? decision.reason : decision.devices.map(({ deviceId }) => deviceId).join()
}

test('what ends a push is looked at in the order of the original', () => {
  const silent: UserFacts = { bindings: [], settings: { mode: 'NONE' } }
  const late = { deadlineMs: 4_999, strategy: 1 } as const
  assert.deepEqual(
    [
      reasonOf(late, undefined),
      reasonOf(late, silent),
      reasonOf({ strategy: 1 }, silent),
      reasonOf({ strategy: 4 }, silent),
      reasonOf({}, silent),
      reasonOf({}, { ...silent, settings: undefined }),
      reasonOf({}, { ...user, settings: { mode: 'NONE' } }),
      reasonOf({}, user),
    ],
    [
      'no-user',
      'message-expired',
      'nothing-keeps-messages',
      'user-offline',
      'user-ignores',
      'no-push-binding',
      'user-ignores',
      'phone',
    ],
  )
})

test('a user who wants messages that mention them only still gets pushes over REST', () => {
  assert.equal(reasonOf({}, { ...user, settings: { mode: 'AT' } }), 'phone')
})
