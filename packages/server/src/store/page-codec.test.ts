import { deepEqual, match, throws } from 'node:assert/strict'
import { test } from 'node:test'
import type { AppId, DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import {
  type Arbitrary,
  array,
  bigInt,
  boolean,
  constant,
  constantFrom,
  dictionary,
  assert as hold,
  integer,
  jsonValue,
  maxSafeNat,
  nat,
  oneof,
  option,
  property,
  record,
  string,
  uuid,
} from 'fast-check'
import type { Delivery, Way } from '../domain/delivery.ts'
import { pageAttempt, pageOutcome, taskShipmentId } from '../domain/page.ts'
import { attemptEndOf, stepDelivery } from '../domain/step.ts'
import { aDelivery, aPage } from '../domain/testing/samples.ts'
import { decodeEnds, decodeEntries, encodeEnds, encodeEntries } from './page-codec.ts'

/** Rows are objects with a prototype. */
const plain = { noNullPrototype: true }
const head = { appId: 7 as AppId, notifierName: 'n' as NotifierName, provider: 'APNS', firstPushId: 0n }
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
      deepEqual(decodeEntries(encodeEntries(deliveries, false), head), deliveries)
    }),
  )
})

test('ends are read as they were written, and the answer gives the text that the vendor’s answer had', () => {
  hold(
    property(array(option(end, { nil: undefined }), { maxLength: 5 }), ends => {
      const read = decodeEnds([], encodeEnds([], ends))
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
  throws(() => encodeEntries([aDelivery({ ways: [] })], false), TypeError)
})

test('deliveries of a task are read as they were written, with the ids that follow from push and place', () => {
  const ofTask = record({ distance: nat(5_000), place: nat(255), delivery, isSent: boolean() })
  hold(
    property(bigInt(1n, 2n ** 62n), array(ofTask, { maxLength: 5 }), (first, drawn) => {
      const deliveries = drawn.map(({ distance, place, delivery: one, isSent }, index): Delivery => {
        const pushId = (first + (index === 0 ? 0n : BigInt(distance))) as MsgId
        const ways = isSent && one.ways[0]?.deviceToken !== '' ? one.ways : []
        return { ...one, pushId, ways, shipmentId: taskShipmentId(head.appId, pushId, place) }
      })
      deepEqual(decodeEntries(encodeEntries(deliveries, true), { ...head, firstPushId: first }), deliveries)
      for (const { shipmentId } of deliveries)
        match(shipmentId, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    }),
  )
})

test('ends of a task that say the same, or only the id that was given, take a digit each', () => {
  const deliveries = [aDelivery(), aDelivery(), aDelivery(), aDelivery()]
  const echoed = { code: aDelivery().shipmentId, answer: undefined }
  const batch = { code: 'batch', answer: { code: '200' } }
  const skipped = { code: '', answer: undefined, skipped: 'user-ignores' } as const
  const explained = { ...skipped, answer: { field: 'x' } }
  const texts = [
    [explained, explained],
    [echoed, batch, batch, undefined],
    [skipped, skipped, echoed, echoed],
  ]
  const encoded = texts.map(ends => encodeEnds(deliveries, ends))
  deepEqual(encoded, [
    '[{"reason":"user-ignores","answer":{"field":"x"}},2]',
    '[1,["batch",{"code":"200"}],2,0]',
    '["user-ignores",2,1,2]',
  ])
  deepEqual(
    encoded.map(text => decodeEnds(deliveries, text)),
    texts,
  )
})

test('answers that differ in token and id alone are read as they were, and all but the first take a digit or the code', () => {
  const deliveries = ['a', 'b', 'c', 'd'].map((token, index) => {
    const [way] = aDelivery().ways
    return aDelivery({ shipmentId: `id-${index}`, ways: way ? [{ ...way, deviceToken: `token-${token}` }] : [] })
  })
  const answer = (token: string, apnsId: string) => ({ apnsId, pushNotification: { payload: { aps: {} }, token } })
  const ofApns = [
    { code: 'id-0', answer: answer('token-a', 'id-0') },
    { code: 'id-1', answer: answer('token-b', 'id-1') },
    { code: 'id-2', answer: answer('token-b', 'id-2') },
    { code: 'id-3', answer: answer('token-d', 'id-3') },
  ]
  const ofFcm = ['7', '8', '9'].map(code => ({ code, answer: { name: `projects/p/messages/${code}` } }))
  const encoded = [ofApns, ofFcm].map(ends => encodeEnds(deliveries, ends))
  deepEqual(
    encoded.map(text => JSON.parse(text) as unknown),
    [
      [['id-0', ofApns[0]?.answer], 3, ['id-2', ofApns[2]?.answer], ['id-3', ofApns[3]?.answer]],
      [['7', ofFcm[0]?.answer], { code: '8' }, { code: '9' }],
    ],
  )
  deepEqual(
    encoded.map(text => decodeEnds(deliveries, text)),
    [ofApns, ofFcm],
  )
})

test('ends of deliveries whose names stand in their answers are read as they were written', () => {
  const token = constantFrom('', 't', 'u', 'x-t')
  const leaf = oneof(token, constant(null), nat(3))
  const answer = option(
    oneof(leaf, array(leaf, { maxLength: 3 }), dictionary(constantFrom('p', 'q', '__proto__'), leaf)),
    {
      nil: undefined,
    },
  )
  const one = record({ token, shipmentId: token, isEnded: boolean(), end: record({ code: token, answer }, plain) })
  hold(
    property(array(one, { maxLength: 6 }), drawn => {
      const [way] = aDelivery().ways
      const deliveries = drawn.map(({ token: deviceToken, shipmentId }) =>
        aDelivery({ shipmentId, ways: way ? [{ ...way, deviceToken }] : [] }),
      )
      const ends = drawn.map(({ isEnded, end: its }) =>
        isEnded ? { code: its.code, answer: JSON.parse(JSON.stringify(its.answer ?? null)) as unknown } : undefined,
      )
      const read = decodeEnds(deliveries, encodeEnds(deliveries, ends))
      deepEqual(read, ends)
      deepEqual(JSON.stringify(read), JSON.stringify(ends))
    }),
    { numRuns: 2_000 },
  )
})
