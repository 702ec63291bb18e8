import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { after, test } from 'node:test'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { type Log, silentLog } from '../base/log.ts'
import { pause } from '../base/pause.ts'
import type { Store } from '../ports/store.ts'
import { openStore } from './open.ts'
import { durabilityOf, refusalOf } from './postgres-fitness.ts'
import { namedStatements } from './tables.ts'
import { startPostgres } from './testing/postgres.ts'

const server = await startPostgres({ timezone: 'America/New_York', bytea_output: 'escape' })
after(() => server.stop())

const fit = {
  server_version_num: '150004',
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  bytea_output: 'hex',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  synchronous_standby_names: '',
  synchronous_commit: 'on',
  fsync: 'on',
  full_page_writes: 'on',
  in_recovery: false,
  timeline_file: '000000010000000000000001',
}

test('F38, F45: what a server says of itself decides whether it is used', () => {
  equal(refusalOf(fit), undefined)
  equal(refusalOf({ ...fit, synchronous_commit: 'local' }), undefined)
  match(refusalOf({ ...fit, server_version_num: '140011' }) ?? '', /version 14, at least 15/)
  match(refusalOf({ ...fit, fsync: 'off' }) ?? '', /fsync is off: .*--database-may-be-off fsync/)
  match(refusalOf({ ...fit, full_page_writes: 'off' }) ?? '', /full_page_writes is off/)
  match(refusalOf({ ...fit, in_recovery: true }) ?? '', /standby/)
  match(refusalOf({ ...fit, default_transaction_read_only: 'on' }) ?? '', /read_only is on, off is needed/)
  match(refusalOf({ ...fit, bytea_output: 'escape' }) ?? '', /bytea_output is escape, hex is needed/)
  match(refusalOf({}) ?? '', /version/)
  equal(refusalOf({ ...fit, fsync: 'off' }, ['fsync']), undefined)
  match(refusalOf({ ...fit, fsync: 'off', full_page_writes: 'off' }, ['fsync']) ?? '', /full_page_writes is off/)
})

test('F38: what may be lost is said by how the server keeps it', () => {
  const modes = [
    durabilityOf(fit, 0),
    durabilityOf({ ...fit, synchronous_standby_names: 'ANY 1 (a, b)' }, 2),
    durabilityOf({ ...fit, synchronous_standby_names: '*', synchronous_commit: 'local' }, 2),
    durabilityOf(fit, 1),
    durabilityOf({ ...fit, synchronous_commit: 'off' }, 1),
  ].map(({ mode }) => mode)
  deepEqual(modes, ['one-server', 'synchronous-standby', 'asynchronous-standby', 'asynchronous-standby', 'relaxed'])
})

test('F38, F45: a database that is not fit is refused when it is opened, and used where its risk is named', async () => {
  const url = await server.createDatabase()
  await asked(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`)
  await rejects(open(url), /synchronous_commit is off/)
  const said: unknown[] = []
  const log: Log = { ...silentLog, warn: (event, fields) => said.push([event, fields?.['mode']]) }
  await using store = await open(url, { mayBeOff: ['synchronous_commit'] }, log)
  match(store.durability, /may lose what was acknowledged last/)
  deepEqual(said, [['store.durability', 'relaxed']])
  await rejects(open(await server.createDatabase({ encoding: 'SQL_ASCII' })), /encoding SQL_ASCII, UTF8 is needed/)
})

test('F45: neither the server’s time zone nor how it spells bytes reaches us: whoever asks its clock asks for epoch time', async () => {
  await using store = await open(await server.createDatabase())
  await store.commit([
    store.tables.nodes.seen(0, 1, { name: 'zone', version: '', roles: [], connections: 0, bus: '' }, 7),
  ])
  const texts = namedStatements.flatMap(({ postgres, merged }) => [postgres, merged?.postgres ?? ''])
  const clocks =
    /\b(now\(\)|current_date|current_time|localtime|clock_timestamp|timestamptz?|date_trunc|to_char|age\()/i
  deepEqual(
    texts.filter(text => clocks.test(text.replaceAll('extract(epoch FROM clock_timestamp())', ''))),
    [],
  )
})

test('F37, F39: a server that hangs keeps nobody from leaving it, and no process from its end', async () => {
  const sockets = (): number => process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length
  const before = sockets()
  const url = await server.createDatabase()
  const store = await open(url)
  await store.tables.nodes.schemaFloor()
  const name = new URL(url).pathname.slice(1)
  const found = await asked(server.url, `SELECT pid FROM pg_stat_activity WHERE datname = '${name}'`)
  const backends = found.map(row => Number(row['pid']))
  equal(backends.length, 2, 'a writer and a reader')
  for (const pid of backends) process.kill(pid, 'SIGSTOP')
  try {
    await store[Symbol.asyncDispose]()
    await pause(systemClock, 50, new AbortController().signal)
    equal(sockets(), before)
  } finally {
    for (const pid of backends) process.kill(pid, 'SIGCONT')
  }
})

function open(url: string, postgres = {}, log: Log = silentLog): Promise<Store> {
  return openStore({ url, clock: systemClock, log, postgres })
}

async function asked(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client(url)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
