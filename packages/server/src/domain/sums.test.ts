import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ReasonCode, reasons } from './reason.ts'
import { type Count, type Measure, sumsByProvider, sumsOf } from './sums.ts'

const reasonCodes = Object.keys(reasons) as readonly ReasonCode[]
const measures: readonly Measure[] = [
  ...(['success', 'error', 'arrived', 'clicked'] as const),
  ...reasonCodes.map((reason): Measure => `fail:${reason}`),
]

test('I17: targeted is always accepted + rejected + unknown + skipped + open, and the reasons make up what was skipped', () => {
  const count = fc.record({
    provider: fc.constantFrom('APNS', 'ANDROID', ''),
    measure: fc.constantFrom(...measures),
    counted: fc.nat(1_000),
  })
  fc.assert(
    fc.property(fc.array(count, { maxLength: 30 }), fc.nat(100_000), (ended, targeted) => {
      const counts: readonly Count[] = [...ended, { provider: 'APNS', measure: 'targeted', counted: targeted }]
      const sums = sumsOf(counts)
      equal(sums.targeted, targeted)
      equal(sums.accepted + sums.rejected + sums.unknown + sums.skipped + sums.open, targeted)
      const reasonsTogether = Object.values(sums.skippedBecause).reduce((sum, part) => sum + part, 0)
      equal(reasonsTogether, sums.skipped)
    }),
  )
})

test('what a vendor refused is told from what was not sent, and receipts are no outcome', () => {
  const counts: readonly Count[] = [
    { provider: 'APNS', measure: 'targeted', counted: 10 },
    { provider: 'APNS', measure: 'success', counted: 4 },
    { provider: 'APNS', measure: 'fail:vendor-refused', counted: 1 },
    { provider: 'APNS', measure: 'fail:push-token-failed', counted: 1 },
    { provider: 'APNS', measure: 'fail:message-expired', counted: 1 },
    { provider: '', measure: 'targeted', counted: 1 },
    { provider: '', measure: 'fail:message-expired', counted: 1 },
    { provider: 'APNS', measure: 'error', counted: 1 },
    { provider: 'APNS', measure: 'arrived', counted: 3 },
    { provider: 'APNS', measure: 'clicked', counted: 2 },
  ]
  deepEqual(sumsOf(counts), {
    ...{ targeted: 11, accepted: 4, rejected: 2, unknown: 1, skipped: 2, open: 2 },
    ...{ skippedBecause: { 'message-expired': 2 }, arrived: 3, clicked: 2 },
  })
})

test('failures of a day that have no reason are neither rejected nor skipped, and the sum holds', () => {
  const ofDay = (provider: string, fail: number): readonly Count[] => [
    { provider, measure: 'targeted', counted: 9 },
    { provider, measure: 'fail', counted: fail },
    { provider, measure: 'fail:message-expired', counted: 2 },
    { provider, measure: 'fail:vendor-refused', counted: 1 },
  ]
  const { all, byProvider } = sumsByProvider([...ofDay('APNS', 3), ...ofDay('ANDROID', 7)])
  const none = { accepted: 0, unknown: 0, arrived: 0, clicked: 0 }
  const explained = { ...none, targeted: 9, rejected: 1, skipped: 2, open: 6, skippedBecause: { 'message-expired': 2 } }
  deepEqual(Object.fromEntries(byProvider), {
    APNS: explained,
    ANDROID: { ...explained, open: 2, unexplained: 4 },
  })
  deepEqual(all, {
    ...{ ...none, targeted: 18, rejected: 2, skipped: 4, open: 8, unexplained: 4 },
    skippedBecause: { 'message-expired': 4 },
  })
})
