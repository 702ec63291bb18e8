import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { type Failpoint, failpoints } from '../packages/server/src/base/failpoint.ts'
import { reportLines } from './audit.ts'
import { type LabResult, runLab } from './lab/lab.ts'
import type { Cycle, Engine } from './lab/plan.ts'

const seed = 20_260_707

/** Every named place once, and every other way to end. */
const sqliteCycles: readonly Cycle[] = [
  ...failpoints.map((place): Cycle => ({ kind: 'failpoint', place, hit: 1 })),
  { kind: 'kill', afterMs: 700 },
  { kind: 'second', afterMs: 100 },
  { kind: 'kill', afterMs: 250 },
  { kind: 'stop', afterMs: 500 },
]

const postgresCycles: readonly Cycle[] = [
  { kind: 'failpoint', place: 'accept.after-commit', hit: 2 },
  { kind: 'failpoint', place: 'attempt.recorded', hit: 1 },
  { kind: 'database', afterMs: 400 },
  { kind: 'failpoint', place: 'attempt.answered', hit: 1 },
  { kind: 'failpoint', place: 'outcome.committed', hit: 1 },
  { kind: 'kill', afterMs: 600 },
  { kind: 'stop', afterMs: 400 },
]

/** The lives with which a fault is proved, and the invariants that it threatens (reliability §1.3). */
interface Proof {
  readonly title: string
  readonly isMeant: (cycle: Cycle) => boolean
  readonly invariants: readonly string[]
}

const at =
  (...places: readonly Failpoint[]) =>
  (cycle: Cycle): boolean =>
    cycle.kind === 'failpoint' && places.includes(cycle.place)
const by =
  (kind: Cycle['kind']) =>
  (cycle: Cycle): boolean =>
    cycle.kind === kind

const proofs: readonly Proof[] = [
  {
    title: 'F01: killed before the commit of an accept, a request has no row or all of them',
    isMeant: at('accept.before-commit'),
    invariants: ['I1', 'I15'],
  },
  {
    title: 'F02, F03: killed after the commit and before the answer, a repeat with the key finds the one truth',
    isMeant: at('accept.after-commit'),
    invariants: ['I1', 'I2', 'I15'],
  },
  {
    title: 'F04: killed while planning, the push is planned again and sent once',
    isMeant: at('push.claimed', 'push.planned'),
    invariants: ['I2', 'I4'],
  },
  {
    title: 'F05: killed between the attempt row and the bytes, a second send is possible and admitted',
    isMeant: at('attempt.recorded'),
    invariants: ['I2', 'I4'],
  },
  {
    title: 'F06: killed while the vendor has the request, there is one outcome and the same id both times',
    isMeant: at('attempt.handed-over'),
    invariants: ['I2', 'I4'],
  },
  {
    title: 'F07: killed after the answer and before its commit, there is one outcome and one callback per rule',
    isMeant: at('attempt.answered'),
    invariants: ['I2', 'I3', 'I4'],
  },
  {
    title: 'F08: killed after the outcome and before its callback, the callback comes and nothing is sent again',
    isMeant: at('outcome.committed'),
    invariants: ['I3', 'I4'],
  },
  {
    title: 'F09: killed around a callback, it comes at least once, with the same id and bytes, well signed',
    isMeant: at('callback.claimed', 'callback.answered', 'callback.recorded'),
    invariants: ['I3', 'I10'],
  },
  {
    title: 'F18, short: killed at random under mixed load, nothing promised is lost',
    isMeant: by('kill'),
    invariants: ['I1', 'I2', 'I3', 'I4', 'I10', 'I15', 'I17'],
  },
  {
    title: 'F19: SIGTERM under load ends with 0 within ten seconds and repeats nothing',
    isMeant: by('stop'),
    invariants: ['I2', 'I4'],
  },
  {
    title: 'F20: a second process on the same file is refused, and the first goes on',
    isMeant: by('second'),
    invariants: ['I1', 'I2'],
  },
  {
    title: 'F35: PostgreSQL killed under load loses nothing that was acknowledged',
    isMeant: by('database'),
    invariants: ['I1', 'I2', 'I15'],
  },
]

for (const [engine, cycles] of [
  ['sqlite', sqliteCycles],
  ['postgres', postgresCycles],
] as const) {
  describe(`the kill lab on ${engine}, seed ${seed}`, () => {
    let result: LabResult
    before(async () => {
      result = await run(engine, cycles)
    })
    for (const { title, isMeant, invariants } of proofs.filter(proof => cycles.some(proof.isMeant))) {
      test(title, () => {
        const lives = result.lives.filter(life => isMeant(life.cycle))
        assert.equal(lives.length, cycles.filter(isMeant).length)
        assert.deepEqual(
          lives.flatMap(life => life.problem ?? []),
          [],
        )
        assertProved(result, invariants)
      })
    }
    test('every death was as planned, everything drained, and the whole audit is clean', () => {
      assert.deepEqual(result.problems, [])
      assertProved(result, ['I1', 'I2', 'I3', 'I4', 'I10', 'I15', 'I17'])
      assert.equal(result.isClean, true)
    })
  })
}

test('F19: stopped again and again under load, with vendors that do their work, nothing is sent twice and no lease is left behind', async () => {
  const cycles: readonly Cycle[] = [400, 900].map(afterMs => ({ kind: 'stop', afterMs }))
  const untilMs = Number.POSITIVE_INFINITY
  const lab = { engine: 'sqlite', seed, cycles, auditEvery: cycles.length, withFaults: false, untilMs } as const
  const { problems, isClean, rounds, directory } = await runLab(lab)
  assert.deepEqual(problems, [])
  assert.equal(isClean, true, `evidence in ${directory}`)
  const { ambiguous, repeated, drainMs } = rounds[0] ?? {}
  assert.deepEqual({ ambiguous, repeated }, { ambiguous: 0, repeated: 0 })
  assert.ok(Number(drainMs) < leaseMsMin, `${drainMs} ms: somebody waited for a lease`)
})

/** The shortest lease of an attempt or a callback (flows/push/in-flight.ts); a retry of a callback takes 6 s. */
const leaseMsMin = 60_000

async function run(engine: Engine, cycles: readonly Cycle[]): Promise<LabResult> {
  const untilMs = Number.POSITIVE_INFINITY
  return await runLab({ engine, seed, cycles, auditEvery: cycles.length, withFaults: true, untilMs })
}

/** The checks of these invariants had something to look at, and found nothing. */
function assertProved({ rounds, directory }: LabResult, invariants: readonly string[]): void {
  const [round] = rounds
  assert.ok(round, 'nothing was audited')
  const checks = round.report.checks.filter(check => invariants.includes(check.invariant))
  const failed = checks.filter(check => check.offenders.length > 0 || check.checked === 0)
  assert.deepEqual(reportLines({ checks: failed, isClean: false }), [], `evidence in ${directory}`)
}
