// Rows of the record as facts: those that more than one laboratory reads.
import type { AttemptFact, CounterFact, CounterReasonFact, DeliveryFact, TaskCountFact, TaskFact } from './facts.ts'
import { members, present, type Row, text } from './reading.ts'

/** The statements whose rows the functions here take. */
export const rows = {
  delivery:
    'SELECT push_id, device_id, app_id, target, ways, shipment_id, attempts, due_at, status, reason, provider, device_token,' +
    ' possible_duplicate FROM delivery ORDER BY push_id, device_id',
  attempt:
    'SELECT push_id, device_id, number, started_at, ended_at, kind FROM attempt ORDER BY push_id, device_id, number',
  task: 'SELECT id, app_id, kind, state, notification, audience, walked FROM task ORDER BY id',
  taskCount: 'SELECT task_id, provider, measure, counted FROM task_count ORDER BY task_id, provider, measure',
  counter: 'SELECT app_id, day, provider, targeted, success, fail, error FROM counter ORDER BY app_id, day, provider',
  counterReason:
    'SELECT app_id, day, provider, reason, counted FROM counter_reason ORDER BY app_id, day, provider, reason',
} as const

/** From `task`. */
export function taskOf(row: Row): TaskFact {
  return {
    id: text(row['id']),
    appId: text(row['app_id']),
    kind: text(row['kind']),
    tag: text(members(row['notification'])['title']),
    state: text(row['state']),
    ...present('audience', row['audience'], Number),
    walked: Number(row['walked']),
  }
}

/** From `task_count`. */
export function taskCountOf(row: Row): TaskCountFact {
  return {
    taskId: text(row['task_id']),
    provider: text(row['provider']),
    measure: text(row['measure']),
    counted: Number(row['counted']),
  }
}

/** From `counter`. */
export function counterOf(row: Row): CounterFact {
  return {
    appId: text(row['app_id']),
    day: text(row['day']),
    provider: text(row['provider']),
    targeted: Number(row['targeted']),
    success: Number(row['success']),
    fail: Number(row['fail']),
    error: Number(row['error']),
  }
}

/** From `counter_reason`. */
export function counterReasonOf(row: Row): CounterReasonFact {
  return {
    appId: text(row['app_id']),
    day: text(row['day']),
    provider: text(row['provider']),
    reason: text(row['reason']),
    counted: Number(row['counted']),
  }
}

/** From `delivery`. */
export function deliveryOf(row: Row): DeliveryFact {
  const ways = members(row['ways']) as unknown as readonly { readonly deviceToken: string }[]
  const tokens = [row['device_token'], ...ways.map(way => way.deviceToken)].filter(token => typeof token === 'string')
  return {
    pushId: text(row['push_id']),
    deviceId: text(row['device_id']),
    appId: text(row['app_id']),
    target: text(row['target']),
    shipmentId: text(row['shipment_id']),
    tokens: [...new Set(tokens)],
    attempts: Number(row['attempts']),
    isWaiting: row['due_at'] !== null,
    ...present('status', row['status'], text),
    ...present('reason', row['reason'], text),
    ...present('provider', row['provider'], text),
    possibleDuplicate: Number(row['possible_duplicate'] ?? 0) === 1,
  }
}

/** From `attempt`. */
export function attemptOf(row: Row): AttemptFact {
  return {
    pushId: text(row['push_id']),
    deviceId: text(row['device_id']),
    number: Number(row['number']),
    startedAtMs: Number(row['started_at']),
    ...present('endedAtMs', row['ended_at'], Number),
    ...present('kind', row['kind'], text),
  }
}
