import assert from 'node:assert/strict'
import { it } from 'node:test'
import { day, hour, minute } from '@posthouse/protocol'
import { sha256Hex } from '../../base/crypto.ts'
import { silentLog } from '../../base/log.ts'
import type { Account, ApiKey } from '../../domain/access.ts'
import type { ConsoleSession } from '../../ports/access.ts'
import { createOperators } from './operators.ts'

const ada: Account = { id: 1n, name: 'ada', disabled: false, hasPassword: true, grants: [], createdAtMs: 0 }
const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex')

/** A record with one session and one key, a clock that is set by hand, and the count of look-ups. */
function aRecord(key: Partial<ApiKey> = {}) {
  const at = { ms: 1_000_000, asked: 0, broken: false }
  const sessions = new Map<string, ConsoleSession>()
  const accounts = new Map([[ada.id, ada]])
  const keys = new Map<string, ApiKey>()
  const never = { lastUsedAtMs: undefined, expiresAtMs: undefined }
  const made = {
    id: 2n,
    name: 'k',
    grant: { appId: undefined, role: 'viewer' },
    createdBy: 'ada',
    createdAtMs: 0,
  } as const
  keys.set(sha256Hex('phk_key'), { ...made, ...never, ...key })
  const find =
    <T>(map: Map<string, T>) =>
    async (hash: Uint8Array) => {
      at.asked += 1
      return map.get(hex(hash))
    }
  const touch = (hash: Uint8Array, atMs: number) => {
    const session = sessions.get(hex(hash))
    if (session) sessions.set(hex(hash), { ...session, seenAtMs: atMs })
    return {}
  }
  const tables = {
    consoleSessions: { find: find(sessions), touch },
    accounts: { byId: async (id: bigint) => accounts.get(id) },
    apiKeys: { find: find(keys), touch: () => ({}) },
  }
  const commit = async (writes: readonly unknown[]) => {
    if (at.broken) throw new Error('the disk is full')
    return writes
  }
  const clock = { now: () => at.ms, monotonic: () => at.ms, after: () => () => undefined }
  const begin = (id: string) =>
    sessions.set(sha256Hex(id), { accountId: 1n, createdAtMs: at.ms, seenAtMs: at.ms, address: '::1' })
  const bus = { announce: async () => undefined, subscribe: () => () => undefined }
  const operators = createOperators({ store: { tables, commit } as never, bus, clock, log: silentLog })
  const isIn = async (id = 'id') => (await operators.ofSession(id)) !== undefined
  return { at, sessions, accounts, keys, operators, begin, isIn }
}

it('S11: a session ends after 12 hours without a request, and a request lets them begin anew', async () => {
  const { at, begin, isIn } = aRecord()
  begin('id')
  assert.equal(await isIn(), true)
  at.ms += 12 * hour - 1
  assert.equal(await isIn(), true)
  at.ms += 12 * hour - 1
  assert.equal(await isIn(), true)
  at.ms += 12 * hour
  assert.equal(await isIn(), false)
})

it('S11: a session ends after 7 days, however busy it was', async () => {
  const { at, begin, isIn } = aRecord()
  begin('id')
  const endMs = at.ms + 7 * day
  while (at.ms + hour < endMs) {
    assert.equal(await isIn(), true)
    at.ms += hour
  }
  at.ms = endMs
  assert.equal(await isIn(), false)
})

it('S05: what ended elsewhere is seen within two seconds, and what ended here at once', async () => {
  const { at, begin, isIn, sessions, accounts, operators } = aRecord()
  begin('id')
  await isIn()
  sessions.clear()
  at.ms += 1_999
  assert.equal(await isIn(), true)
  at.ms += 1
  assert.equal(await isIn(), false)
  begin('id')
  await isIn()
  accounts.set(1n, { ...ada, disabled: true })
  await operators.forget()
  assert.equal(await isIn(), false)
})

it('a session is looked up once in two seconds, noted once a minute, and read although nothing can be noted', async () => {
  const { at, begin, isIn, sessions } = aRecord()
  begin('id')
  for (let request = 0; request < 100; request += 1) await isIn()
  assert.equal(at.asked, 1)
  const { seenAtMs } = sessions.get(sha256Hex('id')) ?? assert.fail()
  at.ms += minute - 1
  await isIn()
  assert.equal(sessions.get(sha256Hex('id'))?.seenAtMs, seenAtMs)
  at.ms += 2_000
  await isIn()
  assert.equal(sessions.get(sha256Hex('id'))?.seenAtMs, at.ms)
  at.ms += 2 * minute
  at.broken = true
  assert.equal(await isIn(), true)
})

it('a key ends when it says, while it is remembered too', async () => {
  const { at, operators } = aRecord({ expiresAtMs: 1_000_500 })
  const isOpen = async () => (await operators.ofKey('phk_key')) !== undefined
  assert.equal(await isOpen(), true)
  at.ms += 499
  assert.equal(await isOpen(), true)
  at.ms += 1
  assert.equal(await isOpen(), false)
  assert.equal(await operators.ofKey('phk_other'), undefined)
})
