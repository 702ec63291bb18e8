// Puts together who may work at the server: what remembers sessions and keys, and the one log that is written to.
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Random } from '../base/random.ts'
import { type AuditLog, createAuditLog } from '../flows/access/audit-log.ts'
import { createOperators, type Operators } from '../flows/access/operators.ts'
import type { Bus } from '../ports/bus.ts'
import type { Store } from '../ports/store.ts'

/** What every way in shares. */
export interface Access {
  readonly operators: Operators
  readonly audit: AuditLog
}

/** Makes it; one per process. */
export function createAccess(deps: {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}): Access {
  return { operators: createOperators(deps), audit: createAuditLog(deps) }
}
