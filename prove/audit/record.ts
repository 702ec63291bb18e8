// Loads the record for the audit: straight from the SQLite file or the PostgreSQL server, read-only, in one snapshot. It shares no
// code with the server's store, so that a fault there cannot hide itself here.
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import type { AttemptFact, DeliveryFact, PushFact, RecordFacts, TaskFact } from './facts.ts'
import { type Paged, pageColumns, pagedOf } from './pages.ts'

/** How many rows still wait for work. */
export interface OpenWork {
  readonly pushes: number
  readonly deliveries: number
  readonly callbacks: number
  readonly tasks: number
}

/** Where the record is: a `postgres://` URL or the path of a SQLite file. */
export type RecordPlace = string

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
  const tasks = (await query(queries.task)).map(taskOf)
  const tags = new Map(tasks.map(task => [task.id, task.tag]))
  const pushes = (await query(queries.push)).map(row => pushOf(row, waiting, tags))
  return {
    tasks,
    taskCounts: (await query(queries.taskCount)).map(row => ({
      taskId: text(row['task_id']),
      provider: text(row['provider']),
      measure: text(row['measure']),
      counted: Number(row['counted']),
    })),
    pushes: [...pushes, ...pushesOfPages(paged, pushes, tags)],
    deliveries: [...(await query(queries.delivery)).map(deliveryOf), ...paged.flatMap(one => one.delivery ?? [])],
    attempts: [...(await query(queries.attempt)).map(attemptOf), ...paged.flatMap(one => one.attempt ?? [])],
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
    counters: (await query(queries.counter)).map(row => ({
      appId: text(row['app_id']),
      day: text(row['day']),
      provider: text(row['provider']),
      targeted: Number(row['targeted']),
      success: Number(row['success']),
      fail: Number(row['fail']),
      error: Number(row['error']),
    })),
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

type Row = Readonly<Record<string, unknown>>
type Query = (sql: string) => Promise<readonly Row[]>

const queries = {
  push: 'SELECT id, app_id, target, source, notification, accepted_at, task_id FROM push ORDER BY id',
  delivery:
    'SELECT push_id, device_id, app_id, target, ways, shipment_id, attempts, due_at, status, reason, provider, device_token,' +
    ' possible_duplicate FROM delivery ORDER BY push_id, device_id',
  attempt:
    'SELECT push_id, device_id, number, started_at, ended_at, kind FROM attempt ORDER BY push_id, device_id, number',
  waiting: 'SELECT push_id FROM push_waiting',
  batch: 'SELECT push_ids FROM push_batch',
  page: `SELECT ${pageColumns} FROM delivery_page ORDER BY id`,
  task: 'SELECT id, app_id, kind, state, notification, audience, walked FROM task ORDER BY id',
  taskCount: 'SELECT task_id, provider, measure, counted FROM task_count ORDER BY task_id, provider, measure',
  rule: 'SELECT id, app_id, enabled, filter, created_at FROM callback_rule ORDER BY id',
  callback: 'SELECT id, rule_id, push_id, device_id, status, body, state FROM callback ORDER BY id',
  callbackTry: 'SELECT callback_id, http_status FROM callback_try ORDER BY callback_id, number',
  counter: 'SELECT app_id, day, provider, targeted, success, fail, error FROM counter ORDER BY app_id, day, provider',
  idempotency: 'SELECT app_id, route, push_ids FROM idempotency',
  open:
    'SELECT (SELECT count(*) FROM push_waiting) + (SELECT count(*) FROM push_batch) AS pushes,' +
    ' (SELECT count(*) FROM delivery WHERE due_at IS NOT NULL) +' +
    ' (SELECT count(*) FROM delivery_page WHERE due_at IS NOT NULL) AS deliveries,' +
    ' (SELECT count(*) FROM callback WHERE due_at IS NOT NULL) AS callbacks,' +
    ' (SELECT count(*) FROM task WHERE due_at IS NOT NULL) AS tasks',
} as const

function taskOf(row: Row): TaskFact {
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
  rows: readonly PushFact[],
  tags: ReadonlyMap<string, string>,
): readonly PushFact[] {
  const known = new Set(rows.map(push => push.id))
  return paged.flatMap(({ push }) => {
    if (!push || known.has(push.id)) return []
    known.add(push.id)
    return [{ ...push, tag: tags.get(push.taskId ?? '') ?? '' }]
  })
}

function deliveryOf(row: Row): DeliveryFact {
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

function attemptOf(row: Row): AttemptFact {
  return {
    pushId: text(row['push_id']),
    deviceId: text(row['device_id']),
    number: Number(row['number']),
    startedAtMs: Number(row['started_at']),
    ...present('endedAtMs', row['ended_at'], Number),
    ...present('kind', row['kind'], text),
  }
}

/** Of a JSON list of integers, with every digit. */
function integersOf(list: string): readonly string[] {
  return list.slice(1, -1).split(',')
}

async function reading<T>(place: RecordPlace, read: (query: Query) => Promise<T>): Promise<T> {
  return /^postgres(ql)?:/.test(place) ? await readingPostgres(place, read) : await readingSqlite(place, read)
}

async function readingSqlite<T>(path: string, read: (query: Query) => Promise<T>): Promise<T> {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyMs })
  try {
    database.exec('BEGIN')
    return await read(async sql => {
      const statement = database.prepare(sql)
      statement.setReadBigInts(true)
      return statement.all()
    })
  } finally {
    database.close()
  }
}

async function readingPostgres<T>(url: string, read: (query: Query) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: busyMs })
  await client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    return await read(async sql => (await client.query(sql)).rows as Row[])
  } finally {
    await client.end()
  }
}

/** How long a reader waits for a database that is starting or busy. */
const busyMs = 5_000

/** Both engines hand out 64-bit integers as `bigint` or text, never as a number that lost digits. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : String(value ?? '')
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return JSON.parse(text(value)) as Readonly<Record<string, unknown>>
}

function present<K extends string, T>(name: K, value: unknown, read: (value: unknown) => T): { [P in K]?: T } {
  return (value === null || value === undefined ? {} : { [name]: read(value) }) as { [P in K]?: T }
}
