// How we talk to PostgreSQL: timeouts on everything (F37), integers as bigint, bytes as Uint8Array, and the checks without which
// a server is not trusted with the record (F38, F39, F45).
import { Client, type ClientConfig, type CustomTypesConfig, type QueryResult, types } from 'pg'

/** Time for connecting, ms. */
const connectTimeoutMs = 5_000
/** Time for one statement, ms; the server's own, and a little later ours, for a server that hangs. */
const statementTimeoutMs = 10_000
const answerTimeoutMs = 12_000
/** Oldest server, as `server_version_num`. */
const versionMin = 150_000

const int8 = 20
const bytea = 17

const typesConfig: CustomTypesConfig = {
  getTypeParser(oid, format): (text: string) => unknown {
    if (oid === int8) return BigInt
    if (oid === bytea) return text => Uint8Array.from(Buffer.from(text.slice(2), 'hex'))
    return types.getTypeParser(oid, format === 'binary' ? 'binary' : 'text') as (text: string) => unknown
  },
}

/** Settings of every connection. */
export function connectionConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'posthouse',
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    lock_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    query_timeout: answerTimeoutMs,
    keepAlive: true,
    types: typesConfig,
  }
}

/** A checked connection for writing. Rejects where the server must not be written to. The caller ends it. */
export async function connectForWriting(url: string): Promise<Client> {
  // In a pipeline, statements that do not need each other's answers cost one round trip together.
  const client = new Client({ ...connectionConfig(url), pipeline: true })
  // A connection that is lost shows in the statements that run on it, or in the next one.
  client.on('error', ignoreLoss)
  await client.connect()
  try {
    await checkServer(client)
  } catch (cause) {
    await client.end()
    throw cause
  }
  return client
}

function ignoreLoss(): void {}

async function checkServer(client: Client): Promise<void> {
  const names = ['server_version_num', 'server_encoding', 'synchronous_commit', 'fsync', 'full_page_writes']
  const columns = names.map(name => `current_setting('${name}') AS ${name}`)
  const found: QueryResult<Record<string, string | boolean>> = await client.query(
    `SELECT ${columns.join(', ')}, pg_is_in_recovery() AS in_recovery`,
  )
  const refusal = refusalOf(found.rows[0] ?? {})
  if (refusal !== undefined) throw new Error(`PostgreSQL is not fit for the record: ${refusal}`)
}

/** Why a server with these settings is refused; undefined where it is not. */
export function refusalOf(settings: Readonly<Record<string, string | boolean>>): string | undefined {
  const version = Number(settings['server_version_num'])
  if (!(version >= versionMin)) return `version ${Math.trunc(version / 10_000)}, at least 15 is needed`
  if (settings['server_encoding'] !== 'UTF8') return `encoding ${settings['server_encoding']}, UTF8 is needed`
  if (settings['in_recovery'] !== false) return 'it is a standby (in recovery), the primary is needed'
  for (const name of ['synchronous_commit', 'fsync', 'full_page_writes']) {
    if (settings[name] === 'off') return `${name} is off: what was answered with 200 could be lost`
  }
  return undefined
}
