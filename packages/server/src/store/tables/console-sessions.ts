// Sessions of the console, by the SHA-256 of their ids (S04).
import type { ConsoleSession, ConsoleSessionTable } from '../../ports/access.ts'
import type { Reader } from '../reader.ts'
import type { ConsoleSessionRow } from '../schema-access.ts'
import { statement } from '../statement.ts'
import { write, writeAll, writeCount, writeIfAny } from '../write.ts'

type Columns = Omit<ConsoleSessionRow, 'hash'>

/** Named statements of this table. */
export const consoleSessionStatements = {
  // primary key
  find: statement<Columns>(
    'console_session_find',
    'SELECT account_id, created_at, seen_at, address FROM console_session WHERE hash = $1',
  ),
  insert: statement(
    'console_session_insert',
    'INSERT INTO console_session (hash, account_id, created_at, seen_at, address) VALUES ($1, $2, $3, $4, $5)',
  ),
  // console_session_by_account
  deleteBeyond: statement(
    'console_session_delete_beyond',
    'DELETE FROM console_session WHERE account_id = $1 AND hash NOT IN (SELECT hash FROM console_session WHERE account_id = $1 ORDER BY seen_at DESC LIMIT $2)',
  ),
  // primary key
  touch: statement('console_session_touch', 'UPDATE console_session SET seen_at = $2 WHERE hash = $1 AND seen_at < $2'),
  // primary key
  delete: statement('console_session_delete', 'DELETE FROM console_session WHERE hash = $1'),
  // console_session_by_account
  deleteOfAccount: statement(
    'console_session_delete_of_account',
    'DELETE FROM console_session WHERE account_id = $1 AND hash <> $2',
  ),
  // console_session_by_seen, console_session_by_age
  deleteEnded: statement(
    'console_session_delete_ended',
    'DELETE FROM console_session WHERE hash IN (SELECT hash FROM console_session WHERE seen_at < $1 OR created_at < $2 LIMIT $3)',
  ),
}

/** No hash: SHA-256 has 32 bytes. */
const none = new Uint8Array()

/** The table over an engine. */
export function consoleSessionTable({ all }: Reader): ConsoleSessionTable {
  return {
    async find(hash) {
      return (await all(consoleSessionStatements.find, [hash])).map(sessionOf)[0]
    },
    insert: (hash, { accountId, createdAtMs, seenAtMs, address }, sessionsMax) =>
      writeAll([
        { statement: consoleSessionStatements.deleteBeyond, values: [accountId, sessionsMax - 1] },
        { statement: consoleSessionStatements.insert, values: [hash, accountId, createdAtMs, seenAtMs, address] },
      ]),
    touch: (hash, atMs) => write(consoleSessionStatements.touch, [hash, atMs]),
    delete: hash => writeIfAny(consoleSessionStatements.delete, [hash]),
    deleteOfAccount: (accountId, except = none) =>
      writeCount(consoleSessionStatements.deleteOfAccount, [accountId, except]),
    deleteEnded: (seenBeforeMs, createdBeforeMs, limit) =>
      writeCount(consoleSessionStatements.deleteEnded, [seenBeforeMs, createdBeforeMs, limit]),
  }
}

function sessionOf(row: Columns): ConsoleSession {
  return {
    accountId: BigInt(row.account_id),
    createdAtMs: Number(row.created_at),
    seenAtMs: Number(row.seen_at),
    address: row.address,
  }
}
