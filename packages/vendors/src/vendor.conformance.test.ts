import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { startApnsSimulator } from './apns/simulator.ts'
import { vendors } from './registry.ts'
import { type StartSimulator, simulators } from './simulators.ts'
import { type ConformanceSubject, vendorConformance } from './vendor.conformance.ts'

const MINUTE_MS = 60_000

/** What the suite must be told about each vendor, by name. */
const facts: Readonly<Record<string, Pick<ConformanceSubject, 'isDeathCertain' | 'expiry'>>> = {
  apns: { isDeathCertain: true, expiry: { oursMs: 36 * MINUTE_MS, vendorsMs: 61 * MINUTE_MS } },
  // Google takes no assertion that is more than five minutes off; its tokens live for a second less than an hour.
  fcm: { isDeathCertain: true, expiry: { oursMs: 3_299_000, vendorsMs: 3_599_000 } },
  huawei: { isDeathCertain: false, expiry: { oursMs: MINUTE_MS, vendorsMs: 61 * MINUTE_MS } },
}

/** APNs has no sign-in to count; its simulator refuses a second new JWT instead. */
const strictApns: StartSimulator = options => startApnsSimulator({ ...options, countsTokenUpdates: true })

test('each vendor that is offered passes through the suite', () => {
  equal(vendors.map(({ name }) => name).join(), Object.keys(facts).join())
})

for (const vendor of vendors) {
  const start = vendor.name === 'apns' ? strictApns : simulators[vendor.name]
  const known = facts[vendor.name]
  if (start && known) vendorConformance({ vendor, start, ...known })
}
