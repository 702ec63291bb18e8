// The leases of all lanes, for the one moment when nobody can hold any: the start of a process that has the record alone (F20).
import type { LeaseTable } from '../../ports/store.ts'
import { releaseAll } from '../lease.ts'
import { writeTotal } from '../write.ts'

/** Named statements of this table. Each reads the rows that wait, by the index over `due_at`, once per start. */
export const leaseStatements = {
  // push_batch_due
  push: releaseAll('push_batch'),
  // delivery_due
  delivery: releaseAll('delivery'),
  // delivery_page_due
  page: releaseAll('delivery_page'),
  // callback_due
  callback: releaseAll('callback'),
  // call_due
  call: releaseAll('call'),
  // handover_due
  handover: releaseAll('handover'),
  // task_due
  task: releaseAll('task'),
  // task_part_due
  taskPart: releaseAll('task_part'),
}

/** The table, the same over every engine. */
export function leaseTable(): LeaseTable {
  return {
    releaseAll: nowMs => writeTotal(Object.values(leaseStatements).map(statement => ({ statement, values: [nowMs] }))),
  }
}
