// Brings a PostgreSQL schema up to date, one process at a time, each step in one transaction (F13).
import type { Client, QueryResult } from 'pg'
import { migrationInsert, migrationLatest, migrations, migrationTable, postgresColumns } from './migrations.ts'

/** Names our advisory lock: any number, the same in every process. */
const migrationLock = 7_678_473

/** Runs the missing steps and hands out this process's number, 0 to 1023. Throws when the database is newer than this program. */
export async function migratePostgres(client: Client, nowMs: number): Promise<number> {
  await client.query(`SELECT pg_advisory_lock(${migrationLock})`)
  try {
    await client.query(migrationTable(postgresColumns))
    await client.query('CREATE SEQUENCE IF NOT EXISTS node_number AS bigint MINVALUE 0 START 0')
    const found: QueryResult<{ latest: bigint | null }> = await client.query(migrationLatest)
    await runAfter(client, Number(found.rows[0]?.latest ?? 0), nowMs)
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${migrationLock})`)
  }
  const next: QueryResult<{ number: bigint }> = await client.query("SELECT nextval('node_number') AS number")
  return Number((next.rows[0]?.number ?? 0n) % 1024n)
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
