// What a push costs at a load. Pushes that arrive together share commits, statements and turns of the event loop, so that each costs less
// the more there are: full + alone / (1 + rate × window), where `alone` is what a group costs and `window` the time in which it gathers.
import type { Measured, SteadyLoad } from '../measured.ts'

/** Costs that are shared by groups. */
export interface GroupedCost {
  /** For each, at full load. */
  readonly full: number
  /** For a group. */
  readonly alone: number
  /** Seconds in which a group gathers. */
  readonly windowSeconds: number
}

/** A cost at a rate per second of one node. */
export function costAt({ full, alone, windowSeconds }: GroupedCost, perSecond: number): number {
  return full + alone / (1 + perSecond * windowSeconds)
}

/** A measured cost at a rate. */
export interface Point {
  readonly perSecond: number
  readonly cost: number
}

/**
 * The curve through two points above a known floor. Where the points lie at or below the floor, or do not fall with the rate, they do not
 * say how groups gather: then the higher of them is what a push costs at any rate.
 */
export function fit(full: number, [low, high]: readonly [Point, Point]): GroupedCost {
  const [lowOver, highOver] = [low.cost - full, high.cost - full]
  const windowSeconds = (lowOver - highOver) / (highOver * high.perSecond - lowOver * low.perSecond)
  if (highOver > 0 && lowOver > highOver && windowSeconds > 0)
    return { full, alone: lowOver * (1 + low.perSecond * windowSeconds), windowSeconds }
  // The groups of the higher load are as large as they become.
  if (lowOver > 0)
    return {
      full: Math.max(full, high.cost),
      alone: Math.max(0, low.cost - Math.max(full, high.cost)),
      windowSeconds: 1 / high.perSecond,
    }
  return { full: Math.max(full, low.cost, high.cost), alone: 0, windowSeconds: 0 }
}

/** What one push takes of each part, accepted and delivered. */
export interface PushCosts {
  /** µs. */
  readonly node: GroupedCost
  readonly database: GroupedCost
  /** Bytes of the log. */
  readonly log: GroupedCost
  readonly commits: GroupedCost
}

/** What a node, and the database for it, take where nothing happens, cores. */
export interface Idle {
  readonly node: number
  readonly database: number
}

/** Fits the costs to the lowest and the highest even load; those between are left to be predicted. */
export function pushCosts({ cluster }: Pick<Measured, 'cluster'>): { readonly costs: PushCosts; readonly idle: Idle } {
  const [idle, low, ...more] = cluster.steady
  const high = more.at(-1)
  if (!idle || !low || !high) throw new Error('bench/measured.json has too few even loads')
  const { accept, work } = cluster
  const fitted = (full: number, of: (load: SteadyLoad) => number): GroupedCost =>
    fit(full, [pointOf(low, idle, of), pointOf(high, idle, of)])
  return {
    costs: {
      node: fitted(accept.nodeUs + work.nodeUs, ({ nodeCores }) => nodeCores * 1e6),
      database: fitted(accept.databaseUs + work.databaseUs, ({ databaseCores }) => databaseCores * 1e6),
      log: fitted(accept.walBytes + work.walBytes, ({ walBytesPerSecond }) => walBytesPerSecond),
      commits: fitted(0, ({ commitsPerSecond }) => commitsPerSecond),
    },
    idle: { node: idle.nodeCores, database: idle.databaseCores },
  }
}

function pointOf(load: SteadyLoad, idle: SteadyLoad, of: (load: SteadyLoad) => number): Point {
  return { perSecond: load.perSecond, cost: Math.max(0, of(load) - of(idle)) / load.perSecond }
}

/** A load that the fit has not seen, as it was and as the model says; ratios are predicted / measured. */
export interface Check {
  readonly perSecond: number
  readonly node: readonly [predicted: number, measured: number]
  readonly database: readonly [predicted: number, measured: number]
  readonly log: readonly [predicted: number, measured: number]
}

/** The model against the loads between the two that it was fitted to. */
export function checkModel(measured: Pick<Measured, 'cluster'>): readonly Check[] {
  const { costs, idle } = pushCosts(measured)
  const [still, , ...more] = measured.cluster.steady
  return more.slice(0, -1).map(load => {
    const { perSecond } = load
    const cores = (cost: GroupedCost): number => (costAt(cost, perSecond) * perSecond) / 1e6
    return {
      perSecond,
      node: [idle.node + cores(costs.node), load.nodeCores],
      database: [idle.database + cores(costs.database), load.databaseCores],
      log: [(still?.walBytesPerSecond ?? 0) + costAt(costs.log, perSecond) * perSecond, load.walBytesPerSecond],
    }
  })
}
