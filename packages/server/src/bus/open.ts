// Opens the bus: within this process alone, or over NATS.
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Bus } from '../ports/bus.ts'
import { createLocalBus } from './local.ts'

/** Opens it. Where NATS is out of reach the bus opens cut off, and goes on trying: no promise rests on it. */
export async function openBus(input: {
  /** `nats://host:port`, several separated by commas; empty: nobody else is there. */
  readonly servers: string
  /** This process's number. */
  readonly node: number
  /** What only processes of the same record know. */
  readonly secretName: () => Promise<string>
  /** How many other processes are there, as far as is known. */
  readonly others: () => number
  readonly clock: Clock
  readonly log: Log
}): Promise<Bus> {
  if (input.servers === '') return createLocalBus()
  // Loaded only where it is used: its client costs every other start time.
  const { openNatsBus } = await import('./nats.ts')
  return openNatsBus({ ...input, secretName: await input.secretName() })
}
