// What every engine keeps of those who work at the server: accounts with their roles, sessions, links, keys, and the audit log.
import { deepEqual, equal } from 'node:assert/strict'
import { noPassword } from '../../base/password.ts'
import type { Account, ApiKey, Grant } from '../../domain/access.ts'
import { type AuditEntry, breakIn, chained, emptyHead } from '../../domain/audit.ts'
import { sampleApp } from '../../domain/testing/samples.ts'
import type { Store } from '../../ports/store.ts'
import { type Case, otherApp } from './case.ts'

const all: Grant = { appId: undefined, role: 'admin' }
const some: Grant = { appId: sampleApp, role: 'operator' }

function anAccount(id: bigint, name: string, grants: readonly Grant[] = []): Account {
  return { id, name, disabled: false, hasPassword: true, grants, createdAtMs: 1_000 }
}

function aKey(id: bigint, grant: Grant): ApiKey {
  const never = { lastUsedAtMs: undefined, expiresAtMs: undefined }
  return { id, name: `key ${id}`, grant, createdBy: 'ada', createdAtMs: 1_000, ...never }
}

function anEntry(action: string, more: Partial<AuditEntry> = {}): AuditEntry {
  const nothing = { appId: undefined, code: undefined, about: undefined, params: {}, members: [] }
  const who = { actorKind: 'account', actorId: 7n, actor: 'ada', address: '::1' } as const
  return { atMs: 1_000, ...who, action, outcome: 'begun', ...nothing, ...more }
}

const hash = (byte: number) => new Uint8Array(32).fill(byte)

/** Changes who is an admin, as a flow does it. */
async function held(store: Store, ...writes: Parameters<Store['commit']>[0]): Promise<unknown> {
  const [, ...ends] = await store.commit([store.tables.accounts.hold(), ...writes])
  return ends
}

/** See the head of the file. */
export const accessCases: readonly Case[] = [
  {
    name: 'accounts come back with their roles, by id, name, page and app; a taken name reports false',
    run: async store => {
      const { accounts } = store.tables
      const ada = anAccount(1n, 'ada', [all, some])
      const bo = { ...anAccount(2n, 'bo', [some]), disabled: true, hasPassword: false }
      const taken = await store.commit([
        accounts.insert(ada, 'hash'),
        accounts.insert(bo, noPassword),
        accounts.insert(anAccount(3n, 'ada', [all]), 'other'),
      ])
      deepEqual(taken, [true, true, false])
      deepEqual(await accounts.byId(1n), ada)
      deepEqual(await accounts.byName('bo'), { account: bo, passwordHash: noPassword })
      deepEqual([await accounts.byId(3n), await accounts.byName('c')], [undefined, undefined])
      deepEqual(await accounts.list(undefined, 9), [ada, bo])
      deepEqual(await accounts.list('ada', 9), [bo])
      deepEqual(await accounts.list(undefined, 1, sampleApp), [ada])
      deepEqual(await accounts.list(undefined, 9, otherApp), [])
    },
  },
  {
    name: 'the last who can sign in as admin of everything stays one, whatever is changed',
    run: async store => {
      const { accounts } = store.tables
      await store.commit([
        accounts.insert(anAccount(1n, 'ada', [all]), 'hash'),
        accounts.insert(anAccount(2n, 'bo', [some]), 'hash'),
        accounts.insert(anAccount(3n, 'cy', [all]), noPassword),
      ])
      const refused = [
        accounts.change(1n, { disabled: true }),
        accounts.change(1n, { grants: [some] }),
        accounts.delete(1n),
      ]
      for (const write of refused) deepEqual(await held(store, write), [false])
      deepEqual(await accounts.byId(1n), anAccount(1n, 'ada', [all]))
      deepEqual(await held(store, accounts.change(2n, { grants: [all, some] }), accounts.change(9n, { grants: [] })), [
        true,
        false,
      ])
      deepEqual((await accounts.byId(2n))?.grants, [all, some])
      deepEqual(await held(store, accounts.change(1n, { disabled: true })), [true])
      // Now the other one is the last.
      deepEqual(await held(store, accounts.delete(2n)), [false])
      deepEqual(await held(store, accounts.change(1n, { disabled: false })), [true])
      deepEqual(await held(store, accounts.delete(2n)), [true])
      equal(await accounts.byId(2n), undefined)
      deepEqual(await store.commit([accounts.setPassword(3n, 'hash')]), [true])
      deepEqual(await held(store, accounts.delete(1n)), [true])
      const onApp = (role: 'viewer' | 'admin' | undefined) => accounts.change(3n, { onApp: { appId: sampleApp, role } })
      deepEqual(await held(store, onApp('admin'), onApp('viewer')), [true, true])
      deepEqual((await accounts.byId(3n))?.grants, [all, { appId: sampleApp, role: 'viewer' }])
      deepEqual(await held(store, onApp(undefined)), [true])
      deepEqual((await accounts.byId(3n))?.grants, [all])
    },
  },
  {
    name: 'sessions end one by one, with their account, and by age; a use never goes back',
    run: async store => {
      const { accounts, consoleSessions } = store.tables
      const session = { accountId: 1n, createdAtMs: 1_000, seenAtMs: 1_000, address: '10.0.0.1' }
      await store.commit([
        accounts.insert(anAccount(1n, 'ada'), 'hash'),
        ...[1, 2, 3, 4].map(byte => consoleSessions.insert(hash(byte), session, 9)),
        consoleSessions.insert(hash(5), { ...session, accountId: 2n, createdAtMs: 9_000, seenAtMs: 9_000 }, 9),
        consoleSessions.touch(hash(1), 3_000),
        consoleSessions.touch(hash(1), 2_000),
      ])
      deepEqual(await consoleSessions.find(hash(1)), { ...session, seenAtMs: 3_000 })
      deepEqual(
        await store.commit([
          consoleSessions.delete(hash(2)),
          consoleSessions.delete(hash(2)),
          consoleSessions.deleteOfAccount(1n, hash(1)),
        ]),
        [true, false, 2],
      )
      deepEqual(await store.commit([consoleSessions.deleteEnded(2_000, 1_000, 9)]), [0])
      // A refusal ends nobody's session.
      await store.commit([accounts.insert(anAccount(2n, 'bo', [all]), 'hash')])
      deepEqual(await held(store, accounts.change(2n, { disabled: true })), [false])
      equal((await consoleSessions.find(hash(5)))?.accountId, 2n)
      deepEqual(await held(store, accounts.delete(1n)), [true])
      equal(await consoleSessions.find(hash(1)), undefined)
      deepEqual(await store.commit([consoleSessions.deleteEnded(0, 9_001, 9)]), [1])
    },
  },
  {
    name: 'an account has no more sessions than it may: those end that were not used for longest, and nobody else’s',
    run: async store => {
      const { consoleSessions } = store.tables
      const at = (ms: number, accountId = 1n) => ({ accountId, createdAtMs: ms, seenAtMs: ms, address: '::1' })
      await store.commit([
        consoleSessions.insert(hash(1), at(1_000), 2),
        consoleSessions.insert(hash(2), at(2_000), 2),
        consoleSessions.insert(hash(9), at(500, 2n), 2),
        consoleSessions.touch(hash(1), 3_000),
        consoleSessions.insert(hash(3), at(4_000), 2),
      ])
      const there = await Promise.all([1, 2, 3, 9].map(byte => consoleSessions.find(hash(byte))))
      deepEqual(
        there.map(session => session !== undefined),
        [true, false, true, true],
      )
    },
  },
  {
    name: 'a link is used once; a newer one takes its place, and the set-up has one of its own',
    run: async store => {
      const { accessLinks } = store.tables
      const link = { accountId: 1n, expiresAtMs: 5_000 }
      const setUp = { accountId: undefined, expiresAtMs: undefined }
      await store.commit([
        accessLinks.replace(hash(1), link),
        accessLinks.replace(hash(2), link),
        accessLinks.replace(hash(3), setUp),
        accessLinks.replace(hash(4), setUp),
      ])
      deepEqual([await accessLinks.find(hash(1)), await accessLinks.find(hash(3))], [undefined, undefined])
      deepEqual([await accessLinks.find(hash(2)), await accessLinks.find(hash(4))], [link, setUp])
      deepEqual(await store.commit([accessLinks.use(hash(2)), accessLinks.use(hash(2))]), [true, false])
      await store.commit([accessLinks.deleteSetUp(), accessLinks.replace(hash(5), link)])
      equal(await accessLinks.find(hash(4)), undefined)
      deepEqual(await store.commit([accessLinks.deleteExpired(5_000, 9), accessLinks.deleteExpired(5_001, 9)]), [0, 1])
    },
  },
  {
    name: 'keys are found by their hash, listed by page and app, and deleted within their app',
    run: async store => {
      const { apiKeys } = store.tables
      const [first, second] = [aKey(1n, all), { ...aKey(2n, some), expiresAtMs: 9_000 }]
      await store.commit([apiKeys.insert(hash(1), first), apiKeys.insert(hash(2), second), apiKeys.touch(1n, 2_000)])
      await store.commit([apiKeys.touch(1n, 1_500)])
      deepEqual(await apiKeys.find(hash(1)), { ...first, lastUsedAtMs: 2_000 })
      equal(await apiKeys.find(hash(3)), undefined)
      deepEqual((await apiKeys.list(undefined, 9)).length, 2)
      deepEqual(await apiKeys.list(1n, 9), [second])
      deepEqual(await apiKeys.list(undefined, 9, sampleApp), [second])
      deepEqual(await Promise.all([undefined, sampleApp, otherApp].map(app => apiKeys.count(app, 9))), [1, 1, 0])
      equal(await apiKeys.count(sampleApp, 0), 0)
      const ends = [
        apiKeys.delete(1n, sampleApp),
        apiKeys.delete(2n, sampleApp),
        apiKeys.delete(1n),
        apiKeys.delete(1n),
      ]
      deepEqual(await store.commit(ends), [false, true, true, false])
    },
  },
  {
    name: 'S53: audit entries come back as they were chained; one place has one entry, and who comes too late adds none',
    run: async store => {
      const { audit } = store.tables
      equal(await audit.head(), undefined)
      const written = chained(emptyHead, [
        anEntry('labels.create', { appId: sampleApp, params: { name: '标签', app: 'x' }, members: ['name'] }),
        anEntry('labels.create', { outcome: 'failed', code: 'label_exists', about: 1, atMs: 2_000 }),
        anEntry('session.open', { actorKind: 'nobody', actorId: undefined, actor: 'bo', outcome: 'refused' }),
      ])
      deepEqual(await store.commit([audit.append(written)]), [true])
      deepEqual(await store.commit([audit.append(chained(emptyHead, [anEntry('late'), anEntry('later')]))]), [false])
      deepEqual(await audit.after(0, 9), written)
      equal(breakIn(emptyHead, await audit.after(0, 9)), undefined)
      deepEqual((await audit.head())?.seq, 3)
      const seqs = async (filter: Parameters<typeof audit.page>[0], before?: number) =>
        (await audit.page(filter, before, 9)).map(({ seq }) => seq)
      deepEqual(await seqs({}), [3, 2, 1])
      deepEqual(await seqs({}, 3), [2, 1])
      deepEqual(await seqs({ appId: sampleApp }), [1])
      deepEqual(await seqs({ actor: 'ada', action: 'labels.create', fromMs: 1_000, untilMs: 2_000 }), [1])
    },
  },
]
