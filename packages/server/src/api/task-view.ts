// A task as both interfaces show it.
import type { EndpointReply, taskEndpoints } from '@posthouse/protocol'
import type { TaskStatistics } from '../flows/task/statistics.ts'
import { viewOfSums } from './sums-view.ts'

/** The reply of the endpoints about one task. */
export type TaskView = EndpointReply<typeof taskEndpoints.taskGet>

/** Shows a task; `reports` says of which providers a vendor reports arrivals. */
export function viewOf({ task, ...sums }: TaskStatistics, reports: (provider: string) => boolean): TaskView {
  const { startedAtMs, finishedAtMs, audience, pacePerMinute } = task
  return {
    taskId: task.id,
    kind: task.kind,
    state: task.state,
    strategy: task.strategy,
    title: task.notification.title,
    labels: [...task.labels],
    ...(pacePerMinute === undefined ? {} : { pacePerMinute }),
    createdAt: task.createdAtMs,
    startAt: task.startAtMs,
    ...(startedAtMs === undefined ? {} : { startedAt: startedAtMs }),
    ...(finishedAtMs === undefined ? {} : { finishedAt: finishedAtMs }),
    ...(audience === undefined ? {} : { audience }),
    walked: task.walked,
    statistics: viewOfSums(sums, reports),
  }
}
