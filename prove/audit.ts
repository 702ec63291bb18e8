// The audit program (reliability §1.2): reads what every side saw and says which invariants hold. It changes nothing and knows
// nothing of how the facts came about, so the same program judges a unit test, a kill lab and a running installation.
import { checkCallbacks, checkSignatures } from './audit/callbacks.ts'
import type { Check } from './audit/check.ts'
import type { Facts } from './audit/facts.ts'
import { checkOutcomes } from './audit/outcomes.ts'
import { checkAccepted, checkHonesty } from './audit/requests.ts'
import { checkSends } from './audit/sends.ts'
import { checkSums } from './audit/sums.ts'
import { checkTaskAnswers, checkTaskSums, checkWalks } from './audit/tasks.ts'

/** What the audit found. */
export interface AuditReport {
  readonly checks: readonly Check[]
  /** True when no check has an offender. */
  readonly isClean: boolean
}

/** Evaluates every invariant over loaded facts; pure. */
export function audit(facts: Facts): AuditReport {
  const checks = [
    ...checkAccepted(facts),
    ...checkOutcomes(facts),
    ...checkCallbacks(facts),
    ...checkSends(facts),
    ...checkSignatures(facts),
    ...checkHonesty(facts),
    ...checkSums(facts),
    ...checkTaskAnswers(facts),
    ...checkWalks(facts),
    ...checkTaskSums(facts),
  ]
  return { checks, isClean: checks.every(check => check.offenders.length === 0) }
}

/** Offenders named per check in a report; the rest is only counted. */
const namedMax = 10

/** One line per check, and the first offenders below it. */
export function reportLines({ checks }: AuditReport): readonly string[] {
  return checks.flatMap(({ invariant, statement, checked, offenders }) => {
    const mark = offenders.length > 0 ? 'FAIL' : checked === 0 ? 'none' : 'ok  '
    const head = `${mark} ${invariant.padEnd(4)} ${String(checked).padStart(7)}  ${statement}`
    const named = offenders.slice(0, namedMax).map(({ id, why }) => `       ${id}: ${why}`)
    const more = offenders.length > namedMax ? [`       and ${offenders.length - namedMax} more`] : []
    return [head, ...named, ...more]
  })
}
