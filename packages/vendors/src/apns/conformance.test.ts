import { hidden } from '../registry.ts'
import type { StartSimulator } from '../simulators.ts'
import { vendorConformance } from '../vendor.conformance.ts'
import { apns } from './index.ts'
import { startApnsSimulator } from './simulator.ts'

const MINUTE_MS = 60_000

/** APNs has no sign-in to count; its simulator refuses a second new JWT instead. */
const start: StartSimulator = options => startApnsSimulator({ ...options, countsTokenUpdates: true })

vendorConformance({
  vendor: hidden(apns),
  start,
  isDeathCertain: true,
  expiry: { oursMs: 36 * MINUTE_MS, vendorsMs: 61 * MINUTE_MS },
})
