// A task: one notification for many users, now or later (seed 002; spec/easemob.md §6.5–6.11). What it is, what may be done to it, and
// how the seed counts it against an app's limits. Pure.
import { type AppId, type MsgId, minute, type UserId } from '@posthouse/protocol'
import type { Notification } from '@posthouse/vendors'
import { idTimeMs } from '../base/ids.ts'
import type { AppSettings } from './app.ts'
import type { LabelName } from './label.ts'
import { lifeMsOf, type Push, type Strategy } from './push.ts'
import type { Count, Measure } from './sums.ts'

/** Everybody of the app, the users who were named, or those who carry labels. */
export type TaskKind = 'all' | 'list' | 'label'

/** `scheduled`: its time has not come. `finished`: every user was gone over; outcomes may still be open. */
export type TaskState = (typeof taskStates)[number]

/** All of them. */
const taskStates = ['scheduled', 'running', 'paused', 'cancelled', 'finished'] as const

/** Whether a text names a state. */
export function isTaskState(text: string): text is TaskState {
  return (taskStates as readonly string[]).includes(text)
}

/** See the head of the file. */
export interface Task {
  readonly id: bigint
  readonly appId: AppId
  readonly kind: TaskKind
  readonly state: TaskState
  readonly strategy: Strategy
  readonly notification: Notification
  /** For `label`: it goes to the users who carry all of them. */
  readonly labels: readonly LabelName[]
  /** Most deliveries begun in a minute; absent = as fast as it goes. */
  readonly pacePerMinute: number | undefined
  readonly createdAtMs: number
  readonly startAtMs: number
  /** When its audience was fixed. */
  readonly startedAtMs: number | undefined
  /** When it was finished or cancelled. */
  readonly finishedAtMs: number | undefined
  /** How many users it goes to, as counted when it started. */
  readonly audience: number | undefined
  /** How many of them were gone over. */
  readonly walked: number
  /** The last of them. */
  readonly cursor: UserId | undefined
}

/** The push of a task to a user. When it was accepted follows from its id. */
export function taskPush(
  task: Pick<Task, 'id' | 'appId' | 'strategy' | 'notification'>,
  id: MsgId,
  target: UserId,
): Push {
  const acceptedAtMs = idTimeMs(id)
  const expiresAtMs = acceptedAtMs + lifeMsOf(task.notification)
  const { appId, strategy, notification, id: taskId } = task
  return { id, appId, target, source: 'task', strategy, notification, acceptedAtMs, expiresAtMs, taskId }
}

/** Most users of one list (spec/easemob.md §6.5). */
export const taskTargetsMax = 1_000

/** How long a task counts against the number of tasks created (seed 002). */
export const taskWindowMs: number = 5 * minute

/** An app's limits of tasks (seed 002). */
export function taskLimits({ tasks }: AppSettings): { readonly runningMax: number; readonly createdMax: number } {
  return { runningMax: tasks?.runningMax ?? 3, createdMax: tasks?.createdMax ?? 3 }
}

/**
 * How many of an app's tasks count as created lately, by the seed's counting: each counts for five minutes from its creation, started
 * or not; one to labels or a list no longer once it is finished.
 */
export function countedTasks(
  tasks: readonly Pick<Task, 'kind' | 'createdAtMs' | 'finishedAtMs'>[],
  nowMs: number,
): number {
  return tasks.filter(
    ({ kind, createdAtMs, finishedAtMs }) =>
      createdAtMs > nowMs - taskWindowMs && (kind === 'all' || finishedAtMs === undefined),
  ).length
}

/** What an operator may do to a task. */
export type TaskOrder = 'pause' | 'resume' | 'cancel'

/** The states in which an order changes something, and the state that it leads to. */
export const taskOrders = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  cancel: { from: ['scheduled', 'running', 'paused'], to: 'cancelled' },
} as const satisfies Readonly<Record<TaskOrder, { readonly from: readonly TaskState[]; readonly to: TaskState }>>

/** What is counted of a task. */
export type TaskMeasure = Exclude<Measure, 'fail'>

/** One count of a task. */
export type TaskCount = Count<TaskMeasure>
