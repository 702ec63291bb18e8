// Tasks: what clients were told of them (I1, I15), whether each user of an audience has one msg id and each device one delivery (I2),
// and whether what is counted of a task is the sum of its deliveries (I17).
import { type Check, examine } from './check.ts'
import { type DeliveryFact, deliveryKey, type Facts, type PushFact, type RequestFact, type TaskFact } from './facts.ts'
import { isAccepted, isOfTask, isRefused, requestId } from './requests.ts'

/** I1, I15: a request makes one task or none, and its answers say which. */
export function checkTaskAnswers({ requests: all, record }: Facts): readonly Check[] {
  const requests = all.filter(isOfTask)
  const byTag = Map.groupBy(record.tasks, task => task.tag)
  const groups = [...Map.groupBy(requests, request => request.tag)]
  const tagOf = ([tag]: readonly [string, unknown]): string => tag
  const keyed = groups.filter(([, same]) => same[0]?.key !== undefined)
  const remembered = new Set(record.keys.flatMap(key => (key.pushIds.length === 1 ? key.pushIds : [])))
  return [
    examine('I1', 'every task that was answered is recorded', requests.filter(isAccepted), requestId, request =>
      missingTask(request, byTag.get(request.tag) ?? []),
    ),
    examine('I15', 'a request for a task makes one or none, however often it was repeated', groups, tagOf, group =>
      miscreated(group[1], byTag.get(group[0]) ?? []),
    ),
    examine('I15', 'a keyed request for a task is remembered exactly when the task exists', keyed, tagOf, ([tag]) =>
      (byTag.get(tag) ?? []).every(task => remembered.has(task.id)) ? undefined : 'its task exists, its key does not',
    ),
    examine('I15', 'every task was asked for', record.tasks, taskId, ({ tag }) =>
      groups.some(([asked]) => asked === tag) ? undefined : 'no request in the journal carries this title',
    ),
  ]
}

/** I2, after the queues have drained: a walk leaves nobody out and nobody twice. */
export function checkWalks({ requests, record, homes }: Facts): readonly Check[] {
  const wanted = new Map(requests.filter(isOfTask).map(request => [request.tag, request.targets]))
  const pushes = record.pushes.filter(push => push.taskId !== undefined)
  const pushesOf = Map.groupBy(pushes, push => push.taskId ?? '')
  const deliveriesOf = Map.groupBy(record.deliveries, delivery => delivery.pushId)
  const rowless = new Set(pushes.filter(push => push.isOfPage).map(push => push.id))
  return [
    examine('I2', 'a finished task has gone over its audience', record.tasks, taskId, task =>
      unfinished(task, wanted.get(task.tag)?.length),
    ),
    examine('I2', 'every user of a task’s audience has exactly one msg id', record.tasks, taskId, task =>
      miscast(wanted.get(task.tag) ?? [], pushesOf.get(task.id) ?? []),
    ),
    examine(
      'I2',
      'every device of a task’s audience has exactly one delivery',
      pushes,
      push => `${push.taskId}/${push.target}`,
      push => misdelivered(deliveriesOf.get(push.id) ?? [], homes.get(push.target)),
    ),
    examine(
      'I2',
      'the push of a task has a row when one of its deliveries has left its page',
      record.deliveries.filter(delivery => delivery.isPaged !== true),
      deliveryKey,
      delivery => (rowless.has(delivery.pushId) ? 'its push has no row' : undefined),
    ),
  ]
}

/** I17, per task and provider. */
export function checkTaskSums({ record }: Pick<Facts, 'record'>): readonly Check[] {
  const taskOf = new Map(record.pushes.flatMap(({ id, taskId: task }) => (task === undefined ? [] : [[id, task]])))
  const sums = new Map<string, number>()
  const balances = new Map<string, number>()
  for (const delivery of record.deliveries) {
    const task = taskOf.get(delivery.pushId)
    if (task === undefined || delivery.status === undefined) continue // An open one is reported by I2.
    const head = `${task} ${delivery.provider ?? ''}`
    add(sums, `${head} targeted`, 1)
    add(sums, `${head} ${delivery.status === 'fail' ? `fail:${delivery.reason}` : delivery.status}`, 1)
  }
  const counted = record.taskCounts.filter(({ measure }) => /^(targeted|success|error|fail:.+)$/.test(measure))
  const counts = new Map(counted.map(row => [`${row.taskId} ${row.provider} ${row.measure}`, row.counted]))
  for (const { taskId: task, provider, measure, counted: count } of counted) {
    add(balances, `${task} ${provider}`, measure === 'targeted' ? count : -count)
  }
  const keys = new Set([...sums.keys(), ...counts.keys()])
  const itself = (key: string): string => `task ${key}`
  return [
    examine('I17', 'what is counted of a task is the sum of its deliveries', keys, itself, key =>
      (counts.get(key) ?? 0) === (sums.get(key) ?? 0)
        ? undefined
        : `counted ${counts.get(key) ?? 0}, deliveries say ${sums.get(key) ?? 0}`,
    ),
    examine(
      'I17',
      'with nothing open, targeted = success + fail + error per task and provider',
      balances,
      ([key]) => itself(key),
      ([, left]) => (left === 0 ? undefined : `${left} are targeted and nothing else`),
    ),
  ]
}

function taskId({ id, tag }: TaskFact): string {
  return `task ${id} (${tag})`
}

function add(sums: Map<string, number>, key: string, count: number): void {
  sums.set(key, (sums.get(key) ?? 0) + count)
}

function missingTask({ answer, route }: RequestFact, tasks: readonly TaskFact[]): string | undefined {
  if (answer.kind !== 'answered') return undefined
  if (answer.taskId === undefined) return 'no id of a task was told'
  const task = tasks.find(({ id }) => id === answer.taskId)
  if (!task) return `task ${answer.taskId} is not recorded under this title`
  return task.kind === route ? undefined : `a task for ${route} was asked for, and one for ${task.kind} made`
}

function miscreated(same: readonly RequestFact[], tasks: readonly TaskFact[]): string | undefined {
  if (tasks.length > 1) return `${tasks.length} tasks: ${tasks.map(task => task.id).join(', ')}`
  if (tasks.length > 0 && same.every(isRefused)) return 'refused, and yet recorded'
  const told = new Set(same.flatMap(({ answer }) => (answer.kind === 'answered' ? (answer.taskId ?? []) : [])))
  return told.size > 1 ? `was told ${[...told].join(' and ')}` : undefined
}

function unfinished({ state, audience, walked }: TaskFact, wanted: number | undefined): string | undefined {
  if (state !== 'finished') return `it is ${state}`
  if (wanted !== undefined && audience !== wanted) return `it is for ${wanted} users, its audience is ${audience}`
  return walked === audience ? undefined : `${walked} users of ${audience} were gone over`
}

function miscast(wanted: readonly string[], pushes: readonly PushFact[]): string | undefined {
  const got = Map.groupBy(pushes, push => push.target)
  const [missing] = wanted.filter(user => !got.has(user))
  if (missing !== undefined) return `${missing} has no msg id`
  const [twice] = [...got].filter(([, same]) => same.length > 1)
  if (twice) return `${twice[0]} has ${twice[1].map(push => push.id).join(' and ')}`
  const known = new Set(wanted)
  const [stranger] = [...got.keys()].filter(user => !known.has(user))
  return stranger === undefined ? undefined : `${stranger} is not of its audience`
}

function misdelivered(deliveries: readonly DeliveryFact[], devices: readonly string[] | undefined): string | undefined {
  const got = deliveries.map(delivery => delivery.deviceId).sort()
  if (new Set(got).size < got.length) return `a device has two deliveries: ${got.join(', ')}`
  if (devices === undefined) return got.length > 0 ? undefined : 'it has no delivery'
  const wanted = [...devices].sort().join(', ')
  return got.join(', ') === wanted ? undefined : `deliveries for ${got.join(', ')}, devices are ${wanted}`
}
