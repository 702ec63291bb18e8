// Opens the ends of a move by their addresses. For a move by the stores' own opening, which brings the schema up to date and checks
// the server; for a comparison as they are.
import { statSync } from 'node:fs'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Store } from '../../ports/store.ts'
import { openStore } from '../open.ts'
import { lockFile } from '../sqlite-lock.ts'
import { isPostgresUrl, type RecordEnd } from './record-end.ts'
import { MoveRefused } from './refused.ts'
import { openSqliteEnd } from './sqlite-end.ts'

/** What opening uses. */
export interface EndDeps {
  readonly clock: Clock
  readonly log: Log
}

/**
 * The end that is left. `prove` looks at the record before anything is changed, and rejects where it must not be moved. What was leased is
 * due at once under a higher epoch: nobody works any more.
 */
export async function openSource(
  deps: EndDeps,
  address: string,
  prove: (store: Store) => Promise<void>,
): Promise<RecordEnd> {
  if (!isPostgresUrl(address)) demandFile(address)
  return await openByStore(deps, address, async store => {
    if (!(await store.tables.sealed.canary())) throw new MoveRefused('no-record', address, 'no canary')
    await prove(store)
    await store.commit([store.tables.leases.releaseAll(deps.clock.now())])
  })
}

/** The end that is filled. */
export async function openTarget(deps: EndDeps, address: string): Promise<RecordEnd> {
  return await openByStore(deps, address, async () => undefined)
}

/** An end that is only compared: its schema stays as it is. */
export async function openForReading(deps: EndDeps, address: string): Promise<RecordEnd> {
  if (isPostgresUrl(address)) return await postgresEnd(deps, address)
  demandFile(address)
  return lockedFile(address)
}

async function openByStore(deps: EndDeps, address: string, ready: (store: Store) => Promise<void>): Promise<RecordEnd> {
  await using opened = new AsyncDisposableStack()
  // First: it refuses a database that servers use, before the store's own connections are there.
  const early = isPostgresUrl(address) ? opened.use(await postgresEnd(deps, address)) : undefined
  await withStore(deps, address, ready)
  const end = early ?? lockedFile(address)
  opened.move()
  return end
}

/** Closed again before rows move: its threads and connections would only take memory. */
async function withStore(deps: EndDeps, address: string, ready: (store: Store) => Promise<void>): Promise<void> {
  await using store = await openStore({ url: address, ...deps })
  await ready(store)
}

function lockedFile(path: string): RecordEnd {
  const lock = lockFile(path)
  return openSqliteEnd(path, { [Symbol.asyncDispose]: async () => lock[Symbol.dispose]() })
}

async function postgresEnd({ clock }: Pick<EndDeps, 'clock'>, address: string): Promise<RecordEnd> {
  return await (await import('./postgres-end.ts')).openPostgresEnd(address, clock)
}

function demandFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new MoveRefused('no-record', path, 'no file')
}
