// The vendors' stand-ins: starts every simulator behind certificates of one local authority, with a control server beside them.
import { createAuthority, type Simulator, simulators, startControl } from '@posthouse/vendors/simulators'
import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import type { SimulatorPlaces } from './simulated-io.ts'

/** Running simulators. Closing stops them all. */
export interface RunningSimulators extends AsyncDisposable {
  readonly places: SimulatorPlaces
  readonly byVendor: ReadonlyMap<string, Simulator>
  /** Where their state is changed and faults are armed; `authorization: Bearer {token}`. */
  readonly control: { readonly url: string; readonly token: string }
}

/** Names of the simulators' certificates: the real hosts too, for clients that cannot be told another address. */
const certificateNames = ['127.0.0.1', 'localhost', 'api.push.apple.com', 'fcm.googleapis.com', 'oauth2.googleapis.com']

/** Starts one simulator per vendor on ports of the system's choice. */
export async function startSimulators(deps: {
  readonly clock: Clock
  readonly random: Random
}): Promise<RunningSimulators> {
  const { clock, random } = deps
  await using started = new AsyncDisposableStack()
  const authority = await createAuthority({ nowMs: clock.now() })
  const { certPem, keyPem } = await authority.issue({ names: certificateNames })
  const byVendor = new Map<string, Simulator>()
  for (const [vendor, start] of Object.entries(simulators)) {
    const simulator = await start({
      port: 0,
      tls: { certPem, keyPem, caPem: authority.caPem },
      now: () => clock.now(),
      random: () => random.fraction(),
      after: (delayMs, run) => clock.after(delayMs, run),
    })
    byVendor.set(vendor, started.use(simulator))
  }
  const token = Buffer.from(random.bytes(24)).toString('base64url')
  const control = started.use(await startControl({ port: 0, token, simulators: byVendor, now: () => clock.now() }))
  const stack = started.move()
  return {
    byVendor,
    control: { url: control.url, token },
    places: {
      ca: authority.caPem,
      vendors: Object.fromEntries([...byVendor].map(([vendor, { endpoints }]) => [vendor, endpoints])),
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
