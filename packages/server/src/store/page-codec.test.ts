import { deepEqual, throws } from 'node:assert/strict'
import { test } from 'node:test'
import type { AppId, DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import {
  type Arbitrary,
  array,
  bigInt,
  constant,
  assert as hold,
  integer,
  jsonValue,
  maxSafeNat,
  option,
  property,
  record,
  string,
  uuid,
} from 'fast-check'
import type { Delivery, Way } from '../domain/delivery.ts'
import { pageAttempt, pageOutcome } from '../domain/page.ts'
import { attemptEndOf, stepDelivery } from '../domain/step.ts'
import { decodeEnds, decodeEntries, encodeEnds, encodeEntries } from './page-codec.ts'
import { aDelivery, aPage } from './testing/samples.ts'

/** Rows are objects with a prototype. */
const plain = { noNullPrototype: true }
const head = { appId: 7 as AppId, notifierName: 'n' as NotifierName, provider: 'APNS' }
const anyText = string({ unit: 'binary' })
const firstWay: Arbitrary<Way> = record(
  {
    notifierName: constant(head.notifierName),
    provider: constant(head.provider),
    deviceToken: anyText,
    boundAtMs: maxSafeNat(),
  },
  plain,
)
const furtherWay: Arbitrary<Way> = record(
  {
    notifierName: anyText.map(text => text as NotifierName),
    provider: anyText,
    deviceToken: anyText,
    boundAtMs: maxSafeNat(),
  },
  plain,
)
const delivery: Arbitrary<Delivery> = record(
  {
    pushId: bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(id => id as MsgId),
    appId: constant(head.appId),
    target: anyText.map(text => text as UserId),
    deviceId: anyText.map(text => text as DeviceId),
    ways: array(furtherWay, { maxLength: 3 }).chain(others => firstWay.map(way => [way, ...others])),
    shipmentId: uuid(),
    attempts: constant(1),
    attemptOpen: constant(true),
    ambiguous: constant(0),
  },
  plain,
)
/** As a vendor's answer came: parsed from JSON, or none. */
const end = record(
  {
    code: anyText,
    answer: option(
      jsonValue().map(value => JSON.parse(JSON.stringify(value)) as unknown),
      { nil: undefined },
    ),
  },
  plain,
)

test('S32: deliveries of a page are read as they were written, whatever their texts and ids', () => {
  hold(
    property(array(delivery, { maxLength: 5 }), deliveries => {
      deepEqual(decodeEntries(encodeEntries(deliveries), head), deliveries)
    }),
  )
})

test('ends are read as they were written, and the answer gives the text that the vendor’s answer had', () => {
  hold(
    property(array(option(end, { nil: undefined }), { maxLength: 5 }), ends => {
      const read = decodeEnds(encodeEnds(ends))
      deepEqual(read, ends)
      deepEqual(
        read.map(one => JSON.stringify(one?.answer)),
        ends.map(one => JSON.stringify(one?.answer)),
      )
    }),
  )
})

test('a page says of an accepted first attempt what the state machine of a delivery says', () => {
  hold(
    property(end, integer({ min: 0, max: 9_999 }), ({ code, answer }, nowMs) => {
      const result = { kind: 'accepted', vendorId: code, answer } as const
      const context = { nowMs, deadlineMs: 9, mayRepeatAmbiguous: true, mayUnbindUnsure: true, fraction: 0 }
      const { next } = stepDelivery(aDelivery(), result, { ...context, attemptStartedAtMs: 1 })
      deepEqual(next, { kind: 'done', outcome: pageOutcome(aDelivery(), { code, answer }, nowMs) })
      const settled = { end: { code, answer }, atMs: nowMs }
      deepEqual(pageAttempt(aPage(), aDelivery(), settled).end, attemptEndOf(result, nowMs))
    }),
  )
})

test('a delivery without a way is in no page', () => {
  throws(() => encodeEntries([aDelivery({ ways: [] })]), TypeError)
})
