// Which deaths the lab goes through, and in which order: drawn from the seed before anything starts, so that a seed is a plan.
import { type Failpoint, pushFailpoints } from '../../packages/server/src/base/failpoint.ts'
import type { Chance } from './chance.ts'

/** The databases that the lab knows. */
export type Engine = 'sqlite' | 'postgres'

/** One life of the server and how it ends. */
export type Cycle =
  /** SIGKILL so long after it is ready (F18). */
  | { readonly kind: 'kill'; readonly afterMs: number }
  /** It dies by itself at a named place (F01–F09). */
  | { readonly kind: 'failpoint'; readonly place: Failpoint; readonly hit: number }
  /** SIGTERM under load (F19). */
  | { readonly kind: 'stop'; readonly afterMs: number }
  /** A second process on the same data; the first goes on, and is killed later (F20). SQLite only. */
  | { readonly kind: 'second'; readonly afterMs: number }
  /** Of each thread, the call of this number that flushes or reads the record gets EIO (F27, F28). SQLite only. */
  | { readonly kind: 'disk'; readonly calls: 'flush' | 'read'; readonly errorAt: number }
  /** It runs out of memory under a flood (F16). */
  | { readonly kind: 'memory'; readonly heapMiB: number }
  /** SIGKILL for PostgreSQL's postmaster, and its return (F35). PostgreSQL only. */
  | { readonly kind: 'database'; readonly afterMs: number }

/** What a plan is made of. */
export interface PlanOptions {
  readonly engine: Engine
  /** How many random kills, besides the sweep. */
  readonly kills: number
  /** Each place dies at its 1st to so-many-th passage. */
  readonly hits: number
  /** SIGTERMs, and as many of each fault that the engine has. */
  readonly stops: number
}

/** How long a server lives that is killed at random, ms. */
const lifeMs = { min: 100, max: 2_500 } as const

/** A server's own objects take half of it; the flood takes the rest (F16). */
const heapMiB = 96
/** The last flush or read of a thread that may fail: a life under load has more of them. */
const errorAtMax = 60

/** Every cycle, in a drawn order. */
export function planCycles({ engine, kills, hits, stops }: PlanOptions, chance: Chance): readonly Cycle[] {
  const afterMs = () => chance.integer(lifeMs.min, lifeMs.max)
  const sweep = pushFailpoints.flatMap(place =>
    Array.from({ length: hits }, (_, index): Cycle => ({ kind: 'failpoint', place, hit: index + 1 })),
  )
  const times = (one: () => Cycle): readonly Cycle[] => Array.from({ length: stops }, one)
  const special =
    engine === 'sqlite'
      ? [
          ...times(() => ({ kind: 'second', afterMs: afterMs() })),
          ...times(() => ({ kind: 'disk', calls: 'flush', errorAt: chance.integer(1, errorAtMax) })),
          ...times(() => ({ kind: 'disk', calls: 'read', errorAt: chance.integer(1, errorAtMax) })),
        ]
      : times(() => ({ kind: 'database', afterMs: afterMs() }))
  const cycles: readonly Cycle[] = [
    ...sweep,
    ...Array.from({ length: kills }, (): Cycle => ({ kind: 'kill', afterMs: afterMs() })),
    ...times(() => ({ kind: 'stop', afterMs: afterMs() })),
    ...times(() => ({ kind: 'memory', heapMiB })),
    ...special,
  ]
  return chance.sample(cycles, cycles.length)
}

/** A cycle in words. */
export function cycleText(cycle: Cycle): string {
  switch (cycle.kind) {
    case 'failpoint':
      return `die at ${cycle.place}:${cycle.hit}`
    case 'kill':
      return `SIGKILL after ${cycle.afterMs} ms`
    case 'stop':
      return `SIGTERM after ${cycle.afterMs} ms`
    case 'second':
      return 'a second process'
    case 'disk':
      return `EIO for ${cycle.calls} ${cycle.errorAt}`
    case 'memory':
      return `memory ends at ${cycle.heapMiB} MiB`
    case 'database':
      return `kill PostgreSQL after ${cycle.afterMs} ms`
  }
}
