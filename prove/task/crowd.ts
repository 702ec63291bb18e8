// Very many users, each with one phone at every vendor: written by plain SQL while no server runs.
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import type { RecordPlace } from '../audit/reading.ts'

/** The phones of one vendor; the user's number is the place of its token. */
export interface Fleet {
  /** Also the devices' id. */
  readonly vendor: string
  readonly notifier: string
  readonly tokens: readonly string[]
}

/** A user's name by number; names sort as numbers do. */
export function nameOf(number: number): string {
  return `user-${String(number).padStart(7, '0')}`
}

/** The number in such a name. */
export function numberOf(name: string): number {
  return Number(name.slice('user-'.length))
}

/** Users of one statement. */
const chunk = 5_000
const appOf = 'SELECT id FROM app ORDER BY id LIMIT 1'
const userColumns = 'app_id, username, uuid, password_hash, activated, created_at, modified_at'
const bindingColumns = 'app_id, username, device_id, notifier_name, device_token, bound_at'

/** Inserts them into the record's only app. */
export async function insertCrowd(place: RecordPlace, users: number, fleets: readonly Fleet[]): Promise<void> {
  if (/^postgres(ql)?:/.test(place)) await insertPostgres(place, users, fleets)
  else insertSqlite(place, users, fleets)
}

function insertSqlite(path: string, users: number, fleets: readonly Fleet[]): void {
  const db = new DatabaseSync(path)
  try {
    db.exec('BEGIN')
    const user = db.prepare(
      `INSERT INTO app_user (${userColumns}) SELECT (${appOf}), value ->> 0, value ->> 1, '', 1, 1, 1 FROM json_each(?)`,
    )
    const binding = db.prepare(
      `INSERT INTO binding (${bindingColumns}) SELECT (${appOf}), value ->> 0, ?, ?, value ->> 1, 1 FROM json_each(?)`,
    )
    for (let first = 0; first < users; first += chunk) {
      const numbers = numbersFrom(first, users)
      user.run(JSON.stringify(numbers.map(number => [nameOf(number), uuidOf(number)])))
      for (const { vendor, notifier, tokens } of fleets) {
        binding.run(vendor, notifier, JSON.stringify(numbers.map(number => [nameOf(number), tokens[number]])))
      }
    }
    db.exec('COMMIT')
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}

async function insertPostgres(url: string, users: number, fleets: readonly Fleet[]): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (let first = 0; first < users; first += chunk) {
      const numbers = numbersFrom(first, users)
      const names = numbers.map(nameOf)
      await client.query(
        `INSERT INTO app_user (${userColumns}) SELECT (${appOf}), name, uuid, '', 1, 1, 1` +
          ' FROM unnest($1::text[], $2::text[]) AS input (name, uuid)',
        [names, numbers.map(uuidOf)],
      )
      for (const { vendor, notifier, tokens } of fleets) {
        await client.query(
          `INSERT INTO binding (${bindingColumns}) SELECT (${appOf}), name, $1, $2, token, 1` +
            ' FROM unnest($3::text[], $4::text[]) AS input (name, token)',
          [vendor, notifier, names, numbers.map(number => tokens[number])],
        )
      }
    }
  } finally {
    await client.end()
  }
}

function numbersFrom(first: number, users: number): readonly number[] {
  return Array.from({ length: Math.min(chunk, users - first) }, (_, index) => first + index)
}

function uuidOf(number: number): string {
  return `0f0e0d0c-0000-4000-8000-${String(number).padStart(12, '0')}`
}
