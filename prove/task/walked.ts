// Reads what the record says of the lab's only task. Its deliveries are read a page at a time, because all of them would not fit into
// memory.
import { pageColumns, pagedOf } from '../audit/pages.ts'
import { type Query, type RecordPlace, reading } from '../audit/reading.ts'
import { attemptOf, counterOf, deliveryOf, rows, taskCountOf, taskOf } from '../audit/rows.ts'
import type { TaskRecord, TaskTally } from './tally.ts'

/** How far the task is. */
export interface Progress {
  readonly state: string
  readonly audience: number
  readonly walked: number
  /** Deliveries without an outcome. */
  readonly open: number
}

/** Cheap enough to be asked many times a second. */
export async function loadProgress(place: RecordPlace): Promise<Progress> {
  return await reading(place, async query => {
    const [row = {}] = await query(progress)
    return {
      state: String(row['state'] ?? 'absent'),
      audience: Number(row['audience'] ?? 0),
      walked: Number(row['walked'] ?? 0),
      open: Number(row['open'] ?? 0),
    }
  })
}

const progress =
  "SELECT state, audience, walked, (SELECT sum(CASE measure WHEN 'targeted' THEN counted ELSE -counted END) FROM task_count) AS open" +
  ' FROM task'

/** Adds up all deliveries and attempts; resolves with the rest of what is recorded. */
export async function loadWalked(place: RecordPlace, tally: TaskTally): Promise<TaskRecord> {
  return await reading(place, async query => {
    for await (const page of pages(query)) for (const paged of pagedOf(page)) tally.paged(paged)
    for (const row of await query(rows.delivery)) tally.row(deliveryOf(row))
    for (const row of await query(rows.attempt)) tally.attempt(attemptOf(row))
    const [task] = (await query(rows.task)).map(taskOf)
    if (!task) throw new Error('there is no task')
    const counts = (await query(rows.taskCount)).map(taskCountOf)
    return { task, counts, counters: (await query(rows.counter)).map(counterOf) }
  })
}

/** Pages of one query. */
const pagesAtOnce = 100

async function* pages(query: Query) {
  for (let last = '0'; ; ) {
    const found = await query(
      `SELECT ${pageColumns} FROM delivery_page WHERE id > ${last} ORDER BY id LIMIT ${pagesAtOnce}`,
    )
    yield* found
    if (found.length < pagesAtOnce) return
    last = String(found.at(-1)?.['id'])
  }
}
