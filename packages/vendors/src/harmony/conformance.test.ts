// The common suite for the HarmonyOS channel against its simulator. A dead token is answered like one of another app (`noRight`).
import { hidden } from '../registry.ts'
import { vendorConformance } from '../vendor.conformance.ts'
import { harmony } from './index.ts'
import { startHarmonySimulator } from './simulator.ts'

vendorConformance({
  vendor: hidden(harmony),
  start: startHarmonySimulator,
  isDeathCertain: false,
  expiry: { oursMs: 30 * 60_000, vendorsMs: 61 * 60_000 },
})
