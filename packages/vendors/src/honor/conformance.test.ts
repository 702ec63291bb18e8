// The common suite for Honor's channel against its simulator.
import { hidden } from '../registry.ts'
import { vendorConformance } from '../vendor.conformance.ts'
import { honor } from './index.ts'
import { startHonorSimulator } from './simulator.ts'

vendorConformance({
  vendor: hidden(honor),
  start: startHonorSimulator,
  isDeathCertain: true,
  // Closer than the ten minutes that the request's own timestamp may be off.
  expiry: { oursMs: 54 * 60_000, vendorsMs: 61 * 60_000 },
})
