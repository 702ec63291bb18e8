// Runs many sessions of each fault and adds them up. Sessions of a client that takes our clock run one after another, so that
// silence is silence; those in real time run side by side.
import type { Violation } from './check.ts'
import type { ClientKind } from './clients.ts'
import type { Fault } from './faults.ts'
import type { Papers } from './papers.ts'
import type { Shape } from './scene.ts'
import type { Verdict } from './session.ts'

/** What to run. */
export interface RunOptions {
  readonly faults: readonly Fault[]
  readonly client: ClientKind
  readonly papers: Papers
  readonly sessions: number
  readonly shape: Shape
  /** Seed of the first session; the others count on. */
  readonly seed: number
  readonly onFault?: (sum: FaultSum) => void
}

/** The sessions of one fault. */
export interface FaultSum {
  readonly fault: Fault
  readonly sessions: number
  readonly requests: number
  readonly answered: number
  readonly unsent: number
  readonly unknown: number
  readonly failed: number
  readonly givenUp: number
  readonly connections: number
  /** Sessions with a violation, by their seeds. */
  readonly bad: readonly { readonly seed: number; readonly violations: readonly Violation[] }[]
  readonly recoveryMsMax: number | undefined
  readonly deathMsMax: number | undefined
  readonly tookMs: number
}

/** Side by side in real time. */
const SIDE_BY_SIDE = 25

/** Plays every fault; a session that throws is a defect of the laboratory and ends the run. */
export async function runFaults(options: RunOptions): Promise<readonly FaultSum[]> {
  const sums: FaultSum[] = []
  for (const fault of options.faults) {
    const startMs = performance.now()
    const verdicts = await playAll(fault, options)
    const sum = sumOf(fault, verdicts, performance.now() - startMs)
    options.onFault?.(sum)
    sums.push(sum)
  }
  return sums
}

async function playAll(
  fault: Fault,
  { client, papers, sessions, seed, shape }: RunOptions,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < sessions) {
      const own = seed + next
      next += 1
      verdicts.push(await fault.play({ client, papers, seed: own, shape }))
    }
  }
  await Promise.all(Array.from({ length: client.takesClock ? 1 : SIDE_BY_SIDE }, worker))
  return verdicts
}

function sumOf(fault: Fault, verdicts: readonly Verdict[], tookMs: number): FaultSum {
  const sum = (value: (verdict: Verdict) => number): number => verdicts.reduce((all, one) => all + value(one), 0)
  const worst = (value: (verdict: Verdict) => number | undefined): number | undefined => {
    const values = verdicts.map(value).filter(one => one !== undefined)
    return values.length === 0 ? undefined : Math.max(...values)
  }
  return {
    fault,
    sessions: verdicts.length,
    requests: sum(({ requests }) => requests),
    answered: sum(({ answered }) => answered),
    unsent: sum(({ unsent }) => unsent),
    unknown: sum(({ unknown }) => unknown),
    failed: sum(({ failed }) => failed),
    givenUp: sum(({ givenUp }) => givenUp),
    connections: sum(({ connections }) => connections),
    bad: verdicts.filter(({ violations }) => violations.length > 0).sort((one, other) => one.seed - other.seed),
    recoveryMsMax: worst(({ recoveryMs }) => recoveryMs),
    deathMsMax: worst(({ deathMs }) => deathMs),
    tookMs,
  }
}
