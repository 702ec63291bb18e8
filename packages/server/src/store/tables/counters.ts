// Counters per app, UTC day and provider, and the reasons of failures. Adding is an upsert, so that any writer may add at any time.
import type { ReasonCode } from '../../domain/reason.ts'
import type { CountedDay, CounterTable, DayCount } from '../../ports/store.ts'
import type { Reader } from '../reader.ts'
import type { CounterReasonRow, CounterRow } from '../schema-reports.ts'
import { type ColumnTypes, statement, unnested } from '../statement.ts'
import { write } from '../write.ts'

const columns: ColumnTypes = {
  app_id: 'bigint',
  day: 'text',
  provider: 'text',
  targeted: 'bigint',
  success: 'bigint',
  fail: 'bigint',
  error: 'bigint',
}
const names = Object.keys(columns).join(', ')
const into = `INSERT INTO counter (${names})`
const adding =
  'ON CONFLICT (app_id, day, provider) DO UPDATE SET targeted = counter.targeted + excluded.targeted,' +
  ' success = counter.success + excluded.success, fail = counter.fail + excluded.fail, error = counter.error + excluded.error'

const reasonColumns: ColumnTypes = {
  app_id: 'bigint',
  day: 'text',
  provider: 'text',
  reason: 'text',
  counted: 'bigint',
}
const reasonNames = Object.keys(reasonColumns).join(', ')
const intoReasons = `INSERT INTO counter_reason (${reasonNames})`
const addingReasons =
  'ON CONFLICT (app_id, day, provider, reason) DO UPDATE SET counted = counter_reason.counted + excluded.counted'

/** Named statements of these tables. */
export const counterStatements = {
  // primary key; a merged statement may not touch a row twice, so it adds up first, in one order for all processes (F40)
  add: statement('counter_add', `${into} VALUES ($1, $2, $3, $4, $5, $6, $7) ${adding}`, {
    merged: {
      postgres:
        `${into} SELECT app_id, day, provider, sum(targeted), sum(success), sum(fail), sum(error)` +
        ` FROM ${unnested(columns)} AS input (${names}) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 ${adding}`,
      keyLength: 0,
      reports: 'none',
    },
    hotKeyLength: 3,
  }),
  // primary key
  addReason: statement('counter_reason_add', `${intoReasons} VALUES ($1, $2, $3, $4, $5) ${addingReasons}`, {
    merged: {
      postgres:
        `${intoReasons} SELECT app_id, day, provider, reason, sum(counted)` +
        ` FROM ${unnested(reasonColumns)} AS input (${reasonNames}) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 ${addingReasons}`,
      keyLength: 0,
      reports: 'none',
    },
    hotKeyLength: 4,
  }),
  // primary key
  ofApp: statement<Omit<CounterRow, 'app_id'>>(
    'counter_of_app',
    'SELECT day, provider, targeted, success, fail, error, arrived, clicked FROM counter' +
      ' WHERE app_id = $1 AND day >= $2 AND day <= $3 ORDER BY day, provider',
  ),
  // primary keys; one statement, so that both are of the same moment and their sums match (I17)
  countsOfApp: statement<Omit<CounterRow, 'app_id'> & Pick<CounterReasonRow, 'reason'>>(
    'counter_counts_of_app',
    "SELECT day, provider, '' AS reason, targeted, success, fail, error, arrived, clicked FROM counter" +
      ' WHERE app_id = $1 AND day >= $2 AND day <= $3 UNION ALL' +
      ' SELECT day, provider, reason, 0, 0, counted, 0, 0, 0 FROM counter_reason' +
      ' WHERE app_id = $1 AND day >= $2 AND day <= $3 ORDER BY day, provider, reason',
  ),
}

const plainMeasures = ['targeted', 'success', 'fail', 'error', 'arrived', 'clicked'] as const

/** The table over an engine. */
export function counterTable({ all }: Reader): CounterTable {
  return {
    add: (appId, day, provider, { targeted = 0, success = 0, fail = 0, error = 0 }) =>
      write(counterStatements.add, [appId, day, provider, targeted, success, fail, error]),
    async ofApp(appId, fromDay, untilDay) {
      return (await all(counterStatements.ofApp, [appId, fromDay, untilDay])).map(countersOf)
    },
    addReason: (appId, day, provider, reason, counted) =>
      write(counterStatements.addReason, [appId, day, provider, reason, counted]),
    async countsOfApp(appId, fromDay, untilDay) {
      return (await all(counterStatements.countsOfApp, [appId, fromDay, untilDay])).flatMap(countsOf)
    },
  }
}

function countsOf(row: Omit<CounterRow, 'app_id'> & Pick<CounterReasonRow, 'reason'>): readonly DayCount[] {
  const { day, provider, reason } = row
  if (reason !== '') return [{ day, provider, measure: `fail:${reason as ReasonCode}`, counted: Number(row.fail) }]
  const counts = plainMeasures.map((measure): DayCount => ({ day, provider, measure, counted: Number(row[measure]) }))
  return counts.filter(({ counted }) => counted !== 0)
}

function countersOf(row: Omit<CounterRow, 'app_id'>): CountedDay {
  return {
    day: row.day,
    provider: row.provider,
    targeted: Number(row.targeted),
    success: Number(row.success),
    fail: Number(row.fail),
    error: Number(row.error),
    arrived: Number(row.arrived),
    clicked: Number(row.clicked),
  }
}
