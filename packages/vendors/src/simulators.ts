// The simulators of the vendors' services, for the sandbox and for tests. A real deployment never loads this entry.
import { startApnsSimulator } from './apns/simulator.ts'
import { startFcmSimulator } from './fcm/simulator.ts'
import { startHarmonySimulator } from './harmony/simulator.ts'
import { startHonorSimulator } from './honor/simulator.ts'
import { startHuaweiSimulator } from './huawei/simulator.ts'
import { startMeizuSimulator } from './meizu/simulator.ts'
import { startOppoSimulator } from './oppo/simulator.ts'
import type { Simulator, SimulatorOptions } from './simulator/contract.ts'
import { startVivoSimulator } from './vivo/simulator.ts'
import { startWebPushSimulator } from './webpush/simulator.ts'
import { startXiaomiSimulator } from './xiaomi/simulator.ts'

/** How to start each vendor's simulator, by the vendor's name. */
export const simulators: Readonly<Record<string, StartSimulator>> = {
  apns: startApnsSimulator,
  fcm: startFcmSimulator,
  huawei: startHuaweiSimulator,
  honor: startHonorSimulator,
  harmony: startHarmonySimulator,
  xiaomi: startXiaomiSimulator,
  oppo: startOppoSimulator,
  vivo: startVivoSimulator,
  meizu: startMeizuSimulator,
  webpush: startWebPushSimulator,
}

/** Starts a simulator on a port of its own; who starts it closes it. */
export type StartSimulator = (options: SimulatorOptions) => Promise<Simulator>

export { type Authority, createAuthority, type IssuedCertificate } from './simulator/authority.ts'
export type {
  ArmedFault,
  Delivered,
  Fault,
  Received,
  SimulatedApp,
  SimulatedCredential,
  Simulator,
  SimulatorOptions,
  TokenState,
} from './simulator/contract.ts'
export { type Control, startControl } from './simulator/control.ts'
export { InputError, parseFault, parseTokenState } from './simulator/fault-input.ts'
export { type Preset, presetsOf } from './simulator/presets.ts'
export { parseReport, reportTo } from './simulator/report.ts'
export {
  startApnsSimulator,
  startFcmSimulator,
  startHarmonySimulator,
  startHonorSimulator,
  startHuaweiSimulator,
  startMeizuSimulator,
  startOppoSimulator,
  startVivoSimulator,
  startWebPushSimulator,
  startXiaomiSimulator,
}
