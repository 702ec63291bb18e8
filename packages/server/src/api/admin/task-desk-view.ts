// What the operator sees of an estimate and of a task's failures: plain members, providers and reasons by name, ids as texts.
import type { EndpointReply, taskAdminEndpoints } from '@posthouse/protocol'
import { reasonOf } from '../../domain/reason.ts'
import type { NotifierNeed, TaskEstimate } from '../../flows/task/estimate.ts'
import type { TaskFailure } from '../../flows/task/failures.ts'

type EstimateView = EndpointReply<typeof taskAdminEndpoints.taskEstimate>
type FailureView = EndpointReply<typeof taskAdminEndpoints.taskFailures>['failures'][number]

/** An estimate. */
export function estimateView({ lastTask, expected, needs, durationMs, ...rest }: TaskEstimate): EstimateView {
  const { users, basis, usersLookedAt, room } = rest
  return {
    ...{ users, basis, usersLookedAt, room: { ...room } },
    ...(lastTask && { basedOnTask: { taskId: lastTask.id, startedAt: lastTask.startedAtMs ?? lastTask.startAtMs } }),
    devices: needs.reduce((sum, { devices }) => sum + devices, 0),
    online: expected.online,
    notifiers: needs.map(needView),
    skipped: [...expected.skipped]
      .map(([reason, count]) => ({ reason, count, text: { ...reasonOf(reason).text } }))
      .toSorted((one, other) => other.count - one.count),
    ...(durationMs === undefined ? {} : { durationMs }),
  }
}

function needView({
  notifier,
  devices,
  pausedUntilMs,
  acceptedToday,
}: NotifierNeed): EstimateView['notifiers'][number] {
  const { name, provider, state } = notifier
  const needed = { name, provider, devices, acceptedToday }
  if (pausedUntilMs === undefined || state.kind !== 'paused') return { ...needed, state: 'enabled' }
  return { ...needed, state: 'paused', pausedUntil: pausedUntilMs, pausedBecause: state.why }
}

/** A reason with its words. */
export function failureView({ reason, status, count, byProvider, examples }: TaskFailure): FailureView {
  const { text, fix } = reasonOf(reason)
  return {
    ...{ reason, status, count, text, fix },
    byProvider: Object.fromEntries([...byProvider].map(([provider, counted]) => [provider || 'none', counted])),
    examples: examples.map(String),
  }
}
