// What failed, device by device and newest first. Rows know their reason by an index of their own; what tasks skipped lies in pages. Each
// place is looked through as far as one answer may look, and an answer ends where the first of them was left.
import type { AppId, DeviceId, MsgId, PushStatus } from '@posthouse/protocol'
import { idFloor } from '../../base/ids.ts'
import { nextTurn } from '../../base/turn.ts'
import { failureCodes, type ReasonCode } from '../../domain/reason.ts'
import type { DeliveryPlace, Failure, Store } from '../../ports/store.ts'

/** Which failures are meant; every given member must match. */
export interface FailureFilter {
  readonly reason?: ReasonCode
  readonly provider?: string
  readonly status?: Exclude<PushStatus, 'success'>
  /** Of pushes accepted at or after, before; epoch ms. */
  readonly fromMs?: number
  readonly untilMs?: number
}

/** A failure with what its push was called. */
export interface TitledFailure extends Failure {
  readonly title: string
}

/** Some of them. */
export interface FailurePage {
  readonly failures: readonly TitledFailure[]
  /** Where it goes on; absent at the end. */
  readonly next: DeliveryPlace | undefined
}

/** Rows that are looked at per reason and round. */
const rowsMax = 200
/** Rounds of one answer. */
const roundsMax = 5
/** Above every id. */
const idMax = 2n ** 62n

/** At most `limit` failures before a place. Fewer than `limit` with a `next`: nothing more was found in what was looked at. */
export async function failuresOf(
  { store }: { readonly store: Pick<Store, 'tables'> },
  appId: AppId,
  filter: FailureFilter,
  after: DeliveryPlace | undefined,
  limit: number,
): Promise<FailurePage> {
  const fromId = filter.fromMs === undefined ? 0n : idFloor(filter.fromMs)
  const untilId = filter.untilMs === undefined ? idMax : idFloor(filter.untilMs)
  let before: DeliveryPlace = after ?? { pushId: untilId as MsgId, deviceId: '' as DeviceId }
  const found: Failure[] = []
  for (let round = 0; round < roundsMax && found.length < limit; round += 1) {
    const { failures, lookedTo } = await lookOnce(store, appId, filter, { before, fromId, limit })
    found.push(...failures)
    if (!lookedTo) return { failures: await titled(store, appId, found.slice(0, limit)), next: nextOf(found, limit) }
    before = lookedTo
    await nextTurn()
  }
  const isFull = found.length > limit
  return {
    failures: await titled(store, appId, found.slice(0, limit)),
    next: isFull ? found[limit - 1] : before,
  }
}

function nextOf(found: readonly Failure[], limit: number): DeliveryPlace | undefined {
  return found.length > limit ? found[limit - 1] : undefined
}

interface Looked {
  /** Newest first. */
  readonly failures: readonly Failure[]
  /** Everything before it is still to be looked at; undefined when nothing is left. */
  readonly lookedTo: DeliveryPlace | undefined
}

async function lookOnce(
  { tables }: Pick<Store, 'tables'>,
  appId: AppId,
  { reason, provider, status }: FailureFilter,
  range: { readonly before: DeliveryPlace; readonly fromId: bigint; readonly limit: number },
): Promise<Looked> {
  const reasons = reason === undefined ? failureCodes : [reason]
  // Where every row fits, no more are read than are shown, and one that tells that there are more.
  const isEach = provider === undefined && status === undefined
  const rowsWanted = isEach ? Math.min(rowsMax, range.limit + 1) : rowsMax
  const found: Failure[] = []
  let lookedTo: DeliveryPlace | undefined
  for (const code of reasons) {
    const rows = await tables.failures.ofReason(appId, code, range, rowsWanted)
    found.push(...rows)
    const last = rows.length === rowsWanted ? rows.at(-1) : undefined
    if (last) lookedTo = later(lookedTo, last)
  }
  const { before, fromId } = range
  // The push of the place itself may have more devices in its page.
  const skipped = await tables.failures.skippedByTasks(appId, reasons, { beforeId: before.pushId + 1n, fromId })
  found.push(...skipped.failures)
  if (skipped.sinceId > fromId)
    lookedTo = later(lookedTo, { pushId: skipped.sinceId as MsgId, deviceId: '' as DeviceId })
  const wanted = found.filter(
    one =>
      (status === undefined || one.status === status) &&
      (provider === undefined || one.provider === provider) &&
      newestFirst(before, one) < 0 &&
      (lookedTo === undefined || newestFirst(one, lookedTo) <= 0),
  )
  return { failures: wanted.toSorted(newestFirst), lookedTo }
}

function later(one: DeliveryPlace | undefined, other: DeliveryPlace): DeliveryPlace {
  return one === undefined || newestFirst(other, one) < 0 ? other : one
}

/** The order of the lists: of pushes, and of devices by their bytes as the record has them. */
function newestFirst(one: DeliveryPlace, other: DeliveryPlace): number {
  if (one.pushId !== other.pushId) return one.pushId > other.pushId ? -1 : 1
  return Buffer.compare(Buffer.from(other.deviceId), Buffer.from(one.deviceId))
}

async function titled(
  { tables }: Pick<Store, 'tables'>,
  appId: AppId,
  failures: readonly Failure[],
): Promise<readonly TitledFailure[]> {
  const inRows = failures.filter(({ taskId }) => taskId === undefined).map(({ pushId }) => pushId)
  const titles = new Map<bigint, string>()
  const pushes = inRows.length === 0 ? [] : await tables.pushes.findMany([...new Set(inRows)])
  for (const { id, notification } of pushes) titles.set(id, notification.title)
  for (const taskId of new Set(failures.map(failure => failure.taskId))) {
    const task = taskId === undefined ? undefined : await tables.tasks.find(appId, taskId)
    if (task) titles.set(task.id, task.notification.title)
  }
  return failures.map(failure => ({ ...failure, title: titles.get(failure.taskId ?? failure.pushId) ?? '' }))
}
