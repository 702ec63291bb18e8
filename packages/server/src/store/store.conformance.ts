// What every engine's store does, as a suite that each engine's test registers.
import { test } from 'node:test'
import type { Store } from '../ports/store.ts'
import { accessCases } from './conformance/access.ts'
import { appCases } from './conformance/apps.ts'
import { backlogCases } from './conformance/backlog.ts'
import { bindingCases } from './conformance/bindings.ts'
import { callbackDeskCases } from './conformance/callback-desk.ts'
import { callbackStorageCases } from './conformance/callback-storage.ts'
import { callbackCases } from './conformance/callbacks.ts'
import { callCases } from './conformance/calls.ts'
import type { Case } from './conformance/case.ts'
import { chatDeviceCases } from './conformance/chat-devices.ts'
import { commitCases } from './conformance/commits.ts'
import { conversationCases } from './conformance/conversations.ts'
import { counterCases } from './conformance/counters.ts'
import { deliveryCases } from './conformance/deliveries.ts'
import { failureCases } from './conformance/failures.ts'
import { groupCases } from './conformance/groups.ts'
import { handoverCases } from './conformance/handovers.ts'
import { historyCases } from './conformance/history.ts'
import { holdCases } from './conformance/holds.ts'
import { labelCases } from './conformance/labels.ts'
import { leaseCases } from './conformance/leases.ts'
import { lookupCases } from './conformance/lookups.ts'
import { minuteCases } from './conformance/minutes.ts'
import { nodeCases } from './conformance/nodes.ts'
import { notifierHealthCases } from './conformance/notifier-health.ts'
import { notifierPaceCases } from './conformance/notifier-paces.ts'
import { overviewCases } from './conformance/overview.ts'
import { pageCases } from './conformance/pages.ts'
import { peopleCases } from './conformance/people.ts'
import { pushResourceCases } from './conformance/push-resources.ts'
import { quotaCases } from './conformance/quotas.ts'
import { rateCallCases } from './conformance/rate-calls.ts'
import { receiptCases } from './conformance/receipts.ts'
import { requestCases } from './conformance/requests.ts'
import { taskDeskCases } from './conformance/task-desk.ts'
import { taskLimitCases } from './conformance/task-limits.ts'
import { taskPartCases } from './conformance/task-parts.ts'
import { taskReportCases } from './conformance/task-reports.ts'
import { taskCases } from './conformance/tasks.ts'
import { templateCases } from './conformance/templates.ts'
import { timelineCases } from './conformance/timeline.ts'
import { userSettingCases } from './conformance/user-settings.ts'
import { userCases } from './conformance/users.ts'

const cases = [
  ...commitCases,
  ...leaseCases,
  ...deliveryCases,
  ...backlogCases,
  ...pageCases,
  ...failureCases,
  ...peopleCases,
  ...bindingCases,
  ...userCases,
  ...userSettingCases,
  ...labelCases,
  ...quotaCases,
  ...rateCallCases,
  ...templateCases,
  ...appCases,
  ...notifierHealthCases,
  ...notifierPaceCases,
  ...callbackCases,
  ...callbackStorageCases,
  ...callbackDeskCases,
  ...counterCases,
  ...requestCases,
  ...receiptCases,
  ...taskCases,
  ...taskLimitCases,
  ...taskPartCases,
  ...taskReportCases,
  ...taskDeskCases,
  ...timelineCases,
  ...conversationCases,
  ...groupCases,
  ...handoverCases,
  ...chatDeviceCases,
  ...historyCases,
  ...holdCases,
  ...pushResourceCases,
  ...callCases,
  ...accessCases,
  ...minuteCases,
  ...nodeCases,
  ...overviewCases,
  ...lookupCases,
]

/** Registers the suite, or what is chosen of it; `open` gives a store over an empty database, closed by the suite. */
export function storeConformance(
  engine: string,
  open: () => Promise<Store>,
  chosen: readonly Pick<Case, 'name' | 'run'>[] = cases,
): void {
  for (const { name, run } of chosen) {
    test(`${engine}: ${name}`, async () => {
      await using store = await open()
      await run(store)
    })
  }
}
