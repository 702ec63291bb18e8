// Which lives prove which faults, and the tests made from them: one lab per database, judged fault by fault (reliability §1.3).
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Failpoint } from '../../packages/server/src/base/failpoint.ts'
import { reportLines } from '../audit.ts'
import { type LabResult, runLab } from './lab.ts'
import type { Cycle, Engine } from './plan.ts'

/** Lives these cycles and tests each fault that they stand for. The seed is printed in the name. */
export function testLives(engine: Engine, seed: number, cycles: readonly Cycle[]): void {
  describe(`the kill lab on ${engine}, seed ${seed}`, () => {
    let result: LabResult
    before(async () => {
      const untilMs = Number.POSITIVE_INFINITY
      result = await runLab({ engine, seed, cycles, auditEvery: cycles.length, withFaults: true, untilMs })
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
    title:
      'F10, F11: killed at a step of a walk or at its end, a task goes over everybody once, and its sums are exact',
    isMeant: at('task.planned', 'task.recorded', 'task.walked'),
    invariants: ['I1', 'I2', 'I3', 'I4', 'I15', 'I17'],
  },
  {
    title: 'F16: out of memory under a flood it ends, and nothing that was promised is lost',
    isMeant: by('memory'),
    invariants: ['I1', 'I2', 'I3', 'I4', 'I15', 'I17'],
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
    title: 'F27: a flush that fails under load ends it, and rows whose commit "failed" are as true as all others',
    isMeant: cycle => cycle.kind === 'disk' && cycle.calls === 'flush',
    invariants: ['I1', 'I2', 'I15', 'I17'],
  },
  {
    title: 'F28: a read that fails under load ends it, and nothing false was told',
    isMeant: cycle => cycle.kind === 'disk' && cycle.calls === 'read',
    invariants: ['I1', 'I2', 'I15', 'I17'],
  },
  {
    title: 'F35: PostgreSQL killed under load loses nothing that was acknowledged',
    isMeant: by('database'),
    invariants: ['I1', 'I2', 'I15'],
  },
]

/** The checks of these invariants had something to look at, and found nothing. */
function assertProved({ rounds, directory }: LabResult, invariants: readonly string[]): void {
  const [round] = rounds
  assert.ok(round, 'nothing was audited')
  const checks = round.report.checks.filter(check => invariants.includes(check.invariant))
  const failed = checks.filter(check => check.offenders.length > 0 || check.checked === 0)
  assert.deepEqual(reportLines({ checks: failed, isClean: false }), [], `evidence in ${directory}`)
}
