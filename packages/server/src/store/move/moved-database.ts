// The mark in a PostgreSQL database whose record was moved away, for the same reason as the one beside a file.
import type { Client, QueryResult } from 'pg'

/**
 * Marks the database, and takes every process's number from it: one that was only cut off during the move would go on here otherwise. It ends
 * as soon as it says that it is there (flows/nodes/roster.ts). Rejects where one said so during the move.
 */
export async function markDatabaseMoved(client: Pick<Client, 'query'>, to: string): Promise<void> {
  await client.query('UPDATE node SET epoch = epoch + 1')
  await client.query('CREATE TABLE IF NOT EXISTS moved_away (target text NOT NULL)')
  await client.query('INSERT INTO moved_away (target) VALUES ($1)', [to])
}

/** Rejects when the record of this database was moved. */
export async function refuseMovedDatabase(client: Pick<Client, 'query'>): Promise<void> {
  const there: QueryResult<{ there: boolean }> = await client.query(
    "SELECT to_regclass('moved_away') IS NOT NULL AS there",
  )
  if (!there.rows[0]?.there) return
  const found: QueryResult<{ target: string }> = await client.query('SELECT target FROM moved_away LIMIT 1')
  const target = found.rows[0]?.target ?? 'somewhere else'
  throw new Error(
    `the record of this database was moved to ${target}: start on that one; to use this older copy nevertheless, DROP TABLE moved_away`,
  )
}
