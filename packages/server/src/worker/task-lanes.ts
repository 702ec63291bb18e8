// The lanes of tasks, apart from those of single pushes, which they never delay: one walks over audiences, one over parts of those that
// several processes walk, and one begins pages that waited for their notifier.
import type { Scope } from '../base/scope.ts'
import type { Task } from '../domain/task.ts'
import type { PageInFlight } from '../flows/push/in-flight.ts'
import { type SendDeps, sendPages } from '../flows/push/send.ts'
import { type BeginWaitingDeps, beginWaiting } from '../flows/task/begin-waiting.ts'
import type { TaskRoom } from '../flows/task/room.ts'
import { type WalkDeps, walkLeaseUntil, walkPart, walkTask } from '../flows/task/walk.ts'
import type { Bus } from '../ports/bus.ts'
import type { Leased, Store, TaskPart } from '../ports/store.ts'
import { type Claimed, type Lane, type LaneLimits, startLane } from './lane.ts'
import { keepHeapSmall } from './young-objects.ts'

/** What both lanes use. */
export interface TaskLaneDeps
  extends Omit<SendDeps, 'store' | 'channels' | 'bus' | 'slots'>,
    Omit<WalkDeps, 'store' | 'channels' | 'bus' | 'send' | 'slots'>,
    Omit<BeginWaitingDeps, 'store' | 'channels' | 'bus' | 'slots'> {
  readonly store: Store
  readonly channels: SendDeps['channels'] & WalkDeps['channels']
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>
  readonly slots: TaskRoom
  readonly scope: Scope
  /** Aborts open sends; fires after the scope has had its time to drain. */
  readonly cutOff: AbortSignal
}

/** Tasks walked at a time in one process, one claim each, because a walk may take hours. */
const walkLimits: LaneLimits = { batchMax: 1, openMax: 16, pollMs: 1_000 }
/** Deliveries of waiting pages that one process has open, and how often it looks for them. */
const waitingLimits: LaneLimits = { batchMax: 4_096, openMax: 8_192, pollMs: 500 }
/** Waiting pages of one look. */
const waitingPagesMax = 16

/** Starts the lanes; they stop with the scope. */
export function startTaskLanes(deps: TaskLaneDeps): void {
  const send = (pages: readonly PageInFlight[]): Promise<void> => sendPages(deps, pages, deps.cutOff)
  const walking: Lane = startLane<Leased<Task>>(
    deps,
    {
      name: 'task',
      claim: limit => claimTasks(deps, limit),
      async work(tasks) {
        using _small = keepHeapSmall()
        for (const task of tasks) await walkTask({ ...deps, send }, task, deps.scope.signal)
      },
    },
    walkLimits,
  )
  const sharing = deps.sharing ? startPartLane({ ...deps, send }) : undefined
  const waiting: Lane = startLane<PageInFlight>(
    deps,
    { name: 'task page', claim: () => claimWaiting(deps), work: pages => send(pages) },
    waitingLimits,
  )
  const stop = deps.bus.subscribe('task.due', () => {
    walking.wake()
    sharing?.wake()
    waiting.wake()
  })
  deps.scope.signal.addEventListener('abort', stop, { once: true })
}

async function claimTasks(deps: TaskLaneDeps, limit: number): Promise<Claimed<Leased<Task>>> {
  const { tasks } = deps.store.tables
  const [items] = await deps.store.commit([tasks.claim(deps.clock.now(), walkLeaseUntil(deps), limit)])
  return { items, size: items.length, isMore: items.length === limit }
}

/** One part of a task at a time, so that other processes find theirs. */
function startPartLane(deps: TaskLaneDeps & WalkDeps): Lane {
  const under = new Set<bigint>()
  return startLane<Leased<TaskPart>>(
    deps,
    {
      name: 'task part',
      async claim(limit) {
        const claim = deps.store.tables.taskParts.claim(deps.clock.now(), walkLeaseUntil(deps), limit, [...under])
        const [items] = await deps.store.commit([claim])
        for (const { item } of items) under.add(item.taskId)
        return { items, size: items.length, isMore: items.length === limit }
      },
      async work(parts) {
        using _small = keepHeapSmall()
        for (const part of parts) {
          await walkPart(deps, part, deps.scope.signal).finally(() => under.delete(part.item.taskId))
        }
      },
    },
    walkLimits,
  )
}

async function claimWaiting(deps: TaskLaneDeps): Promise<Claimed<PageInFlight>> {
  // What waits for a notifier without room is not even read: there may be thousands of its pages.
  const found = await deps.store.tables.pages.waiting(deps.clock.now(), waitingPagesMax, deps.slots.full())
  const items = found.length > 0 ? await beginWaiting(deps, found) : []
  const size = items.reduce((sum, { page }) => sum + page.deliveries.length, 0)
  return { items, size, isMore: found.length === waitingPagesMax }
}
