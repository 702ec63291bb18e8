// Group commit: units that arrive together share one transaction, and while one group is being committed the next one gathers.
//
//   add → waiting ──(writer idle: at the end of this turn of the event loop, ──▶ in the writer ──▶ settled
//                 │              or as soon as a good group waits)
//                 ──(writer busy: when it is done)───────────────────────────▶
//
// A unit therefore never waits for a timer: at most for the rest of the turn, or for the commit before its own. Not waiting for
// the turn's end with a good group keeps a hundred callers out of step: some are committed while others are still being read.
// Knows no engine; the writer decides what a group's failure means.
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
}

interface Waiting {
  readonly unit: Unit
  readonly resolve: (results: readonly StepResult[]) => void
  readonly reject: (error: StoreError) => void
}

/** Group commit over a writer. Closing refuses what comes later and waits for what was there. */
export function createGroupCommit(commitGroup: CommitGroup): GroupCommit {
  let waiting: Waiting[] = []
  let isRunning = false
  let starting: NodeJS.Immediate | undefined
  let refusal: StoreError | undefined
  let onIdle = (): void => {}

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.splice(0, groupLength(waiting))
      const seconds = stopwatch()
      try {
        settle(group, await commitGroup(group.map(entry => entry.unit)))
      } catch (cause) {
        const error = cause instanceof StoreError ? cause : new StoreError('unknown', 'the commit failed', { cause })
        meters.commitsFailed.of(error.kind).add(1)
        for (const entry of group) entry.reject(error)
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
      if (refusal) return Promise.reject(refusal)
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
      const refused = waiting
      waiting = []
      for (const entry of refused) entry.reject(error)
    },
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
