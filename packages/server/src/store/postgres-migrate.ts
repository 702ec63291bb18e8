// Brings a PostgreSQL schema up to date, one process at a time, each step in one transaction (F13).
import type { Client, QueryResult } from 'pg'
import { migrationInsert, migrationLatest, migrations, migrationTable, postgresColumns } from './migrations.ts'

/** Names our advisory lock: any number, the same in every process. */
const migrationLock = 7_678_473

/** Runs the missing steps. Throws when the database is newer than this program. */
export async function migratePostgres(client: Client, nowMs: number): Promise<void> {
  await client.query(`SELECT pg_advisory_lock(${migrationLock})`)
  try {
    await client.query(migrationTable(postgresColumns))
    const found: QueryResult<{ latest: bigint | null }> = await client.query(migrationLatest)
    await runAfter(client, Number(found.rows[0]?.latest ?? 0), nowMs)
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${migrationLock})`)
  }
}

async function runAfter(client: Client, latest: number, nowMs: number): Promise<void> {
  const known = migrations.at(-1)?.number ?? 0
  if (latest > known)
    throw new Error(`the database is at schema ${latest}, this program knows up to ${known}: start a newer Posthouse`)
  for (const { number, name, statements } of migrations.slice(latest)) {
    await client.query('BEGIN')
    for (const sql of statements(postgresColumns)) await client.query(sql)
    await client.query(migrationInsert, [number, name, nowMs])
    await client.query('COMMIT')
  }
}
