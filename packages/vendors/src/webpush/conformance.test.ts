import { hidden } from '../registry.ts'
import type { StartSimulator } from '../simulators.ts'
import { vendorConformance } from '../vendor.conformance.ts'
import { webpush } from './index.ts'
import { startWebPushSimulator } from './simulator.ts'

/** There is no sign-in to count, so the simulator refuses a second new JWT instead. */
const start: StartSimulator = options => startWebPushSimulator({ ...options, jwtsPerHourMax: 1 })

const HOUR_MS = 3_600_000

vendorConformance({
  vendor: hidden(webpush),
  start,
  isDeathCertain: true,
  // Our clock goes half as far as the service's: the JWT of 12 hours is over for the service and fresh for us.
  expiry: { oursMs: 6 * HOUR_MS, vendorsMs: 12 * HOUR_MS + 1_000 },
})
