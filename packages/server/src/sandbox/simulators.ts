// The vendors' stand-ins: starts every simulator behind certificates of one local authority, and says where they are.
import type { Endpoints, VendorIo } from '@posthouse/vendors'
import { createAuthority, type Simulator, simulators } from '@posthouse/vendors/simulators'
import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'

/** Where simulators run: what a server needs to send to them, and what a client of another kind needs to trust them. */
export interface SimulatorPlaces {
  /** PEM of the authority that vouches for them. */
  readonly ca: string
  /** Base URLs by vendor and by the vendor's endpoint names. */
  readonly vendors: Readonly<Record<string, Endpoints>>
}

/** Running simulators. Closing stops them all. */
export interface RunningSimulators extends AsyncDisposable {
  readonly places: SimulatorPlaces
  readonly byVendor: ReadonlyMap<string, Simulator>
}

/** Starts one simulator per vendor on ports of the system's choice. */
export async function startSimulators(deps: {
  readonly clock: Clock
  readonly random: Random
}): Promise<RunningSimulators> {
  await using started = new AsyncDisposableStack()
  const authority = await createAuthority({ nowMs: deps.clock.now() })
  const { certPem, keyPem } = await authority.issue({ names: ['127.0.0.1', 'localhost'] })
  const byVendor = new Map<string, Simulator>()
  for (const [vendor, start] of Object.entries(simulators)) {
    const simulator = await start({
      port: 0,
      tls: { certPem, keyPem, caPem: authority.caPem },
      now: () => deps.clock.now(),
      random: () => deps.random.fraction(),
    })
    byVendor.set(vendor, started.use(simulator))
  }
  const stack = started.move()
  return {
    byVendor,
    places: {
      ca: authority.caPem,
      vendors: Object.fromEntries([...byVendor].map(([vendor, { endpoints }]) => [vendor, endpoints])),
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** The outside world of a vendor's channel when it is sent to a simulator. */
export function simulatedIo(
  places: SimulatorPlaces,
  vendor: string,
  deps: { readonly clock: Clock; readonly random: Random },
): VendorIo {
  return {
    clock: deps.clock,
    random: () => deps.random.fraction(),
    endpoints: places.vendors[vendor] ?? {},
    ca: [places.ca],
  }
}
