import { hidden } from '../registry.ts'
import { vendorConformance } from '../vendor.conformance.ts'
import { vivo } from './index.ts'
import { startVivoSimulator } from './simulator.ts'

const MINUTE_MS = 60_000

vendorConformance({
  vendor: hidden(vivo),
  // A real token lives for a day, but a sign-in may be off by ten minutes only: both clocks cannot be moved so far apart.
  start: options => startVivoSimulator({ ...options, accessLifeMs: 5 * MINUTE_MS }),
  isDeathCertain: true,
  expiry: { oursMs: MINUTE_MS, vendorsMs: 6 * MINUTE_MS },
})
