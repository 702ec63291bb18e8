// Group commit: units that arrive together share one transaction, and while one group is being committed the next one gathers.
//
//   add → waiting ──(writer idle: at the end of this turn of the event loop, ──▶ in the writer ──▶ settled
//                 │              or as soon as a good group waits)
//                 ──(writer busy: when it is done)───────────────────────────▶
//
// A unit therefore never waits for a timer: at most for the rest of the turn, or for the commit before its own. Not waiting for
// the turn's end with a good group keeps a hundred callers out of step: some are committed while others are still being read.
// Knows no engine; the writer decides what a group's failure means.

import type { Clock } from '../base/clock.ts'
import { stopwatch } from '../base/metrics.ts'
import { meters } from '../ports/meters.ts'
import { StoreError } from '../ports/store.ts'
import type { StepResult, Unit } from './write.ts'

/** How a unit ended: the result of each of its steps, or why it alone was refused. */
export type UnitEnd = readonly StepResult[] | StoreError

/** Commits a group in one transaction; one end per unit. Rejects with {@link StoreError} when no unit can be said to have happened. */
export type CommitGroup = (units: readonly Unit[]) => Promise<readonly UnitEnd[]>

/** Most units of one transaction. */
export const groupUnitsMax = 256
/** So many units are worth a transaction of their own before the turn ends. */
export const groupUnitsGood = 48
/** Most steps of one transaction, unless a single unit has more. */
export const groupStepsMax = 8_192
/** Most units that wait; beyond, they are refused as `full`. */
export const waitingUnitsMax = 65_536

/** Gathers units and hands them to the writer, one group at a time. */
export interface GroupCommit extends AsyncDisposable {
  /** Resolves once the unit is durable. */
  add(unit: Unit): Promise<readonly StepResult[]>
  /** Refuses everything that waits and comes, for good. */
  fail(error: StoreError): void
  /** Refuses everything that waits: what it waits for is out of reach. What comes is tried. */
  refuseWaiting(error: StoreError): void
}

/** How long a group may take until those behind it are refused, and whoever comes meanwhile: a crowd would wait for nothing (F37). */
export interface Patience {
  readonly clock: Pick<Clock, 'after'>
  readonly forMs: number
}

interface Waiting {
  readonly unit: Unit
  readonly resolve: (results: readonly StepResult[]) => void
  readonly reject: (error: StoreError) => void
}

/** Group commit over a writer. Closing refuses what comes later and waits for what was there. */
export function createGroupCommit(commitGroup: CommitGroup, patience?: Patience): GroupCommit {
  let waiting: Waiting[] = []
  let isRunning = false
  let starting: NodeJS.Immediate | undefined
  let refusal: StoreError | undefined
  let stall: StoreError | undefined
  let onIdle = (): void => {}

  function refuseWaiting(error: StoreError): void {
    const refused = waiting
    waiting = []
    for (const entry of refused) entry.reject(error)
  }

  /** Returns what is called when the group is through. */
  function losePatience(): () => void {
    const calm = patience?.clock.after(patience.forMs, () => {
      stall = new StoreError('full', `the database has not answered a commit for ${patience.forMs / 1_000} s`)
      refuseWaiting(stall)
    })
    return () => {
      calm?.()
      stall = undefined
    }
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.splice(0, groupLength(waiting))
      const seconds = stopwatch()
      const through = losePatience()
      try {
        settle(group, await commitGroup(group.map(entry => entry.unit)))
      } catch (cause) {
        const error = cause instanceof StoreError ? cause : new StoreError('unknown', 'the commit failed', { cause })
        meters.commitsFailed.of(error.kind).add(1)
        for (const entry of group) entry.reject(error)
      } finally {
        through()
      }
      meters.commitUnits.observe(group.length)
      meters.commitSeconds.observe(seconds())
    }
    isRunning = false
    onIdle()
  }

  function start(): void {
    clearImmediate(starting)
    starting = undefined
    isRunning = true
    void run()
  }

  return {
    add(unit) {
      if (refusal ?? stall) return Promise.reject(refusal ?? stall)
      if (waiting.length >= waitingUnitsMax)
        return Promise.reject(new StoreError('full', `${waitingUnitsMax} commits wait already`))
      return new Promise((resolve, reject) => {
        waiting.push({ unit, resolve, reject })
        if (isRunning) return
        if (waiting.length >= groupUnitsGood) start()
        else starting ??= setImmediate(start)
      })
    },
    fail(error) {
      refusal = error
      refuseWaiting(error)
    },
    refuseWaiting,
    async [Symbol.asyncDispose]() {
      refusal ??= new StoreError('full', 'the store is closed')
      if (isRunning || starting) await new Promise<void>(resolve => (onIdle = resolve))
    },
  }
}

function groupLength(waiting: readonly Waiting[]): number {
  let steps = 0
  let length = 0
  for (const { unit } of waiting) {
    for (const write of unit.writes) steps += write.steps.length
    if (length > 0 && steps > groupStepsMax) break
    length += 1
    if (length === groupUnitsMax) break
  }
  return length
}

function settle(group: readonly Waiting[], ends: readonly UnitEnd[]): void {
  group.forEach((entry, index) => {
    const end = ends[index]
    if (end === undefined) entry.reject(new StoreError('unknown', 'the writer gave no answer'))
    else if (end instanceof StoreError) entry.reject(end)
    else entry.resolve(end)
  })
}
