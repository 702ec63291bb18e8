// Where simulators run, and the vendors' outside world when pushes go to them. Knows places, not simulators: a server that sends
// to simulators elsewhere never loads one.
import type { Endpoints, VendorIo } from '@posthouse/vendors'
import { ConfigError } from '../app/config.ts'
import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'

/** Where simulators run: what a server needs to send to them, and what another client needs to trust them. */
export interface SimulatorPlaces {
  /** PEM of the authority that vouches for them. */
  readonly ca: string
  /** Base URLs by vendor and by the vendor's endpoint names. */
  readonly vendors: Readonly<Record<string, Endpoints>>
}

/** The outside world of a vendor's channel when it is sent to a simulator. */
export function simulatedIo(
  places: SimulatorPlaces,
  vendor: string,
  world: { readonly clock: Clock; readonly random: Random },
): VendorIo {
  const endpoints = places.vendors[vendor]
  // A vendor without a simulator must not fall through to the real service.
  if (!endpoints) throw new Error(`no simulator of ${vendor} is running`)
  return { clock: world.clock, random: () => world.random.fraction(), endpoints, ca: [places.ca] }
}

/** Reads the file that `posthouse simulators` writes. Throws {@link ConfigError}. */
export function readPlaces(path: string, readFile: (path: string) => string | undefined): SimulatorPlaces {
  const text = readFile(path)
  if (text === undefined) throw new ConfigError([`the simulators file ${path} cannot be read`])
  try {
    const places: unknown = JSON.parse(text)
    if (typeof places === 'object' && places !== null && 'ca' in places && 'vendors' in places) {
      return places as SimulatorPlaces
    }
  } catch (cause) {
    throw new ConfigError([`the simulators file ${path} is no JSON: ${cause instanceof Error ? cause.message : cause}`])
  }
  throw new ConfigError([`the simulators file ${path} lacks "ca" or "vendors"`])
}
