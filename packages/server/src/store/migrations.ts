// The steps that made the schema what it is: numbered, append-only, forward-only. Each runs in one transaction together with the
// row that says it ran, so a crash leaves the old schema or the new one (F13).
import type { Columns, Migration } from './migration.ts'
import { record } from './migrations/0001-record.ts'
import { labels } from './migrations/0002-labels.ts'
import { leased } from './migrations/0003-leased.ts'
import { pages } from './migrations/0004-pages.ts'
import { receipts } from './migrations/0005-receipts.ts'
import { tasks } from './migrations/0006-tasks.ts'
import { userSettings } from './migrations/0007-user-settings.ts'
import { templates } from './migrations/0008-templates.ts'
import { quotas } from './migrations/0009-quotas.ts'
import { callbackEvents } from './migrations/0010-callback-events.ts'
import { dayReasons } from './migrations/0011-day-reasons.ts'
import { timeline } from './migrations/0012-timeline.ts'
import { groups } from './migrations/0013-groups.ts'
import { calls } from './migrations/0014-calls.ts'
import { handovers } from './migrations/0015-handovers.ts'
import { chatDevices } from './migrations/0016-chat-devices.ts'
import { access } from './migrations/0017-access.ts'
import { minutes } from './migrations/0018-minutes.ts'
import { find } from './migrations/0019-find.ts'
import { notifierHealth } from './migrations/0020-notifier-health.ts'
import { desk } from './migrations/0021-desk.ts'
import { nodes } from './migrations/0022-nodes.ts'
import { taskParts } from './migrations/0023-task-parts.ts'
import { days } from './migrations/0024-days.ts'
import { heldBy } from './migrations/0025-held-by.ts'
import { sharedPace } from './migrations/0026-shared-pace.ts'
import { lastSent } from './migrations/0027-last-sent.ts'
import { pageTexts } from './migrations/0028-page-texts.ts'

/** Every step, in order. */
export const migrations: readonly Migration[] = [
  record,
  labels,
  leased,
  pages,
  receipts,
  tasks,
  userSettings,
  templates,
  quotas,
  callbackEvents,
  dayReasons,
  timeline,
  groups,
  calls,
  handovers,
  chatDevices,
  access,
  minutes,
  find,
  notifierHealth,
  desk,
  nodes,
  taskParts,
  days,
  heldBy,
  sharedPace,
  lastSent,
  pageTexts,
]

/** SQLite's words. STRICT tables refuse a value of the wrong type. */
export const sqliteColumns: Columns = {
  int: 'INTEGER',
  text: 'TEXT',
  bytes: 'BLOB',
  engine: 'sqlite',
  table: 'STRICT',
  keyed: 'STRICT, WITHOUT ROWID',
}

/** PostgreSQL's words. The "C" collation makes names sort and compare by bytes, as in SQLite. */
export const postgresColumns: Columns = {
  int: 'bigint',
  text: 'text COLLATE "C"',
  bytes: 'bytea',
  engine: 'postgres',
  table: '',
  keyed: '',
}

/** Remembers the steps that ran; created before the first of them. */
export const migrationTable = (columns: Columns): string =>
  `CREATE TABLE IF NOT EXISTS migration (number ${columns.int} PRIMARY KEY, name ${columns.text} NOT NULL, ran_at ${columns.int} NOT NULL) ${columns.table}`

/** The highest step that ran; null in an empty database. */
export const migrationLatest = 'SELECT max(number) AS latest FROM migration'

/** Remembers with which programs each step works; steps that are older than this table work with their own programs only. */
export const floorTable = (columns: Columns): string =>
  `CREATE TABLE IF NOT EXISTS migration_floor (number ${columns.int} PRIMARY KEY, works_with ${columns.int} NOT NULL) ${columns.table}`

/** Notes that of a step: number, the oldest step that it works with. */
export const floorInsert = 'INSERT INTO migration_floor (number, works_with) VALUES ($1, $2)'

/** The oldest step whose programs may work with the record; 0 in an empty one. */
export const floorFind =
  'SELECT coalesce(max(coalesce(f.works_with, m.number)), 0) AS floor' +
  ' FROM migration m LEFT JOIN migration_floor f ON f.number = m.number'

/** What {@link floorInsert} notes of a step. */
export function worksWithOf({ number, worksWith }: Pick<Migration, 'number' | 'worksWith'>): number {
  return worksWith ?? number - 1
}

/** The last step that this program knows. */
export function knownStep(): number {
  return migrations.at(-1)?.number ?? 0
}

/** Notes a step: number, name, epoch ms. */
export const migrationInsert = 'INSERT INTO migration (number, name, ran_at) VALUES ($1, $2, $3)'
