// Whether a PostgreSQL server may be trusted with the record, asked of every connection (F38, F39, F45), and what it promises to keep.
import type { ClientBase, QueryResult } from 'pg'

/** Oldest server, as `server_version_num`. */
const versionMin = 150_000

/** What a server says of itself. */
export type ServerSettings = Readonly<Record<string, string | boolean>>

/** What an operator may let be off, by name: then the last commits before a crash of the machine can be lost. */
const settingsThatMayBeOff = ['synchronous_commit', 'fsync', 'full_page_writes'] as const

const asked: readonly string[] = [
  ...['server_version_num', 'server_encoding', 'client_encoding', 'bytea_output', 'standard_conforming_strings'],
  ...['default_transaction_isolation', 'default_transaction_read_only', 'synchronous_standby_names'],
  ...settingsThatMayBeOff,
]

/** The name of the file that the server writes its log of changes to begins with its timeline; a standby writes none. */
const timelineFile =
  "CASE WHEN pg_is_in_recovery() THEN '' ELSE pg_walfile_name(pg_current_wal_lsn()) END AS timeline_file"

const asking = `SELECT ${asked.map(name => `current_setting('${name}') AS ${name}`).join(', ')},
  pg_is_in_recovery() AS in_recovery, ${timelineFile}`

/** Remembers which server is the primary: the one with the highest timeline, which every promotion counts up (F39). */
export interface PrimaryWatch {
  /** Notes what a connection leads to. Throws where that server was the primary once, and another one is now. */
  meet(client: ClientBase, timeline: number): void
  /** Whether another server was met since that took over. */
  isOvertaken(client: ClientBase): boolean
}

/** A watch for all connections of a process. */
export function createPrimaryWatch(): PrimaryWatch {
  const timelines = new WeakMap<ClientBase, number>()
  let highest = 0
  return {
    meet(client, timeline) {
      if (timeline < highest)
        throw new Error(
          `PostgreSQL is not fit for the record: it is on timeline ${timeline}, and a server on timeline ${highest} took over from it`,
        )
      highest = timeline
      timelines.set(client, timeline)
    },
    isOvertaken: client => (timelines.get(client) ?? highest) < highest,
  }
}

/** Checks the server that a connection leads to. Rejects where it must not be used; resolves with what it said. */
export async function checkServer(
  client: ClientBase,
  watch: PrimaryWatch,
  mayBeOff: readonly string[],
): Promise<ServerSettings> {
  const found: QueryResult<Record<string, string | boolean>> = await client.query(asking)
  const settings = found.rows[0] ?? {}
  const refusal = refusalOf(settings, mayBeOff)
  if (refusal !== undefined) throw new Error(`PostgreSQL is not fit for the record: ${refusal}`)
  watch.meet(client, timelineOf(settings))
  return settings
}

/** The timeline that a server writes on; 0 for a standby. */
function timelineOf(settings: ServerSettings): number {
  const file = String(settings['timeline_file'] ?? '')
  return file === '' ? 0 : Number.parseInt(file.slice(0, 8), 16)
}

/** Begins a transaction behind a pooler, where neither the connection's settings nor its server are ours to keep. */
export async function beginPooled(client: ClientBase, watch: PrimaryWatch, settings: readonly string[]): Promise<void> {
  const text = ['BEGIN', ...settings.map(setting => `SET LOCAL ${setting}`), `SELECT ${timelineFile}`].join('; ')
  // One message with several statements is answered by as many results, which the driver's type does not say.
  const results = (await client.query(text)) as unknown as readonly QueryResult<Record<string, string>>[]
  watch.meet(client, timelineOf(results.at(-1)?.rows[0] ?? {}))
}

/** Why a server with these settings is refused; undefined where it is not. */
export function refusalOf(settings: ServerSettings, mayBeOff: readonly string[] = []): string | undefined {
  const version = Number(settings['server_version_num'])
  if (!(version >= versionMin)) return `version ${Math.trunc(version / 10_000)}, at least 15 is needed`
  for (const name of ['server_encoding', 'client_encoding']) {
    if (settings[name] !== 'UTF8') return `${name.replace('server_', '')} ${settings[name]}, UTF8 is needed`
  }
  if (settings['in_recovery'] !== false) return 'it is a standby (in recovery), the primary is needed'
  for (const [name, needed] of Object.entries(neededSettings)) {
    if (settings[name] !== needed) return `${name} is ${settings[name]}, ${needed} is needed`
  }
  for (const name of settingsThatMayBeOff) {
    if (settings[name] === 'off' && !mayBeOff.includes(name))
      return `${name} is off: what was answered with 200 could be lost (--database-may-be-off ${name} starts all the same)`
  }
  return undefined
}

/** Our statements mean something else otherwise. The time zone is none of them: the record holds instants as numbers (F45). */
const neededSettings: Readonly<Record<string, string>> = {
  bytea_output: 'hex',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
}

/** How a server keeps what was acknowledged. `synchronous` and `asynchronous`: standbys that follow it now. */
export interface Durability {
  readonly mode: 'relaxed' | 'one-server' | 'synchronous-standby' | 'asynchronous-standby'
  /** For people: the setting, and what may be lost. */
  readonly text: string
}

/** What a server promises, by its settings and how many standbys follow it. */
export function durabilityOf(settings: ServerSettings, standbys: number): Durability {
  const off = settingsThatMayBeOff.filter(name => settings[name] === 'off')
  if (off.length > 0)
    return {
      mode: 'relaxed',
      text: `${off.join(', ')} off: a crash of the database may lose what was acknowledged last`,
    }
  const commit = String(settings['synchronous_commit'])
  const isWaitedFor = settings['synchronous_standby_names'] !== '' && commit !== 'local'
  if (isWaitedFor)
    return {
      mode: 'synchronous-standby',
      text: `synchronous_commit=${commit}, synchronous standby: a fail-over loses nothing`,
    }
  if (standbys > 0)
    return {
      mode: 'asynchronous-standby',
      text: `synchronous_commit=${commit}, ${standbys} asynchronous standby${standbys > 1 ? 's' : ''}: a fail-over loses what they had not received`,
    }
  return { mode: 'one-server', text: `synchronous_commit=${commit}, one server` }
}

/** Standbys that follow a server now, also those that its user may know nothing more of. */
export async function countStandbys(client: ClientBase): Promise<number> {
  const found: QueryResult<{ standbys: bigint }> = await client.query(
    'SELECT count(*) AS standbys FROM pg_stat_replication',
  )
  return Number(found.rows[0]?.standbys ?? 0)
}
