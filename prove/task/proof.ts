// The short forms of the task lab, as tests run them.
import assert from 'node:assert/strict'
import { reportLines } from '../audit.ts'
import type { Engine } from '../lab/plan.ts'
import { runTaskLab, type TaskLabResult } from './lab.ts'
import type { Kill } from './plan.ts'

/** Most time of one of them, ms. */
const walkMsMax = 90_000

/** Runs it; throws unless every kill happened as planned and the audit found nothing. */
export async function proveWalk(engine: Engine, users: number, kills: readonly Kill[]): Promise<TaskLabResult> {
  const result = await runTaskLab({ engine, users, kills, untilMs: performance.now() + walkMsMax })
  const { problems, report, directory } = result
  assert.deepEqual(problems, [])
  const failed = report.checks.filter(check => check.offenders.length > 0 || check.checked === 0)
  assert.deepEqual(reportLines({ checks: failed, isClean: false }), [], `evidence in ${directory}`)
  return result
}
