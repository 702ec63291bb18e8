// Rates of calls over all processes with an interface. Many calls are divided among the processes; few are counted in the record, so that
// "one a second" means one, whichever process is called. One process asks nobody.
import { type AppId, second } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { createRecent } from '../../base/recent.ts'
import type { Store } from '../../ports/store.ts'

/** Rates over all processes. */
export interface SharedRates {
  /** Whether so few calls are counted in the record. */
  isTogether(calls: number): boolean
  /** How many of so many calls are this process's to let through; rounded up, so that nobody who keeps to what is documented is refused. */
  own(calls: number): number
  /**
   * Counts a call in the record, where calls are so few that they are counted there; undefined where this process counts for itself. Resolves
   * with 0, or with in how many ms one would be let through.
   */
  confirm(appId: AppId, name: string, calls: number, windowMs: number): Promise<number> | undefined
}

/** What rates use. */
export interface SharedRateDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly clock: Pick<Clock, 'monotonic'>
  /** Processes that are called, this one included. */
  processes(): number
}

/** Rates of so many calls or fewer are counted in the record: divided they would be none, or far from what is documented. */
const fewCalls = 10
/** Questions under way for one app and name, as a multiple of its calls: who asks beyond that is one too many anyhow. */
const askedMax = 8
/** Apps and names whose refusal is remembered. */
const refusedMax = 10_000

/** Rates over a record. */
export function createSharedRates(deps: SharedRateDeps): SharedRates {
  const { store, clock, processes } = deps
  // So that a flood of calls costs a question per window.
  const refused = createRecent<string, number>(clock, refusedMax)
  const asked = new Map<string, number>()
  const ask = async (appId: AppId, name: string, calls: number, windowMs: number): Promise<number> => {
    for (let tries = 1; ; tries += 1) {
      const [isTaken] = await store.commit([store.tables.rateCalls.take(appId, name, calls, windowMs)])
      if (isTaken) return 0
      const waitMs = await store.tables.rateCalls.waitMs(appId, name, calls, windowMs)
      // Somebody else took that place at the same instant; so often there is none left.
      if (waitMs === 0 && tries <= calls) continue
      const key = `${appId} ${name}`
      const restMs = waitMs > 0 ? waitMs : 1
      refused.set(key, clock.monotonic() + restMs, restMs)
      return restMs
    }
  }
  const confirm = async (appId: AppId, name: string, calls: number, windowMs: number): Promise<number> => {
    const key = `${appId} ${name}`
    const untilMs = refused.get(key)
    if (untilMs !== undefined && untilMs > clock.monotonic()) return untilMs - clock.monotonic()
    const under = asked.get(key) ?? 0
    if (under >= calls * askedMax) return Math.min(windowMs, second)
    asked.set(key, under + 1)
    try {
      return await ask(appId, name, calls, windowMs)
    } finally {
      const left = (asked.get(key) ?? 1) - 1
      if (left === 0) asked.delete(key)
      else asked.set(key, left)
    }
  }
  const isTogether = (calls: number): boolean => calls <= fewCalls && processes() > 1
  return {
    isTogether,
    own: calls => (calls <= fewCalls ? calls : Math.ceil(calls / processes())),
    confirm(appId, name, calls, windowMs) {
      return isTogether(calls) ? confirm(appId, name, calls, windowMs) : undefined
    },
  }
}
