// What a device reports of notifications: they arrived, or were tapped. Kept as a vendor's report would be, so that it stands in the
// trace and counts once per delivery, whoever reports it first. What is not the caller's own changes nothing.
import { type AppId, type DeviceId, type MsgId, msgIdOf, type NotifierName, type UserId } from '@posthouse/protocol'
import type { Params } from '@posthouse/protocol/frames'
import type { Clock } from '../../base/clock.ts'
import type { Ids } from '../../base/ids.ts'
import { onlineProvider } from '../../domain/online-outcome.ts'
import { appReceipt } from '../../domain/receipt.ts'
import type { SessionCaller } from '../../ports/methods.ts'
import type { Store, Write } from '../../ports/store.ts'
import { onlineReceiptsOf, type SoughtDelivery, soughtReceipts } from '../trace/receipt-lines.ts'

/** What reporting uses. */
export interface ReportDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly ids: Ids
  readonly clock: Pick<Clock, 'now'>
}

type Report = Params<'push.report'>['reports'][number]
type Caller = Pick<SessionCaller, 'app' | 'user' | 'deviceId'>

/** Pushes that one report is about: as many as a message is handed over, for one user. */
const pushesMax = 20

/** Resolves once what is new is durable. A report that names nothing of the caller's is no error: the push may be forgotten. */
export async function reportPushes(deps: ReportDeps, caller: Caller, reports: readonly Report[]): Promise<void> {
  const writes: Write<unknown>[] = []
  for (const report of reports) {
    for (const id of await reportedPushes(deps, caller, report)) {
      for (const delivery of await deliveriesOn(deps, caller, id))
        writes.push(...receiptOf(deps, caller, report, delivery))
    }
  }
  if (writes.length > 0) await deps.store.commit(writes)
}

async function reportedPushes(
  { store: { tables } }: ReportDeps,
  { app, user }: Caller,
  { subjectId, pushId, taskId }: Report,
): Promise<readonly MsgId[]> {
  if (subjectId !== undefined) {
    return (await tables.pushes.ofSubject(app.id, subjectId, user, pushesMax)).map(({ id }) => id)
  }
  const id = pushId === undefined ? undefined : msgIdOf(pushId)
  const push = id === undefined ? undefined : await tables.pushes.find(app.id, id)
  if (push) return push.target === user ? [push.id] : []
  return taskId === undefined ? [] : ofTask(tables, app.id, taskId, user)
}

async function ofTask(tables: Store['tables'], appId: AppId, taskId: string, user: UserId): Promise<readonly MsgId[]> {
  const id = msgIdOf(taskId)
  return id === undefined ? [] : tables.taskReports.pushesTo(appId, id, user)
}

/** Deliveries that a vendor accepted for the caller's device, and those that the online channel took. */
async function deliveriesOn(
  { store: { tables } }: ReportDeps,
  { app, user, deviceId }: Caller,
  pushId: MsgId,
): Promise<readonly SoughtDelivery[]> {
  const records = await tables.deliveries.ofPush(app.id, pushId)
  const attempts = await tables.attempts.ofPush(app.id, pushId)
  const ofVendor = soughtReceipts(records, attempts).filter(one => one.deviceId === (deviceId as DeviceId))
  return [...ofVendor, ...onlineReceiptsOf(records, user)]
}

function receiptOf(
  { store: { tables }, ids, clock }: ReportDeps,
  { app }: Caller,
  { event, atMs }: Report,
  { notifierName, provider, vendorId, tokenFingerprint }: SoughtDelivery,
): readonly Write<unknown>[] {
  const receivedAtMs = clock.now()
  const receipt = appReceipt({ notifierName, vendorId, tokenFingerprint, fate: event, atMs, receivedAtMs })
  const isOnline = provider === onlineProvider
  return tables.receipts.record({
    ...{ appId: app.id, provider, id: ids.next(), receivedAtMs, receipts: [receipt] },
    notifierName: isOnline ? ('' as NotifierName) : notifierName,
  })
}
