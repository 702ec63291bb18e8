import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AppId, DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import type { SendResult } from '@posthouse/vendors'
import fc from 'fast-check'
import type { Delivery, Way } from './delivery.ts'
import { type AttemptResult, type StepContext, stepDelivery } from './step.ts'

const nowMs = 1_700_000_000_000

function aWay(name: string): Way {
  return { notifierName: name as NotifierName, provider: 'APNS', deviceToken: `token-${name}`, boundAtMs: 1 }
}

function aDelivery(change: Partial<Delivery> = {}): Delivery {
  return {
    pushId: 1n as MsgId,
    appId: 7 as AppId,
    target: 'test1' as UserId,
    deviceId: 'd1' as DeviceId,
    ways: [aWay('apns')],
    shipmentId: 'u-1',
    attempts: 1,
    attemptOpen: true,
    ambiguous: 0,
    ...change,
  }
}

function aContext(change: Partial<StepContext> = {}): StepContext {
  return {
    nowMs,
    deadlineMs: nowMs + 86_400_000,
    mayRepeatAmbiguous: true,
    mayUnbindUnsure: false,
    attemptStartedAtMs: nowMs - 100,
    fraction: 0.5,
    ...change,
  }
}

const dead: SendResult = {
  kind: 'rejected',
  scope: 'token',
  reason: 'token-dead',
  code: 'Unregistered',
  diedAtMs: nowMs - 5_000,
  answer: { reason: 'Unregistered' },
}

describe('The step of a delivery', () => {
  it('ends in success when the vendor accepted, with the answer kept', () => {
    const { next, drop, pause } = stepDelivery(aDelivery(), { kind: 'accepted', answer: { ok: 1 } }, aContext())
    assert.equal(drop, undefined)
    assert.equal(pause, undefined)
    assert.deepEqual(next, {
      kind: 'done',
      outcome: {
        status: 'success',
        reason: 'delivered',
        notifierName: 'apns',
        provider: 'APNS',
        deviceToken: 'token-apns',
        answer: '{"ok":1}',
        errorMessage: undefined,
        possibleDuplicate: false,
        unbound: false,
        settledAtMs: nowMs,
      },
    })
  })

  it('F70 removes a dead token, as of when it died, and ends in `push yet but fail `', () => {
    const { next, drop } = stepDelivery(aDelivery(), dead, aContext())
    assert.deepEqual(drop, { way: aWay('apns'), diedAtMs: nowMs - 5_000 })
    assert.ok(next.kind === 'done' && next.outcome.reason === 'vendor-refused' && next.outcome.unbound)
  })

  it('F77 keeps the binding after a doubtful refusal until the credential is known to work', () => {
    const doubtful: SendResult = { ...dead, code: 'BadDeviceToken', unsure: true }
    assert.equal(stepDelivery(aDelivery(), doubtful, aContext()).drop, undefined)
    assert.ok(stepDelivery(aDelivery(), doubtful, aContext({ mayUnbindUnsure: true })).drop)
  })

  it('tries the next way of the device at once after a definite refusal', () => {
    const { next } = stepDelivery(aDelivery({ ways: [aWay('apns'), aWay('fcm')] }), dead, aContext())
    assert.ok(next.kind === 'again')
    assert.deepEqual(next.delivery.ways, [aWay('fcm')])
    assert.equal(next.dueAtMs, nowMs)
  })

  it('pauses a notifier whose credential was refused, never unbinds, and says `get push token fail`', () => {
    const refused: SendResult = {
      kind: 'rejected',
      scope: 'notifier',
      reason: 'credential-refused',
      code: 'InvalidProviderToken',
      answer: {},
    }
    const { next, drop, pause } = stepDelivery(aDelivery(), refused, aContext())
    assert.equal(drop, undefined)
    const code = 'InvalidProviderToken'
    assert.deepEqual(pause, { kind: 'paused', untilMs: nowMs + 60_000, why: 'refused', sinceMs: nowMs, code })
    assert.ok(next.kind === 'done' && next.outcome.reason === 'push-token-failed')
  })

  it('F54 waits at least as long as the vendor asked and pauses what it asked about', () => {
    const throttled: SendResult = {
      kind: 'throttled',
      scope: 'notifier',
      retryAfterMs: 120_000,
      code: '429',
      answer: {},
    }
    const { next, pause } = stepDelivery(aDelivery(), throttled, aContext())
    assert.ok(next.kind === 'again' && next.dueAtMs >= nowMs + 120_000)
    assert.ok(pause && pause.untilMs >= nowMs + 120_000)
  })

  it('F55 pauses for a quota until it is new, hours away, but for no more than 25; F54 bounds other waits by an hour', () => {
    const asks = (retryAfterMs: number, quota: boolean): SendResult => ({
      ...{ kind: 'throttled', scope: 'notifier', code: 'q', answer: {} },
      ...{ retryAfterMs, quota },
    })
    const hour = 3_600_000
    for (const fraction of [0, 0.999]) {
      const context = aContext({ fraction, deadlineMs: nowMs + 24 * hour })
      const { next, pause } = stepDelivery(aDelivery(), asks(10 * hour, true), context)
      assert.ok(
        next.kind === 'again' && next.dueAtMs >= nowMs + 10 * hour && next.dueAtMs <= nowMs + 10 * hour + 60_000,
      )
      assert.deepEqual(pause, { kind: 'paused', untilMs: next.dueAtMs, why: 'quota', sinceMs: nowMs, code: 'q' })
      const absurd = [1e12, Infinity, Number.NaN, -1].map(wait => stepDelivery(aDelivery(), asks(wait, true), context))
      const waits = absurd.map(step => (step.pause?.untilMs ?? 0) - nowMs)
      assert.ok(
        waits[0] === 25 * hour && waits[1]! <= hour + 60_000 && waits[2]! <= hour + 60_000 && waits[3]! >= 1_000,
      )
      const busy = stepDelivery(aDelivery(), asks(10 * hour, false), context)
      assert.ok((busy.pause?.untilMs ?? Infinity) <= nowMs + 1.1 * hour)
    }
  })

  it('F55 goes another way at once when the quota is new only after the deadline', () => {
    const quota: SendResult = {
      ...{ kind: 'throttled', scope: 'notifier', retryAfterMs: 7_200_000, quota: true, code: 'q', answer: {} },
    }
    const both = aDelivery({ ways: [aWay('vivo'), aWay('fcm')] })
    const { next, pause } = stepDelivery(both, quota, aContext({ deadlineMs: nowMs + 3_600_000 }))
    assert.ok(next.kind === 'again' && next.dueAtMs === nowMs && next.delivery.ways[0]?.notifierName === 'fcm')
    assert.equal(pause?.why, 'quota')
  })

  it('F55 ends in `notifier out of limit` when the vendor asks for more time than there is', () => {
    const quota: SendResult = {
      kind: 'throttled',
      scope: 'notifier',
      retryAfterMs: 3_600_000,
      quota: true,
      code: 'q',
      answer: {},
    }
    const { next, pause } = stepDelivery(aDelivery(), quota, aContext({ deadlineMs: nowMs + 1_000 }))
    assert.ok(next.kind === 'done' && next.outcome.reason === 'notifier-out-of-limit')
    assert.equal(pause?.why, 'quota')
  })

  it('F57 retries what was provably not sent, and ends in error only at the deadline', () => {
    const unsent: SendResult = { kind: 'unsent', cause: 'ECONNREFUSED' }
    assert.equal(stepDelivery(aDelivery(), unsent, aContext()).next.kind, 'again')
    const { next } = stepDelivery(aDelivery(), unsent, aContext({ deadlineMs: nowMs }))
    assert.ok(next.kind === 'done')
    assert.equal(next.outcome.status, 'error')
    assert.equal(next.outcome.errorMessage, 'ECONNREFUSED')
    assert.equal(next.outcome.possibleDuplicate, false)
  })

  it('F58 repeats an attempt of unknown end for async pushes, and flags what comes after it', () => {
    const unknown: SendResult = { kind: 'unknown', cause: 'timeout' }
    const first = stepDelivery(aDelivery(), unknown, aContext())
    assert.ok(first.next.kind === 'again')
    assert.equal(first.next.delivery.ambiguous, 1)
    const second = stepDelivery({ ...first.next.delivery, attempts: 2 }, { kind: 'accepted', answer: {} }, aContext())
    assert.ok(second.next.kind === 'done' && second.next.outcome.possibleDuplicate)
  })

  it('F58 never repeats an attempt of unknown end for a waiting caller', () => {
    const { next } = stepDelivery(
      aDelivery(),
      { kind: 'unknown', cause: 'timeout' },
      aContext({ mayRepeatAmbiguous: false }),
    )
    assert.ok(next.kind === 'done')
    assert.equal(next.outcome.status, 'error')
    assert.equal(next.outcome.possibleDuplicate, false)
  })

  it('I5 does not send to a device that was unbound, and says `illegal binding`', () => {
    const { next } = stepDelivery(aDelivery(), { kind: 'withdrawn' }, aContext())
    assert.ok(next.kind === 'done' && next.outcome.reason === 'illegal-binding')
  })

  it('I2 I4 always ends, never sends again after a definite answer, and bounds sends of unknown end', () => {
    const results: fc.Arbitrary<AttemptResult> = fc.oneof(
      fc.constant<AttemptResult>({ kind: 'accepted', answer: {} }),
      fc.constant<AttemptResult>(dead),
      fc.constant<AttemptResult>({ kind: 'unsent', cause: 'x' }),
      fc.constant<AttemptResult>({ kind: 'unknown', cause: 'x' }),
      fc.constant<AttemptResult>({ kind: 'withdrawn' }),
      fc.record({
        kind: fc.constant('throttled' as const),
        scope: fc.constantFrom('token' as const, 'notifier' as const),
        retryAfterMs: fc.double(),
        code: fc.constant('429'),
        answer: fc.constant({}),
      }),
    )
    fc.assert(
      fc.property(
        fc.array(results, { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 1, max: 4 }),
        (sequence, ways) => {
          let delivery = aDelivery({ ways: Array.from({ length: ways }, (_, index) => aWay(`n${index}`)) })
          let context = aContext({ deadlineMs: nowMs + 60_000 })
          let ambiguous = 0
          for (const result of sequence) {
            const { next } = stepDelivery(delivery, result, context)
            if (result.kind === 'unknown') ambiguous += 1
            assert.ok(ambiguous <= 3, 'at most three attempts of unknown end')
            if (next.kind === 'done') return
            assert.notEqual(result.kind, 'accepted')
            assert.ok(next.dueAtMs >= context.nowMs, 'time moves forward')
            assert.ok(next.dueAtMs <= context.deadlineMs, 'no attempt after the deadline')
            assert.equal(next.delivery.ambiguous, ambiguous)
            if (result.kind === 'rejected') assert.ok(next.delivery.ways.length < delivery.ways.length)
            delivery = { ...next.delivery, attempts: next.delivery.attempts + 1, attemptOpen: true }
            context = { ...context, nowMs: next.dueAtMs }
          }
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
