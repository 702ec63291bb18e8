// The bus over NATS core.
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Bus } from '../ports/bus.ts'

/** What it is opened with. */
export interface NatsBusInput {
  readonly servers: string
  readonly node: number
  readonly clock: Clock
  readonly log: Log
}

/** Opens it. */
export async function openNatsBus(input: NatsBusInput): Promise<Bus> {
  throw new Error(`no bus over ${input.servers.length} letters yet`)
}
