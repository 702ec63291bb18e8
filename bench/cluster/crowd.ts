// Users with a phone each, by plain inserts into a stopped server's record: made through its interface, each would cost the hash of a
// password.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'

/** Whose users they are. */
export interface Crowd {
  /** Begins their names. */
  readonly prefix: string
  readonly notifier: string
  /** One phone each. */
  readonly tokens: readonly string[]
}

const perInsert = 5_000

/** Inserts them into PostgreSQL, where `url` is given, or into the SQLite file of a data directory. */
export async function insertCrowd(
  where: { readonly url: string | undefined; readonly data: string },
  crowd: Crowd,
): Promise<void> {
  if (where.url === undefined) insertIntoSqlite(join(where.data, 'posthouse.db'), crowd)
  else await insertIntoPostgres(where.url, crowd)
}

function rowsOf(
  { prefix, tokens }: Crowd,
  from: number,
): readonly (readonly [name: string, uuid: string, token: string])[] {
  return tokens.slice(from, from + perInsert).map((token, index) => {
    const number = from + index
    return [`${prefix}${number}`, `0f0e0d0c-0000-4000-8000-${String(number).padStart(12, '0')}`, token]
  })
}

async function insertIntoPostgres(url: string, crowd: Crowd): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    for (let from = 0; from < crowd.tokens.length; from += perInsert) {
      const rows = rowsOf(crowd, from)
      const [names, uuids, tokens] = ([0, 1, 2] as const).map(column => rows.map(row => row[column]))
      await client.query(
        `INSERT INTO app_user (app_id, username, uuid, password_hash, activated, created_at, modified_at)
         SELECT app.id, input.name, input.uuid, 'none', 1, 1, 1 FROM app, unnest($1::text[], $2::text[]) AS input (name, uuid)`,
        [names, uuids],
      )
      await client.query(
        `INSERT INTO binding (app_id, username, device_id, notifier_name, device_token, bound_at)
         SELECT app.id, input.name, 'iphone', $3, input.token, 1 FROM app, unnest($1::text[], $2::text[]) AS input (name, token)`,
        [names, tokens, crowd.notifier],
      )
    }
    await client.query('ANALYZE')
  } finally {
    await client.end()
  }
}

function insertIntoSqlite(path: string, crowd: Crowd): void {
  const db = new DatabaseSync(path)
  const user = db.prepare(
    "INSERT INTO app_user (app_id, username, uuid, password_hash, activated, created_at, modified_at) SELECT id, ?, ?, 'none', 1, 1, 1 FROM app",
  )
  const binding = db.prepare(
    "INSERT INTO binding (app_id, username, device_id, notifier_name, device_token, bound_at) SELECT id, ?, 'iphone', ?, ?, 1 FROM app",
  )
  db.exec('BEGIN')
  for (let from = 0; from < crowd.tokens.length; from += perInsert)
    for (const [name, uuid, token] of rowsOf(crowd, from)) {
      user.run(name, uuid)
      binding.run(name, crowd.notifier, token)
    }
  db.exec('COMMIT')
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}
