import { doesNotMatch, match, ok } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { sampleApp } from '../domain/testing/samples.ts'
import { openStore } from './open.ts'
import { namedStatements } from './tables.ts'

const root = mkdtempSync(join(tmpdir(), 'posthouse-plans-'))
after(() => rmSync(root, { recursive: true, force: true }))

/** What each statement goes by; only what waits is gone over in its order, up to a bound. */
const expected: Readonly<Record<string, RegExp>> = {
  lookup_devices:
    /INDEX binding_by_device \(app_id=\? AND device_id=\?\)[\s\S]*INDEX chat_device_by_device \(app_id=\? AND device_id=\?\)/,
  lookup_tokens: /INDEX binding_by_token \(app_id=\? AND notifier_name=\? AND device_token=\?\)/,
  minute_of_app: /minute_sum USING PRIMARY KEY \(app_id=\? AND minute>\? AND minute<\?\)/,
  minute_delete_before: /INDEX minute_sum_by_age \(minute<\?\)/,
  overview_ledger: /counter USING PRIMARY KEY \(app_id=\?\)[\s\S]*INDEX delivery_open[\s\S]*INDEX delivery_page_open/,
  overview_pushes: /SEARCH push USING INTEGER PRIMARY KEY/,
  overview_pages: /INDEX delivery_page_open \(app_id=\?\)/,
  overview_deliveries: /INDEX delivery_open \(app_id=\?\)/,
  overview_handovers: /INDEX handover_due/,
  overview_callbacks: /COVERING INDEX callback_due \(rule_id=\?/,
  overview_dead_letters: /INDEX callback_dead \(app_id=\?\)/,
  overview_firsts: /SEARCH binding USING[\s\S]*INDEX callback_by_app \(app_id=\?\)/,
  callback_window_below: /COVERING INDEX callback_by_app \(app_id=\? AND id<\?\)/,
  binding_count_of: /COVERING INDEX binding_by_token \(app_id=\? AND notifier_name=\?\)/,
}

test('SQLite: an overview and a search go by indexes, and sort nothing that is not bounded', async () => {
  const path = join(root, 'data', 'record.db')
  await using _store = await openStore({ url: path, clock: systemClock, log: silentLog })
  using connection = new DatabaseSync(path)
  for (const [name, by] of Object.entries(expected)) {
    const sql = namedStatements.find(statement => statement.name === name)?.sqlite ?? ''
    const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()
    const steps = plan.map(step => String(step['detail'])).join('\n')
    match(steps, by, name)
    doesNotMatch(
      steps,
      /SCAN (?!push_waiting|waiting|counted|rows_open|pages_open|dead|latest|looked_at|found|CONSTANT)|FOR ORDER BY/,
      name,
    )
  }
})

test('SQLite: users with a prefix are found as fast at the end of the list as at its beginning', async () => {
  const path = join(root, 'many', 'record.db')
  await using store = await openStore({ url: path, clock: systemClock, log: silentLog })
  using connection = new DatabaseSync(path)
  connection.exec(
    'WITH RECURSIVE made (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM made WHERE i < 50000)' +
      ' INSERT INTO app_user (app_id, username, uuid, password_hash, activated, created_at, modified_at)' +
      ` SELECT ${sampleApp}, printf('user-%05d', i), 'u', 'h', 1, 1, 1 FROM made`,
  )
  const fastestMs = async (prefix: string): Promise<number> => {
    const took: number[] = []
    for (let round = 0; round < 9; round += 1) {
      const begunMs = performance.now()
      await store.tables.people.byName(sampleApp, prefix, undefined, 9)
      took.push(performance.now() - begunMs)
    }
    return Math.min(...took)
  }
  const [first, last] = [await fastestMs('user-0'), await fastestMs('user-4999')]
  ok(last < 20 * first, `${last} ms at the end, ${first} ms at the beginning`)
})
