// The suite of every vendor against OPPO's simulator. No independent client of OPPO can be pointed at it; NOTES.md says what it rests on.
import { hidden } from '../registry.ts'
import { vendorConformance } from '../vendor.conformance.ts'
import { oppo } from './index.ts'
import { startOppoSimulator } from './simulator.ts'

const HOUR_MS = 3_600_000

vendorConformance({
  vendor: hidden(oppo),
  start: options => startOppoSimulator({ ...options, authLifeMs: HOUR_MS }),
  isDeathCertain: true,
  expiry: { oursMs: 2 * HOUR_MS, vendorsMs: 2 * HOUR_MS },
})
