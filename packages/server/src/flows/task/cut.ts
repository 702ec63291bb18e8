// Cutting a large task into parts, where there are several processes to walk it. Parts are stretches of the users in order of name, so that
// each has a cursor of its own and nobody is in two. A task that is small, paced, or the only process's stays whole.
import type { UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import type { Task } from '../../domain/task.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Leased, Store, TaskPart } from '../../ports/store.ts'

/** What cutting uses. */
export interface CutDeps {
  readonly store: Pick<Store, 'commitFenced' | 'tables'>
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Clock
  readonly sharing?: Sharing | undefined
}

/** When a task is shared. */
export interface Sharing {
  /** Processes that walk tasks, as far as is known now. */
  workers(): number
  /** Users that are left of a task, below which sharing is not worth its while. */
  readonly usersMin: number
}

/** Sharing from a walk of seconds on: one process goes over 20,000 users a second or so. */
export const sharedUsersMin = 50_000
/** Parts per process: who is done with one takes the next, so a slow process keeps nobody waiting for long. */
const partsPerWorker = 4
/** Larger parts would leave nothing to a process that comes later. */
const partUsersMax = 250_000
/** Rows of one task. */
const partsMax = 64

/**
 * Cuts a task that is held, if it is one to be shared; whoever looks for parts then finds them. False where the task stays whole, also
 * because `signal` aborted; true also where it turned out to be somebody else's. `renew` renews the lease: where to cut is
 * found by reading the index once, which takes seconds where there are tens of millions.
 */
export async function cutTask(
  deps: CutDeps,
  { item: task, epoch }: Leased<Task>,
  renew: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  const count = partCount(task, deps.sharing)
  if (count < 2) return false
  const stretch = Math.ceil(usersLeft(task) / count)
  const ends: UserId[] = []
  while (ends.length < count - 1) {
    const end = await deps.store.tables.taskParts.userAt(task.appId, ends.at(-1) ?? task.cursor, stretch - 1)
    if (signal.aborted) return false
    if (!(await renew())) return true
    // There are fewer than when they were counted.
    if (end === undefined) break
    ends.push(end)
  }
  const parts = partsOf(task, ends)
  await deps.store.commitFenced([deps.store.tables.taskParts.cut(task.appId, task.id, epoch, parts, deps.clock.now())])
  deps.bus.publish({ kind: 'task.due' })
  return true
}

/** Below 2: it stays whole. Lists and labels have few users by their limits. */
function partCount(task: Task, sharing: Sharing | undefined): number {
  if (!sharing || task.kind !== 'all' || task.pacePerMinute !== undefined) return 1
  const left = usersLeft(task)
  const workers = sharing.workers()
  if (workers < 2 || left < sharing.usersMin) return 1
  return Math.min(partsMax, left, Math.max(workers * partsPerWorker, Math.ceil(left / partUsersMax)))
}

function usersLeft({ audience, walked }: Task): number {
  return (audience ?? 0) - walked
}

/** The last has no end: users who come while it is walked are gone over too. */
function partsOf({ appId, id: taskId, cursor }: Task, ends: readonly UserId[]): readonly TaskPart[] {
  return [...ends, undefined].map((last, part) => {
    const before = part === 0 ? cursor : ends[part - 1]
    return { appId, taskId, part, cursor: before ?? ('' as UserId), last }
  })
}
