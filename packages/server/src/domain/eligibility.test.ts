import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Binding } from './device.ts'
import { planDevices } from './eligibility.ts'
import { type Notifier, restMsMax } from './notifier.ts'
import { quotaDelayMs } from './retry.ts'
import { bindingOf, notifierOf } from './testing/devices.ts'

const nowMs = 1_700_000_000_000

function plan(bindings: readonly Binding[], notifiers: readonly Notifier[], isVoip = false) {
  return planDevices(
    bindings,
    new Map(notifiers.map(one => [one.name, one])),
    { isVoip, deadlineMs: nowMs + 60_000 },
    nowMs,
  )
}

describe('Who is sent to', () => {
  it('sends to each device, by its own notifier', () => {
    const plans = plan(
      [bindingOf('a', 'n1'), bindingOf('b', 'n2')],
      [notifierOf('n1'), notifierOf('n2', { vendor: 'fcm' })],
    )
    assert.deepEqual(
      plans.map(one => [one.deviceId, one.ways[0]?.notifierName, one.skip]),
      [
        ['a', 'n1', undefined],
        ['b', 'n2', undefined],
      ],
    )
  })

  it('F55 takes another way than one that is paused beyond the deadline, and is out of limit without one', () => {
    const quota = (untilMs: number) => notifierOf('n1', { state: { kind: 'paused', why: 'quota', untilMs } })
    const both = [bindingOf('a', 'n1', { boundAtMs: 2 }), bindingOf('a', 'n2')]
    const [waits] = plan(both, [quota(nowMs + 60_000), notifierOf('n2')])
    assert.deepEqual([waits?.ways.length, waits?.notBeforeMs], [2, nowMs + 60_000])
    const [other] = plan(both, [quota(nowMs + 60_001), notifierOf('n2')])
    assert.deepEqual([other?.ways[0]?.notifierName, other?.ways.length, other?.notBeforeMs], ['n2', 1, undefined])
    const [none] = plan(both.slice(0, 1), [quota(nowMs + 60_001)])
    assert.deepEqual([none?.ways.length, none?.skip?.reason], [0, 'notifier-out-of-limit'])
  })

  it('I19 F55 a rest from a clock that was days ahead keeps nothing back', () => {
    assert.ok(quotaDelayMs(Number.MAX_SAFE_INTEGER, 0.99) < restMsMax, 'no honest rest is as long')
    const day = 86_400_000
    for (const why of ['quota', 'throttled', 'refused'] as const) {
      const [rests] = plan(
        [bindingOf('a', 'n1')],
        [notifierOf('n1', { state: { kind: 'paused', why, untilMs: nowMs + day } })],
      )
      assert.equal(rests?.ways.length, 0, why)
      const state = { kind: 'paused', why, untilMs: nowMs + 3 * day } as const
      const [sent] = plan([bindingOf('a', 'n1')], [notifierOf('n1', { state })])
      assert.deepEqual([sent?.ways.length, sent?.notBeforeMs], [1, undefined], why)
    }
  })

  it('sends one notification to a device with several bindings, by the latest first', () => {
    const [only, ...others] = plan(
      [bindingOf('a', 'n1', { boundAtMs: 1 }), bindingOf('a', 'n2', { boundAtMs: 2 })],
      [notifierOf('n1'), notifierOf('n2')],
    )
    assert.equal(others.length, 0)
    assert.deepEqual(
      only?.ways.map(way => way.notifierName),
      ['n2', 'n1'],
    )
  })

  for (const [reason, binding, notifier] of [
    ['illegal-binding', bindingOf('a', 'n1', { deviceToken: '' }), notifierOf('n1')],
    ['no-notifier', bindingOf('a', 'unknown'), notifierOf('n1')],
    ['notifier-disabled', bindingOf('a', 'n1'), notifierOf('n1', { state: { kind: 'disabled' } })],
    ['notifier-banned', bindingOf('a', 'n1'), notifierOf('n1', { state: { kind: 'banned' } })],
    [
      'invalid-notifier',
      bindingOf('a', 'n1'),
      notifierOf('n1', { state: { kind: 'paused', why: 'refused', untilMs: nowMs + 1 } }),
    ],
    ['invalid-voip', bindingOf('a', 'n1'), notifierOf('n1', { packageName: 'test.example.chat.voip' })],
  ] as const) {
    it(`skips a device with the reason ${reason}`, () => {
      const [only] = plan([binding], [notifier])
      assert.deepEqual(only, { deviceId: 'a', ways: [], skip: { reason, binding }, notBeforeMs: undefined })
    })
  }

  it('sends a VoIP push through a .voip notifier only', () => {
    const notifiers = [notifierOf('alert'), notifierOf('voip', { packageName: 'test.example.chat.voip' })]
    const bindings = [bindingOf('a', 'alert'), bindingOf('a', 'voip')]
    assert.deepEqual(
      plan(bindings, notifiers, true)[0]?.ways.map(way => way.notifierName),
      ['voip'],
    )
    assert.deepEqual(
      plan(bindings, notifiers, false)[0]?.ways.map(way => way.notifierName),
      ['alert'],
    )
    assert.equal(plan([bindingOf('a', 'alert')], notifiers, true)[0]?.skip?.reason, 'invalid-voip')
  })

  it('waits for a notifier that the vendor asked to pause', () => {
    const paused = notifierOf('n1', { state: { kind: 'paused', why: 'throttled', untilMs: nowMs + 5_000 } })
    const [only] = plan([bindingOf('a', 'n1')], [paused])
    assert.equal(only?.notBeforeMs, nowMs + 5_000)
    assert.equal(only?.skip, undefined)
  })

  it('uses a notifier again when its pause is over', () => {
    for (const why of ['throttled', 'quota', 'refused'] as const) {
      const [only] = plan(
        [bindingOf('a', 'n1')],
        [notifierOf('n1', { state: { kind: 'paused', why, untilMs: nowMs } })],
      )
      assert.equal(only?.notBeforeMs, undefined)
      assert.equal(only?.ways.length, 1)
    }
  })
})
