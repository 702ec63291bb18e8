// What a look at an app as a whole reads: sums over its days, and bounded counts over the partial indexes of what is not finished.
import type { Depth, OverviewTable } from '../../ports/overview.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import { hinted, statement } from '../statement.ts'

interface LedgerRow {
  readonly targeted: Int
  readonly success: Int
  readonly fail: Int
  readonly error: Int
  readonly in_rows: Int
  readonly in_pages: Int
  readonly pages: Int
}

interface DepthRow {
  readonly waiting: Int
  readonly oldest: Int | null
}

const total = (column: string): string => `CAST(coalesce(sum(${column}), 0) AS bigint) AS ${column}`
const depth = 'SELECT count(*) AS waiting, min(id) AS oldest FROM'
/** A page from before step 18 has no count. */
const sizeOf = (length: string): string => `CASE WHEN deliveries IS NULL THEN ${length} ELSE deliveries END`
const ledgerOver = (pageLength: string, by: (index: string) => string): string =>
  'SELECT targeted, success, fail, error, in_rows, pages, in_pages' +
  ` FROM (SELECT ${['targeted', 'success', 'fail', 'error'].map(total).join(', ')} FROM counter WHERE app_id = $1) AS counted` +
  ' CROSS JOIN (SELECT count(*) AS in_rows FROM (SELECT 1 FROM delivery' +
  `${by('delivery_open')} WHERE app_id = $1 AND due_at IS NOT NULL LIMIT $2) AS waiting) AS rows_open` +
  ' CROSS JOIN (SELECT count(*) AS pages, CAST(coalesce(sum(size), 0) AS bigint) AS in_pages' +
  ` FROM (SELECT ${sizeOf(pageLength)} AS size FROM delivery_page` +
  `${by('delivery_page_open')} WHERE app_id = $1 AND due_at IS NOT NULL LIMIT $2) AS waiting) AS pages_open`

const firsts = (hasBinding: string, latest: string): string =>
  `SELECT CASE WHEN ${hasBinding} THEN 1 ELSE 0 END AS bound, CASE WHEN EXISTS` +
  ` (SELECT 1 FROM (SELECT state FROM callback WHERE ${latest} LIMIT $2) AS latest WHERE state = 'delivered')` +
  ' THEN 1 ELSE 0 END AS answered'

/** Named statements of this table. */
export const overviewStatements = {
  // primary key of counter; delivery_open; delivery_page_open; one statement, so that all of it is of one moment
  ledger: statement<LedgerRow>('overview_ledger', {
    sqlite: ledgerOver('json_array_length(entries)', index => ` INDEXED BY ${index}`),
    postgres: ledgerOver('json_array_length(entries::json)', () => ''),
  }),
  // primary keys of push_waiting and push
  pushes: statement<DepthRow>(
    'overview_pushes',
    `${depth} (SELECT push_id FROM push_waiting ORDER BY push_id LIMIT $2) AS waiting` +
      ' CROSS JOIN push WHERE push.id = waiting.push_id AND app_id = $1',
  ),
  // delivery_page_open
  pages: statement<DepthRow>(
    'overview_pages',
    hinted(
      by =>
        `${depth} (SELECT id FROM delivery_page${by('delivery_page_open')}` +
        ' WHERE app_id = $1 AND due_at IS NOT NULL ORDER BY id LIMIT $2) AS waiting',
    ),
  ),
  // delivery_open
  deliveries: statement<DepthRow>(
    'overview_deliveries',
    hinted(
      by =>
        `${depth} (SELECT push_id AS id FROM delivery${by('delivery_open')}` +
        ' WHERE app_id = $1 AND due_at IS NOT NULL ORDER BY push_id LIMIT $2) AS waiting',
    ),
  ),
  // handover_due
  handovers: statement<DepthRow>(
    'overview_handovers',
    `${depth} (SELECT id, app_id FROM handover WHERE due_at IS NOT NULL ORDER BY due_at LIMIT $2) AS waiting WHERE app_id = $1`,
  ),
  // callback_due
  callbacks: statement<DepthRow>(
    'overview_callbacks',
    `${depth} (SELECT id FROM callback WHERE rule_id = $1 AND due_at IS NOT NULL ORDER BY due_at LIMIT $2) AS waiting`,
  ),
  // callback_dead
  deadLetters: statement<DepthRow & { readonly rule_id: Int }>(
    'overview_dead_letters',
    'SELECT rule_id, count(*) AS waiting, min(id) AS oldest FROM' +
      " (SELECT id, rule_id FROM callback WHERE app_id = $1 AND state = 'dead' ORDER BY id DESC LIMIT $2) AS dead" +
      ' GROUP BY rule_id ORDER BY rule_id',
  ),
  // primary key of binding; callback_by_app. Where one app has nearly all rows PostgreSQL would rather go over everybody's, which an app
  // without any pays for; in the order of both columns it cannot
  firsts: statement<{ readonly bound: Int; readonly answered: Int }>('overview_firsts', {
    sqlite: firsts('EXISTS (SELECT 1 FROM binding WHERE app_id = $1)', 'app_id = $1 ORDER BY id DESC'),
    postgres: firsts(
      '(SELECT app_id FROM binding WHERE app_id >= $1 ORDER BY app_id LIMIT 1) = $1',
      '+app_id = $1 AND (app_id, id) >= ($1, 0) AND (app_id, id) < ($1 + 1, 0) ORDER BY app_id DESC, id DESC',
    ),
  }),
}

/** The table over an engine. */
export function overviewTable({ all }: Pick<Reader, 'all'>): OverviewTable {
  return {
    async ledger(appId, max) {
      const [row] = await all(overviewStatements.ledger, [appId, max])
      return {
        targeted: Number(row?.targeted ?? 0),
        success: Number(row?.success ?? 0),
        fail: Number(row?.fail ?? 0),
        error: Number(row?.error ?? 0),
        open: Number(row?.in_rows ?? 0) + Number(row?.in_pages ?? 0),
        isWhole: Number(row?.in_rows ?? 0) < max && Number(row?.pages ?? 0) < max,
      }
    },
    pushes: async (appId, max) => depthOf(await all(overviewStatements.pushes, [appId, max])),
    pages: async (appId, max) => depthOf(await all(overviewStatements.pages, [appId, max])),
    deliveries: async (appId, max) => depthOf(await all(overviewStatements.deliveries, [appId, max])),
    handovers: async (appId, max) => depthOf(await all(overviewStatements.handovers, [appId, max])),
    callbacks: async (ruleId, max) => depthOf(await all(overviewStatements.callbacks, [ruleId, max])),
    async deadLetters(appId, max) {
      const found = await all(overviewStatements.deadLetters, [appId, max])
      return found.map(row => ({ ruleId: BigInt(row.rule_id), ...depthOf([row]) }))
    },
    async firsts(appId, max) {
      const [row] = await all(overviewStatements.firsts, [appId, max])
      return { isBound: Number(row?.bound ?? 0) === 1, isAnswered: Number(row?.answered ?? 0) === 1 }
    },
  }
}

function depthOf([row]: readonly DepthRow[]): Depth {
  const oldest = row?.oldest ?? null
  return { waiting: Number(row?.waiting ?? 0), oldestId: oldest === null ? undefined : BigInt(oldest) }
}
