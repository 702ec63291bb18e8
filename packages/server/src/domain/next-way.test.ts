import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AppId, DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import type { Way } from './delivery.ts'
import type { Binding } from './device.ts'
import { nextWay } from './next-way.ts'
import type { Notifier } from './notifier.ts'
import type { Push } from './push.ts'

const nowMs = 1_700_000_000_000

const push: Push = {
  id: 1n as MsgId,
  appId: 1 as AppId,
  target: 'u' as UserId,
  source: 'async',
  strategy: 2,
  notification: { title: 'a', content: 'b', blocks: {} },
  acceptedAtMs: nowMs,
  expiresAtMs: nowMs + 86_400_000,
}

function aWay(name: string): Way {
  return { notifierName: name as NotifierName, provider: 'APNS', deviceToken: `token-${name}`, boundAtMs: 1 }
}

function bound(...ways: readonly Way[]): readonly Binding[] {
  const device = { appId: push.appId, username: push.target, deviceId: 'd' as DeviceId, boundAtMs: 1 }
  return ways.map(({ notifierName, deviceToken }) => ({ ...device, notifierName, deviceToken }))
}

function aNotifier(name: NotifierName): Notifier {
  return {
    uuid: `uuid-${name}`,
    appId: push.appId,
    name,
    vendor: 'apns',
    provider: 'APNS',
    environment: 'PRODUCTION',
    packageName: 'test.example.chat',
    settings: {},
    state: { kind: 'enabled' },
    version: 1,
    createdAtMs: 1,
    modifiedAtMs: 1,
  }
}

function notifiers(...list: readonly Notifier[]) {
  return (name: NotifierName) => list.find(notifier => notifier.name === name)
}

const first = aWay('first')
const second = aWay('second')
const one = aNotifier(first.notifierName)
const two = aNotifier(second.notifierName)

describe('By which way a delivery goes on', () => {
  it('tries the first way that is still bound', () => {
    const next = nextWay(push, [first, second], bound(second), notifiers(one, two), nowMs)
    assert.deepEqual(next, { kind: 'try', ways: [second], notifier: two })
  })

  it('I5 ends as illegal binding when the device was unbound', () => {
    const next = nextWay(push, [first], [], notifiers(one), nowMs)
    assert.deepEqual(next, { kind: 'end', reason: 'illegal-binding', way: first })
  })

  it('F100 ends as illegal binding when the token changed', () => {
    const moved = bound({ ...first, deviceToken: 'another' })
    assert.equal(nextWay(push, [first], moved, notifiers(one), nowMs).kind, 'end')
  })

  it('F76 ends as notifier disabled or banned when an operator said so meanwhile', () => {
    for (const [kind, reason] of [
      ['disabled', 'notifier-disabled'],
      ['banned', 'notifier-banned'],
    ] as const) {
      const next = nextWay(push, [first], bound(first), notifiers({ ...one, state: { kind } }), nowMs)
      assert.deepEqual(next, { kind: 'end', reason, way: first })
    }
  })

  it('F54 waits for a paused notifier before the deadline, and ends as out of limit after it', () => {
    const paused = (untilMs: number) => notifiers({ ...one, state: { kind: 'paused', why: 'throttled', untilMs } })
    const soon = nextWay(push, [first], bound(first), paused(nowMs + 1_000), nowMs)
    assert.deepEqual(soon, { kind: 'wait', ways: [first], untilMs: nowMs + 1_000 })
    const late = nextWay(push, [first], bound(first), paused(push.expiresAtMs + 1), nowMs)
    assert.deepEqual(late, { kind: 'end', reason: 'notifier-out-of-limit', way: first })
  })

  it('I8 ends as expired after the deadline, whatever else is true', () => {
    const next = nextWay(push, [first], bound(first), notifiers(one), push.expiresAtMs + 1)
    assert.deepEqual(next, { kind: 'end', reason: 'message-expired', way: first })
  })
})
