import { hidden } from '../registry.ts'
import { vendorConformance } from '../vendor.conformance.ts'
import { meizu } from './index.ts'
import { startMeizuSimulator } from './simulator.ts'

vendorConformance({ vendor: hidden(meizu), start: startMeizuSimulator, isDeathCertain: true })
