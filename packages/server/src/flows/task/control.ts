// What may be done to a task that goes on: pause, resume, cancel, change its pace. Deliveries that were begun are not called back.
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import { type Task, type TaskOrder, taskOrders } from '../../domain/task.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Store } from '../../ports/store.ts'

/** What control uses. */
export interface ControlTaskDeps {
  readonly store: Pick<Store, 'commit' | 'commitFenced' | 'tables'>
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Clock
}

/** The task, or `resource_not_found`. */
export async function knownTask({ store }: Pick<ControlTaskDeps, 'store'>, app: App, id: bigint): Promise<Task> {
  const task = await store.tables.tasks.find(app.id, id)
  if (!task) throw new PosthouseError('resource_not_found', { what: `task ${id}` })
  return task
}

/** Carries out an order; resolves with the task after it. Throws `conflict` where its state does not allow it. */
export async function orderTask(deps: ControlTaskDeps, app: App, id: bigint, order: TaskOrder): Promise<Task> {
  await knownTask(deps, app, id)
  const { from, to } = taskOrders[order]
  const nowMs = deps.clock.now()
  const change = {
    state: to,
    dueAtMs: to === 'running' ? nowMs : undefined,
    finishedAtMs: to === 'cancelled' ? nowMs : undefined,
  }
  const { tasks, taskParts, pages } = deps.store.tables
  const interrupted = taskParts.interrupt(app.id, id, to === 'cancelled' ? undefined : nowMs)
  // What waits for a notifier that is paused till tomorrow should not look open till then.
  const writes = to === 'cancelled' ? [interrupted, pages.hasten(app.id, id, nowMs)] : [interrupted]
  const fence = tasks.setState(app.id, id, from, change)
  const [isChanged] = await deps.store.commitFenced([{ fence, writes }])
  // Looked at afterwards: of two who order at once, the other one's order is what stands in the way.
  const task = await knownTask(deps, app, id)
  if (!isChanged && task.state !== to)
    throw new PosthouseError('conflict', { reason: `the task is ${task.state}: it cannot ${order}` })
  if (to !== 'paused') deps.bus.publish({ kind: 'task.due' })
  return task
}

/** Changes how many deliveries may begin in a minute; undefined = as many as go. Throws `conflict` for a task that has ended. */
export async function paceTask(
  deps: ControlTaskDeps,
  app: App,
  id: bigint,
  pacePerMinute: number | undefined,
): Promise<Task> {
  await knownTask(deps, app, id)
  const [isChanged] = await deps.store.commit([deps.store.tables.tasks.setPace(app.id, id, pacePerMinute)])
  const task = await knownTask(deps, app, id)
  if (!isChanged) throw new PosthouseError('conflict', { reason: `the task is ${task.state}: it has no pace any more` })
  return task
}
