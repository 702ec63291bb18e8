import { hidden } from '../registry.ts'
import { vendorConformance } from '../vendor.conformance.ts'
import { huawei } from './index.ts'
import { startHuaweiSimulator } from './simulator.ts'

const MINUTE_MS = 60_000

vendorConformance({
  vendor: hidden(huawei),
  start: startHuaweiSimulator,
  isDeathCertain: false,
  expiry: { oursMs: MINUTE_MS, vendorsMs: 61 * MINUTE_MS },
})
