// Opens the record and this process's place among those that share it: its number, its ids, and who else is there.
import { hostname } from 'node:os'
import type { Clock } from '../base/clock.ts'
import { createIds, type Ids } from '../base/ids.ts'
import { causeOf, type Log } from '../base/log.ts'
import type { Random } from '../base/random.ts'
import type { KeyRing } from '../base/seal.ts'
import { openRoster, type RunningRoster } from '../flows/nodes/roster.ts'
import { unlock } from '../flows/registry/unlock.ts'
import type { Bus } from '../ports/bus.ts'
import type { Store } from '../ports/store.ts'
import { openStore } from '../store/open.ts'
import type { DataDirectory } from './data-directory.ts'
import type { Config } from './settings.ts'
import { version } from './version.ts'

/** What opening needs. */
export interface RecordInput {
  readonly config: Config
  readonly directory: DataDirectory
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** The record and the keys of what is sealed in it. */
export interface OpenRecord {
  readonly store: Store
  readonly sealer: KeyRing
}

/** Opens the record; what was opened closes with `opened`. */
export async function openRecord(input: RecordInput, opened: AsyncDisposableStack): Promise<OpenRecord> {
  const { config, directory, clock, random, log } = input
  const url = config.database === '' ? directory.database : config.database
  const postgres = {
    isPooled: config.databasePooled,
    connections: config.databaseConnections,
    mayBeOff: config.databaseMayBeOff,
  }
  const store = opened.use(await openStore({ url, clock, log, acceptRestore: config.acceptRestore, postgres }))
  const sealer = await unlock({ store, random, mayMakeKey: !directory.isMasterKeyGiven }, directory.masterKey)
  if (!isPostgres(config)) await releaseLeases(store, clock, log)
  // Today and tomorrow before anything is stored; the sweeper sees to the days after, and to these where it did not go.
  await store.history.prepare(clock.now(), 1).catch(error => log.error('history.no-days', causeOf(error)))
  return { store, sealer }
}

/** A process among others. */
export interface Node {
  readonly roster: RunningRoster
  readonly ids: Ids
}

/** Says that this process is there, from now on until `opened` closes. */
export async function openNode(
  input: RecordInput,
  parts: { readonly store: Store; readonly bus: Bus; readonly connections: () => number },
  opened: AsyncDisposableStack,
): Promise<Node> {
  const { config, clock, log } = input
  const { store, bus, connections } = parts
  const name = config.nodeName === '' ? hostname() : config.nodeName
  const roster = opened.use(
    await openRoster({
      ...{ store, clock, log },
      facts: () => ({ name, version, roles: config.roles, connections: connections(), bus: bus.state }),
      isAlone: !isPostgres(config),
    }),
  )
  return { roster, ids: createIds(clock, store.node, roster.lease) }
}

/** Whether other processes may share the record. */
export function isPostgres({ database }: Pick<Config, 'database'>): boolean {
  return /^postgres(ql)?:/.test(database)
}

/** A SQLite file has one process (F20), so leases in it are of one that is gone: what they held need not wait for their end (I12). */
async function releaseLeases(store: Store, clock: Clock, log: Log): Promise<void> {
  const [released] = await store.commit([store.tables.leases.releaseAll(clock.now())])
  if (released > 0) log.info('leases.released', { released })
}
