// Whether this process works, and whether it should be given traffic: a few looks at its parts. What is said names no address and no
// secret, because anybody may ask.
import type { Clock } from '../base/clock.ts'
import type { SteadyWall } from '../base/clock-steady.ts'
import type { LoopWatch } from '../base/event-loop.ts'
import { causeOf, type Log } from '../base/log.ts'
import { createRememberedLook } from '../base/remembered-look.ts'
import type { HealthCheck, HealthDoor } from '../http/own-routes.ts'
import type { Bus } from '../ports/bus.ts'
import type { Roster } from '../ports/nodes.ts'
import type { Store } from '../ports/store.ts'

/** What is looked at. */
export interface HealthParts {
  readonly store: Pick<Store, 'failed'> & { readonly tables: Pick<Store['tables'], 'sealed'> }
  readonly bus: Pick<Bus, 'state'>
  readonly roster: Pick<Roster, 'isCounted'> & { readonly outdated: AbortSignal }
  readonly loop: Pick<LoopWatch, 'lag'>
  readonly wall: Pick<SteadyWall, 'offMs'>
  readonly clock: Clock
  readonly log: Log
}

/** The health of a process, which says from some moment on that it stops. */
export interface Health extends HealthDoor {
  /** From now on it is not ready. */
  drain(): void
}

/** However many ask, the record is asked once a second; whoever asks waits two seconds at most. */
const lookTimes = { toldMs: 1_000, waitMs: 2_000 }
/** A pause of the event loop that is worth a notice, ms (F109). */
const lagNoticeMs = 1_000

/** Makes it. */
export function createHealth(parts: HealthParts): Health {
  const { store, bus, roster, loop, wall, clock, log } = parts
  let isDraining = false
  const reach = createRememberedLook(clock, lookTimes, async () => {
    try {
      await store.tables.sealed.canary()
    } catch (cause) {
      log.warn('health.record_unread', causeOf(cause))
      throw cause
    }
  })
  return {
    live: () => [loopCheck(loop)],
    async ready() {
      const isReached = store.failed.aborted || 'value' in (await reach())
      return [
        intake(isDraining),
        record(store.failed.aborted, isReached),
        schema(roster.outdated.aborted),
        node(roster.isCounted()),
        busCheck(bus.state),
        loopCheck(loop),
        clockCheck(wall.offMs()),
      ]
    },
    get isDraining() {
      return isDraining
    },
    drain() {
      isDraining = true
    },
  }
}

function intake(isDraining: boolean): HealthCheck {
  return isDraining
    ? { name: 'intake', state: 'failing', text: 'the process stops' }
    : { name: 'intake', state: 'ok', text: 'requests are taken' }
}

function record(hasFailed: boolean, isReached: boolean): HealthCheck {
  if (hasFailed) return { name: 'record', state: 'failing', text: 'the database failed; the process ends' }
  return isReached
    ? { name: 'record', state: 'ok', text: 'the database answers' }
    : { name: 'record', state: 'failing', text: 'the database does not answer' }
}

function schema(isOutdated: boolean): HealthCheck {
  return isOutdated
    ? { name: 'schema', state: 'failing', text: 'the database went on to a schema that this version does not know' }
    : { name: 'schema', state: 'ok', text: 'this version knows the schema' }
}

/** Also what shows that the database takes writes: each process writes every few seconds that it is there. */
function node(isCounted: boolean): HealthCheck {
  return isCounted
    ? { name: 'node', state: 'ok', text: 'the others know that this process is there' }
    : { name: 'node', state: 'failing', text: 'this process could not write for some time that it is there' }
}

/** Never a reason to stay away: no promise rests on the bus. */
function busCheck(state: Bus['state']): HealthCheck {
  const text = {
    alone: 'no bus: this process hears nobody else',
    connected: 'the bus is connected',
    'cut-off': 'the bus is cut off: hints come late, by looking',
  }[state]
  return { name: 'bus', state: state === 'cut-off' ? 'notice' : 'ok', text }
}

function loopCheck(loop: Pick<LoopWatch, 'lag'>): HealthCheck {
  const { longestMs, meanMs } = loop.lag()
  const isLate = longestMs >= lagNoticeMs
  const text = isLate ? 'the event loop was held up in the last seconds' : 'the event loop keeps time'
  return { name: 'event-loop', state: isLate ? 'notice' : 'ok', text, longestMs, meanMs }
}

/** Never a reason to stay away: what hangs on the time of day goes on as before while somebody looks (F103). */
function clockCheck(offMs: number): HealthCheck {
  return offMs === 0
    ? { name: 'clock', state: 'ok', text: "the machine's clock goes evenly" }
    : { name: 'clock', state: 'notice', text: "the machine's clock jumped; the jump is held back for ten minutes" }
}
