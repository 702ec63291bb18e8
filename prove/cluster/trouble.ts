// What can happen to a cluster on purpose: one fault of the catalogue, how it is done and healed again, and what is measured meanwhile. The load
// goes on all the while; nothing lost and nothing twice is the audit's affair.
import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from '../lab/chance.ts'
import type { Journal } from '../lab/journal.ts'
import type { Load } from '../lab/load.ts'
import type { Node } from './node.ts'
import type { ClusterSite } from './site.ts'
import type { Stranger } from './stranger.ts'

/** One kind of trouble. */
export interface Trouble {
  /** Of reliability §1.3. */
  readonly id: string
  readonly title: string
  /** Does it and heals it; every node runs again when it resolves. */
  run(scene: Scene): Promise<TroubleEnd>
}

/** Where it happens. */
export interface Scene {
  readonly site: ClusterSite
  readonly journal: Pick<Journal, 'requests' | 'nextAccepted'>
  readonly load: Pick<Load, 'delivered'>
  readonly stranger: Stranger
  /** Of this trouble alone. */
  readonly chance: Chance
  /** How often a lease is shorter than a server's. */
  readonly leaseDivisor: number
}

/** How it went. */
export interface TroubleEnd {
  /** What was not as it must be; a fault that did not happen is one. */
  readonly problem?: string
  /** What the log says of it. */
  readonly note?: string
  readonly measures?: readonly Measure[]
}

/** How long something took, beside its goal. */
export interface Measure {
  readonly name: string
  readonly tookMs: number
  readonly goalMs: number
}

/** The goals of recovery: a killed node's work within its lease and a second; PostgreSQL and NATS after they are back. */
export const goals = {
  takeOver: { name: 'work of a dead node goes on, after its lease', goalMs: 1_000 },
  accepted: { name: 'PostgreSQL is back, first push accepted', goalMs: 5_000 },
  delivered: { name: 'PostgreSQL is back, first push on a phone', goalMs: 5_000 },
  hints: { name: 'NATS is back, every node hears hints', goalMs: 2_000 },
} as const

/** Longest wait for something to return, ms; longer than any goal, so that a miss has a number. */
const returnMsMax = 30_000

/** How long something took, of at most {@link returnMsMax}; undefined where it did not come. */
async function timed(waiting: Promise<unknown>): Promise<number | undefined> {
  const startedMs = performance.now()
  const came = await Promise.race([waiting.then(() => true), pause(returnMsMax, false, { ref: false })])
  return came ? Math.round(performance.now() - startedMs) : undefined
}

/** As {@link timed}, as a measure; where it did not come, one that no goal allows. */
export async function measured(goal: Omit<Measure, 'tookMs'>, waiting: Promise<unknown>): Promise<Measure> {
  return { ...goal, tookMs: (await timed(waiting)) ?? returnMsMax }
}

/** Starts what does not run, as a service manager does. */
export async function startDead(site: Pick<ClusterSite, 'nodes'>): Promise<void> {
  await Promise.all(site.nodes.filter(({ url }) => url === undefined).map(node => node.start()))
}

/** Every node was told something by NATS since now. */
export async function everybodyHears(nodes: readonly Node[]): Promise<void> {
  await Promise.all(nodes.map(({ nats }) => nats.sees('down', 'MSG ')))
}
