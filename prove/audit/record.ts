// Loads the record for the audit: every table that the invariants need, as facts.
import type { PushFact, RecordFacts } from './facts.ts'
import { type Paged, pageColumns, pagedOf } from './pages.ts'
import { members, present, type Query, type RecordPlace, type Row, reading, text } from './reading.ts'
import { attemptOf, counterOf, counterReasonOf, deliveryOf, rows, taskCountOf, taskOf } from './rows.ts'

/** How many rows still wait for work. */
export interface OpenWork {
  readonly pushes: number
  readonly deliveries: number
  readonly callbacks: number
  readonly tasks: number
}

/** Reads every table that the invariants need. */
export async function loadRecord(place: RecordPlace): Promise<RecordFacts> {
  return await reading(place, async query => {
    const paged = (await query(queries.page)).flatMap(pagedOf)
    return await loadTables(query, paged)
  })
}

async function loadTables(query: Query, paged: readonly Paged[]): Promise<RecordFacts> {
  const waiting = new Set((await query(queries.waiting)).map(row => text(row['push_id'])))
  for (const row of await query(queries.batch)) for (const id of integersOf(text(row['push_ids']))) waiting.add(id)
  const tasks = (await query(rows.task)).map(taskOf)
  const tags = new Map(tasks.map(task => [task.id, task.tag]))
  const pushes = (await query(queries.push)).map(row => pushOf(row, waiting, tags))
  return {
    tasks,
    taskCounts: (await query(rows.taskCount)).map(taskCountOf),
    pushes: [...pushes, ...pushesOfPages(paged, pushes, tags)],
    deliveries: [...(await query(rows.delivery)).map(deliveryOf), ...paged.flatMap(one => one.delivery ?? [])],
    attempts: [...(await query(rows.attempt)).map(attemptOf), ...paged.flatMap(one => one.attempt ?? [])],
    rules: (await query(queries.rule)).map(row => {
      const filter = members(row['filter']) as { readonly statuses: string[]; readonly restPushes: boolean }
      return {
        id: text(row['id']),
        appId: text(row['app_id']),
        isEnabled: Number(row['enabled']) === 1,
        createdAtMs: Number(row['created_at']),
        statuses: filter.statuses,
        restPushes: filter.restPushes,
      }
    }),
    callbacks: (await query(queries.callback)).map(row => ({
      id: text(row['id']),
      ruleId: text(row['rule_id']),
      pushId: text(row['push_id']),
      deviceId: text(row['device_id']),
      status: text(row['status']),
      body: text(row['body']),
      state: text(row['state']),
    })),
    tries: (await query(queries.callbackTry)).map(row => ({
      callbackId: text(row['callback_id']),
      ...present('httpStatus', row['http_status'], Number),
    })),
    counters: (await query(rows.counter)).map(counterOf),
    counterReasons: (await query(rows.counterReason)).map(counterReasonOf),
    keys: (await query(queries.idempotency)).map(row => ({
      appId: text(row['app_id']),
      route: text(row['route']),
      pushIds: text(row['push_ids']).split(','),
    })),
  }
}

/** Counts what waits; cheap enough to be asked again and again while a queue drains. */
export async function loadOpenWork(place: RecordPlace): Promise<OpenWork> {
  return await reading(place, async query => {
    const [row = {}] = await query(queries.open)
    return {
      pushes: Number(row['pushes']),
      deliveries: Number(row['deliveries']),
      callbacks: Number(row['callbacks']),
      tasks: Number(row['tasks']),
    }
  })
}

const queries = {
  push: 'SELECT id, app_id, target, source, notification, accepted_at, task_id FROM push ORDER BY id',
  waiting: 'SELECT push_id FROM push_waiting',
  batch: 'SELECT push_ids FROM push_batch',
  page: `SELECT ${pageColumns} FROM delivery_page ORDER BY id`,
  rule: 'SELECT id, app_id, enabled, filter, created_at FROM callback_rule ORDER BY id',
  callback: 'SELECT id, rule_id, push_id, device_id, status, body, state FROM callback ORDER BY id',
  callbackTry: 'SELECT callback_id, http_status FROM callback_try ORDER BY callback_id, number',
  idempotency: 'SELECT app_id, route, push_ids FROM idempotency',
  open:
    'SELECT (SELECT count(*) FROM push_waiting) + (SELECT count(*) FROM push_batch) AS pushes,' +
    ' (SELECT count(*) FROM delivery WHERE due_at IS NOT NULL) +' +
    ' (SELECT count(*) FROM delivery_page WHERE due_at IS NOT NULL) AS deliveries,' +
    ' (SELECT count(*) FROM callback WHERE due_at IS NOT NULL) AS callbacks,' +
    ' (SELECT count(*) FROM task WHERE due_at IS NOT NULL) AS tasks',
} as const

/** What a task says to everybody stands in its own row alone. */
function pushOf(row: Row, waiting: ReadonlySet<string>, tags: ReadonlyMap<string, string>): PushFact {
  const tag = row['task_id'] === null ? text(members(row['notification'])['title']) : tags.get(text(row['task_id']))
  return {
    id: text(row['id']),
    appId: text(row['app_id']),
    target: text(row['target']),
    source: text(row['source']),
    tag: tag ?? '',
    acceptedAtMs: Number(row['accepted_at']),
    isWaiting: waiting.has(text(row['id'])),
    ...present('taskId', row['task_id'], text),
  }
}

/** Pushes of tasks that have no row: each once, however many of its deliveries are in pages. */
function pushesOfPages(
  paged: readonly Paged[],
  known: readonly PushFact[],
  tags: ReadonlyMap<string, string>,
): readonly PushFact[] {
  const ids = new Set(known.map(push => push.id))
  return paged.flatMap(({ push }) => {
    if (!push || ids.has(push.id)) return []
    ids.add(push.id)
    return [{ ...push, tag: tags.get(push.taskId ?? '') ?? '' }]
  })
}

/** Of a JSON list of integers, with every digit. */
function integersOf(list: string): readonly string[] {
  return list.slice(1, -1).split(',')
}
