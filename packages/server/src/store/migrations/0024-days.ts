// Step 24: in PostgreSQL, what grows with every push lies in partitions of a day, so that a day is forgotten by dropping them
// (decision 0038). What was there before becomes the first partition as it is: neither a row nor an index is written anew. Rows for which
// there is no day fall into the default partition, so that nothing ever fails for want of one.
import type { Migration } from '../migration.ts'

/** A table in days, as it was before this step. */
interface Grown {
  readonly table: string
  /** The id by which a row belongs to its day (base/ids.ts). */
  readonly day: string
  readonly primaryKey: string
  /** What follows the table's name, by index. */
  readonly indexes: Readonly<Record<string, string>>
}

const grown: readonly Grown[] = [
  {
    table: 'push',
    day: 'id',
    primaryKey: 'id',
    indexes: {
      push_by_target: '(app_id, target, id)',
      push_by_subject: '(app_id, subject, target) WHERE subject IS NOT NULL',
    },
  },
  {
    table: 'delivery',
    day: 'push_id',
    primaryKey: 'push_id, device_id',
    indexes: {
      delivery_due: '(due_at) WHERE due_at IS NOT NULL',
      delivery_open: '(app_id, push_id) WHERE due_at IS NOT NULL',
      delivery_failed: "(app_id, reason, push_id, device_id) WHERE status <> 'success'",
    },
  },
  { table: 'attempt', day: 'push_id', primaryKey: 'push_id, device_id, number', indexes: {} },
  {
    table: 'delivery_page',
    day: 'id',
    primaryKey: 'id',
    indexes: {
      delivery_page_due: '(due_at) WHERE due_at IS NOT NULL AND begun = 1',
      delivery_page_waiting: '(due_at) WHERE due_at IS NOT NULL AND begun = 0',
      delivery_page_by_push: '(app_id, last_push_id, first_push_id)',
      delivery_page_by_task: '(task_id, last_target, first_target) WHERE task_id IS NOT NULL',
      delivery_page_open: '(app_id, id, deliveries) WHERE due_at IS NOT NULL',
      delivery_page_of_tasks: '(app_id, last_push_id) WHERE task_id IS NOT NULL',
    },
  },
  {
    table: 'callback',
    day: 'id',
    primaryKey: 'id',
    indexes: {
      callback_due: '(rule_id, due_at) WHERE due_at IS NOT NULL',
      callback_by_push: '(push_id)',
      callback_by_app: '(app_id, id)',
      callback_dead: "(app_id, id) WHERE state = 'dead'",
      callback_stored: "(app_id, stored_at, resends) WHERE state = 'dead'",
      callback_stored_age: "(stored_at, id) WHERE state = 'dead'",
      callback_by_replay: '(replay_id) WHERE replay_id IS NOT NULL',
    },
  },
  {
    table: 'callback_try',
    day: 'callback_id',
    primaryKey: 'callback_id, number',
    indexes: { callback_try_by_rule: '(rule_id, at) WHERE rule_id IS NOT NULL' },
  },
]

/** See the head of the file. */
export const days: Migration = {
  number: 24,
  name: 'days',
  statements: ({ engine }) =>
    engine === 'sqlite' ? [] : ['SET LOCAL statement_timeout = 0', ...grown.flatMap(partitioned), attachWhatWas()],
}

/** The new table has the old one's columns, constraints and names of indexes. */
function partitioned({ table, day, primaryKey, indexes }: Grown): readonly string[] {
  return [
    `ALTER TABLE ${table} RENAME TO ${table}_before`,
    ...[`${table}_pkey`, ...Object.keys(indexes)].map(
      index => `ALTER INDEX ${index} RENAME TO ${index.replace(table, `${table}_before`)}`,
    ),
    `CREATE TABLE ${table} (LIKE ${table}_before INCLUDING DEFAULTS) PARTITION BY RANGE (${day})`,
    `ALTER TABLE ${table} ADD PRIMARY KEY (${primaryKey})`,
    ...Object.entries(indexes).map(([index, over]) => `CREATE INDEX ${index} ON ${table} ${over}`),
    `CREATE TABLE ${table}_default PARTITION OF ${table} DEFAULT`,
  ]
}

/**
 * What was there ends with the day of its newest row or today, whichever is later. All tables end together, for a day is forgotten in all
 * of them. Where nothing was there nothing is kept of it.
 */
function attachWhatWas(): string {
  const newest = grown.map(({ table, day }) => `(SELECT max(${day}) FROM ${table}_before)`).join(', ')
  const whereFull = grown.map(
    ({ table }) =>
      `IF isEmpty THEN DROP TABLE ${table}_before;` +
      ` ELSE EXECUTE format('ALTER TABLE ${table} ATTACH PARTITION ${table}_before FOR VALUES FROM (MINVALUE) TO (%s)', until); END IF;`,
  )
  return (
    'DO $$ DECLARE newest bigint; isEmpty boolean; until bigint; BEGIN' +
    ` newest := greatest(${newest}); isEmpty := newest IS NULL;` +
    // A day of ids: its milliseconds since 2020, with 22 bits below them.
    ` until := least((floor(greatest(coalesce(newest, 0)::numeric, (extract(epoch FROM now()) - 1577836800) * 1000 * 4194304)` +
    ` / (86400000::numeric * 4194304)) + 1) * 86400000::numeric * 4194304, 9223372036854775807);` +
    ` ${whereFull.join(' ')} END $$`
  )
}
