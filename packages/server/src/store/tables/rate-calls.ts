// Calls that are counted in the record: as many places as calls are allowed, each with when it was taken last. Whoever takes the oldest place
// is let through where that was long enough ago.
import type { RateCallTable } from '../../ports/rate-calls.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import { statement } from '../statement.ts'
import { writeIfAny } from '../write.ts'

const nowMs = {
  sqlite: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
  postgres: 'CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)',
}
const places = {
  sqlite: 'json_each($4)',
  postgres: 'json_array_elements_text(CAST($4 AS json)) AS value',
}

/** Named statements of this table. */
export const rateCallStatements = {
  // primary key
  take: statement(
    'rate_call_take',
    { sqlite: taking(nowMs.sqlite, places.sqlite), postgres: taking(nowMs.postgres, places.postgres) },
    { hotKeyLength: 2 },
  ),
  // primary key
  wait: statement<{ readonly wait: Int | null }>('rate_call_wait', {
    sqlite: waiting(nowMs.sqlite),
    postgres: waiting(nowMs.postgres),
  }),
}

function taking(now: string, from: string): string {
  const takenAt = 'SELECT taken_at FROM rate_call WHERE app_id = $1 AND name = $2 AND place = CAST(value AS bigint)'
  return (
    'INSERT INTO rate_call (app_id, name, place, taken_at)' +
    ` SELECT CAST($1 AS bigint), CAST($2 AS text), CAST(value AS bigint), ${now} FROM ${from}` +
    ` WHERE true ORDER BY coalesce((${takenAt}), 0), CAST(value AS bigint) LIMIT 1` +
    ' ON CONFLICT (app_id, name, place) DO UPDATE SET taken_at = excluded.taken_at' +
    // What a clock took that was ahead (I19) is nobody's.
    ' WHERE rate_call.taken_at NOT BETWEEN excluded.taken_at - CAST($3 AS bigint) + 1 AND excluded.taken_at + CAST($3 AS bigint)'
  )
}

function waiting(now: string): string {
  const isAhead = `taken_at > ${now} + CAST($3 AS bigint)`
  return (
    `SELECT CASE WHEN count(*) = $4 THEN min(CASE WHEN ${isAhead} THEN 0 ELSE taken_at END) + CAST($3 AS bigint) - ${now} END AS wait` +
    ' FROM rate_call WHERE app_id = $1 AND name = $2 AND place < $4'
  )
}

/** The table over an engine. */
export function rateCallTable({ all }: Reader): RateCallTable {
  return {
    take: (appId, name, calls, windowMs) =>
      writeIfAny(rateCallStatements.take, [appId, name, windowMs, JSON.stringify([...Array(calls).keys()])]),
    async waitMs(appId, name, calls, windowMs) {
      const [row] = await all(rateCallStatements.wait, [appId, name, windowMs, calls])
      return Math.max(0, Number(row?.wait ?? 0))
    },
  }
}
