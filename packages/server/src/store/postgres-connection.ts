// How we talk to PostgreSQL: timeouts on everything (F37), integers as bigint, bytes as Uint8Array, and no connection that was not
// checked. Knows two ways: straight to the server, and through a pooler that gives a server to each transaction (PgBouncer).
import { Socket } from 'node:net'
import { Client, type ClientBase, type ClientConfig, type CustomTypesConfig, types } from 'pg'
import { checkServer, type PrimaryWatch } from './postgres-fitness.ts'

/** Time for connecting, and for getting a connection of a pool, ms. */
export const connectTimeoutMs = 3_000
/** Time for one statement, ms (F42: no transaction of ours is open for longer); the server's own, and a little later ours. */
const statementTimeoutMs = 5_000
const answerTimeoutMs = 6_000

const int8 = 20
const bytea = 17

const typesConfig: CustomTypesConfig = {
  getTypeParser(oid, format): (text: string) => unknown {
    if (oid === int8) return BigInt
    if (oid === bytea) return text => Uint8Array.from(Buffer.from(text.slice(2), 'hex'))
    return types.getTypeParser(oid, format === 'binary' ? 'binary' : 'text') as (text: string) => unknown
  },
}

/** Where the record is, and what all connections to it share. */
export interface PostgresPlace {
  readonly url: string
  /** A pooler that works by transaction stands between: no settings of a session, and no named statements. */
  readonly isPooled: boolean
  /** Settings of the server that may be off. */
  readonly mayBeOff: readonly string[]
  readonly watch: PrimaryWatch
}

/**
 * How PostgreSQL plans our statements, each of which goes by indexes and reads few rows. Once for any parameters, because with a partition
 * for each day planning takes longer than running; row by row, because a plan that is good for the rows of today is kept while tomorrow's
 * partition fills; and never compiled, which would take a second (decision 0038, with figures).
 */
export const planSettings: readonly string[] = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'jit=off',
]

/** What a transaction behind a pooler sets for itself: the pooler refuses to begin a connection with it. */
export const pooledSettings: readonly string[] = [
  ...['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'].map(
    name => `${name}=${statementTimeoutMs}`,
  ),
  ...planSettings,
]

/** Settings of every connection. */
export function connectionConfig({ url, isPooled }: Pick<PostgresPlace, 'url' | 'isPooled'>): ClientConfig {
  return {
    connectionString: url,
    application_name: 'posthouse',
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: answerTimeoutMs,
    keepAlive: true,
    types: typesConfig,
    // PgBouncer refuses to begin with settings that it does not follow.
    ...(isPooled
      ? {}
      : {
          statement_timeout: statementTimeoutMs,
          lock_timeout: statementTimeoutMs,
          idle_in_transaction_session_timeout: statementTimeoutMs,
          options: ['TimeZone=UTC', 'bytea_output=hex', ...planSettings].map(setting => `-c ${setting}`).join(' '),
        }),
  }
}

/** A checked connection for writing. Rejects where the server must not be written to. The caller ends it. */
export async function connectForWriting(place: PostgresPlace): Promise<Client> {
  // In a pipeline, statements that do not need each other's answers cost one round trip together.
  const client = new Client({ ...connectionConfig(place), pipeline: true })
  // A connection that is lost shows in the statements that run on it, or in the next one.
  client.on('error', ignoreLoss)
  try {
    await client.connect()
    await checkConnection(client, place)
  } catch (cause) {
    await endQuietly(client)
    throw poolerNamed(cause)
  }
  return client
}

/** The connection: what is asked of it in one turn leaves in one write. Each would be one of its own, and wake up the server once more. */
export function gathering(client: Client): Client {
  const { stream } = client.connection
  stream.cork()
  process.nextTick(() => stream.uncork())
  return client
}

/** Checks a new connection, of a pool or by itself. Rejects where it must not be used. */
export async function checkConnection(client: ClientBase, place: PostgresPlace): Promise<void> {
  if (!place.isPooled) await checkDirect(client)
  await checkServer(client, place.watch, place.mayBeOff)
}

/** Ends a connection on which nothing runs, also one that was lost before. A server that hangs says no goodbye, and is not waited for. */
export async function endQuietly(client: Client): Promise<void> {
  try {
    const ended = client.end()
    leaveSoon(client)
    await ended
  } catch (cause) {
    // It was lost before: there is nothing left to end.
    if (!(cause instanceof Error)) throw cause
  }
}

/** Closes our side of a connection that was told to end, without waiting for the server's. */
export function leaveSoon(client: ClientBase): void {
  const stream = client instanceof Client ? client.connection.stream : undefined
  if (stream instanceof Socket) stream.destroySoon()
}

const namesSwitch =
  'a pooler such as PgBouncer stands before PostgreSQL: start with --database-pooled (databasePooled), or name the server itself'

/** A pooler may be told to swallow what it does not follow: then the server has never heard of our timeouts. */
async function checkDirect(client: ClientBase): Promise<void> {
  const found = await client.query("SELECT current_setting('idle_in_transaction_session_timeout') AS timeout")
  const { timeout } = (found.rows[0] ?? {}) as { timeout?: string }
  if (timeout !== `${statementTimeoutMs / 1_000}s`) throw new Error(namesSwitch)
}

/** PgBouncer's own words name neither itself nor what to do. */
function poolerNamed(cause: unknown): unknown {
  if (!(cause instanceof Error && /unsupported startup parameter/.test(cause.message))) return cause
  return new Error(namesSwitch, { cause })
}

function ignoreLoss(): void {}
