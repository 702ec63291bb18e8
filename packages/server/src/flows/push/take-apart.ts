// Taking apart what is recorded together, when its owner is gone or it cannot be done together: each part then goes its own way.
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import { type Page, pageAttempt } from '../../domain/page.ts'
import { type Task, taskPush } from '../../domain/task.ts'
import type { Bus } from '../../ports/bus.ts'
import type { FencedWrites, Leased, PushBatch, Store } from '../../ports/store.ts'

/** What taking apart uses. */
export interface TakeApartDeps {
  readonly store: Pick<Store, 'commitFenced' | 'tables'>
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Clock
  readonly log: Log
}

/** Times that a batch was left before it is taken apart; a restart counts twice. */
const epochTogetherMax = 6

/** Each delivery of the pages gets its own row, due now, with the open attempt that nobody knows the end of (F05–F07). */
export async function takePagesApart(deps: TakeApartDeps, pages: readonly Leased<Page>[]): Promise<void> {
  if (pages.length === 0) return
  const { tables } = deps.store
  const nowMs = deps.clock.now()
  const tasks = await tasksOf(deps.store, pages)
  const units = pages.map(({ item: page, epoch }): FencedWrites => {
    const task = page.taskId === undefined ? undefined : tasks.get(page.taskId)
    const writes = page.deliveries.flatMap(delivery => [
      ...(task ? [tables.pushes.insertOfTask(taskPush(task, delivery.pushId, delivery.target))] : []),
      tables.deliveries.insertWaiting(delivery, page.startedAtMs, nowMs),
      tables.attempts.started(page.appId, pageAttempt(page, delivery, undefined)),
    ])
    return { fence: tables.pages.takenApart(page.id, epoch), writes }
  })
  await deps.store.commitFenced(units)
  deps.bus.publish({ kind: 'delivery.due' })
}

async function tasksOf(
  { tables }: Pick<Store, 'tables'>,
  pages: readonly Leased<Page>[],
): Promise<ReadonlyMap<bigint, Task>> {
  const tasks = new Map<bigint, Task>()
  for (const { item } of pages) {
    if (item.taskId === undefined || tasks.has(item.taskId)) continue
    const task = await tables.tasks.find(item.appId, item.taskId)
    if (task) tasks.set(task.id, task)
  }
  return tasks
}

/** The batches that may be planned together; the others are taken apart, for one of their pushes may be what they were left for. */
export async function takeBatchesApart(
  deps: TakeApartDeps,
  batches: readonly PushBatch[],
): Promise<readonly PushBatch[]> {
  const isSuspect = ({ epoch, pushIds }: PushBatch): boolean => epoch > epochTogetherMax && pushIds.length > 1
  const suspects = batches.filter(isSuspect)
  if (suspects.length === 0) return batches
  deps.log.error('push.batch_taken_apart', { batches: suspects.length })
  const nowMs = deps.clock.now()
  await deps.store.commitFenced(suspects.map(batch => deps.store.tables.pushes.takenApart(batch, nowMs)))
  deps.bus.publish({ kind: 'push.accepted' })
  return batches.filter(batch => !isSuspect(batch))
}
