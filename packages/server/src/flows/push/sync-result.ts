// The items of a sync answer (seed 002, spec/easemob.md §6.2): one per device, the vendor's own body passed through.
import type { Attempt, Outcome } from '../../domain/delivery.ts'
import { reasonOf } from '../../domain/reason.ts'
import type { DeliveryRecord } from '../../ports/store.ts'

/** One item of `data`. */
export interface SyncResult {
  readonly pushStatus: 'SUCCESS' | 'FAIL' | 'ERROR'
  /** The vendor's response; absent where no vendor was called. */
  readonly data?: unknown
  /** Why it failed; absent where a vendor accepted it. */
  readonly desc?: string
}

const statusNames = { success: 'SUCCESS', fail: 'FAIL', error: 'ERROR' } as const

/** One item per delivery, in the order of the devices. `attempts` are those of the same push. */
export function syncResults(records: readonly DeliveryRecord[], attempts: readonly Attempt[]): SyncResult[] {
  if (records.length === 0) return [{ pushStatus: 'ERROR', desc: 'the push is accepted and waits to be sent' }]
  return records.map(({ delivery, outcome }) => {
    if (!outcome) return { pushStatus: 'ERROR', desc: 'no result in time; the push goes on' }
    const last = attempts.findLast(attempt => attempt.deviceId === delivery.deviceId)
    return syncResult(outcome, last)
  })
}

function syncResult(outcome: Outcome, last: Attempt | undefined): SyncResult {
  const data = outcome.answer === undefined ? {} : { data: JSON.parse(outcome.answer) as unknown }
  const pushStatus = statusNames[outcome.status]
  if (outcome.reason === 'delivered-online') return { pushStatus, desc: 'success' }
  if (outcome.status === 'success') return { pushStatus, ...data }
  return { pushStatus, ...data, desc: describe(outcome, last) }
}

/** A vendor's refusal is described in the vendor's own words; everything else by the reason strings (spec/easemob.md §6.2). */
function describe(outcome: Outcome, last: Attempt | undefined): string {
  if (outcome.status === 'error') return outcome.errorMessage ?? reasonOf(outcome.reason).text.en
  if (outcome.reason === 'vendor-refused' && last?.end?.code) return last.end.code
  const reason = reasonOf(outcome.reason)
  return reason.desc ?? reason.detail
}
