import { hidden } from '../registry.ts'
import { vendorConformance } from '../vendor.conformance.ts'
import { fcm } from './index.ts'
import { startFcmSimulator } from './simulator.ts'

vendorConformance({
  vendor: hidden(fcm),
  start: startFcmSimulator,
  isDeathCertain: true,
  // Google takes no assertion that is more than five minutes off; its tokens live for a second less than an hour.
  expiry: { oursMs: 3_299_000, vendorsMs: 3_599_000 },
})
