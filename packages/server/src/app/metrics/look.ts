// What a scrape looks at besides the numbers that rooms count: parts of this process, and the record at most every five seconds.
import type { Clock } from '../../base/clock.ts'
import type { SteadyWall } from '../../base/clock-steady.ts'
import type { EventLoopLag, LoopWatch } from '../../base/event-loop.ts'
import { createRememberedLook } from '../../base/remembered-look.ts'
import type { BreakerBook } from '../../flows/callback/breaker-book.ts'
import type { HealthDoor } from '../../http/own-routes.ts'
import type { Backlog } from '../../ports/backlog.ts'
import type { Bus, BusTraffic } from '../../ports/bus.ts'
import type { Roster } from '../../ports/nodes.ts'
import type { Store } from '../../ports/store.ts'

/** What was seen at one scrape. */
export interface Look {
  readonly version: string
  readonly nowMs: number
  readonly lag: EventLoopLag
  /** By how much the machine's clock is ahead after a jump that is held back. */
  readonly clockOffMs: number
  readonly isReady: boolean
  /** Empty where the record does not answer. */
  readonly backlog: readonly Backlog[]
  readonly breakersOpen: number
  readonly sessions: number
  readonly node: number
  readonly nodes: readonly { readonly role: string; readonly count: number }[]
  readonly bus: Bus['state']
  readonly traffic: BusTraffic
}

/** What is looked at. */
export interface LookParts {
  readonly version: string
  readonly clock: Clock
  readonly loop: Pick<LoopWatch, 'lag'>
  readonly wall: Pick<SteadyWall, 'offMs'>
  readonly health: Pick<HealthDoor, 'ready'>
  readonly store: { readonly tables: Pick<Store['tables'], 'backlog'> }
  readonly breakers: Pick<BreakerBook, 'open'>
  readonly sessions: { readonly count: number }
  readonly roster: Pick<Roster, 'self' | 'present'>
  readonly bus: Pick<Bus, 'state' | 'traffic'>
}

/** However many scrape, the record is asked every five seconds; a scrape waits one second for it. */
const lookTimes = { toldMs: 5_000, waitMs: 1_000 }
/** Most that is counted of each kind. */
const backlogMax = 10_000

/** Makes the looking. */
export function createLook(parts: LookParts): () => Promise<Look> {
  const { version, clock, loop, wall, health, store, breakers, sessions, roster, bus } = parts
  const backlog = createRememberedLook(clock, lookTimes, () => store.tables.backlog.look(clock.now(), backlogMax))
  return async () => {
    const [checks, seen] = await Promise.all([health.ready(), backlog()])
    const nowMs = clock.now()
    return {
      version,
      nowMs,
      lag: loop.lag(),
      clockOffMs: wall.offMs(),
      isReady: checks.every(({ state }) => state !== 'failing'),
      backlog: 'value' in seen ? seen.value : [],
      breakersOpen: breakers.open(nowMs),
      sessions: sessions.count,
      node: roster.self,
      nodes: (['api', 'gateway', 'worker'] as const).map(role => ({
        role,
        count: roster.present().filter(({ roles }) => roles.includes(role)).length,
      })),
      bus: bus.state,
      traffic: bus.traffic,
    }
  }
}
