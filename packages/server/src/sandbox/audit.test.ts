// The audit log of a running server: what stands in it, what never does, and that a change of it shows (S53, S15).
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { systemRandom } from '../base/random.ts'
import type { AuditEntry } from '../domain/audit.ts'
import { createAuditLog } from '../flows/access/audit-log.ts'
import { verifyAudit } from '../flows/access/verify-audit.ts'
import { openStore } from '../store/open.ts'
import { startPostgres } from '../store/testing/postgres.ts'
import { type Body, startTestServer, type TestServer } from './test-server.ts'
import { asConsole, cookieOf, password, signIn } from './testing/console-client.ts'

const forever = new AbortController().signal

describe('The audit log', () => {
  let server: TestServer
  let cookie: string
  let demo: string
  before(async () => {
    server = await startTestServer()
    demo = `/admin/v1/apps/${server.demo.org}/${server.demo.app}`
    const token = await server.system.offerSetUp()
    const body = { token, name: 'ada', password }
    cookie = cookieOf(await asConsole(server, 'POST', '/admin/v1/set-up', { body }))
  })
  after(() => server[Symbol.asyncDispose]())

  const asAda = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
    asConsole(server, method, path, { cookie, body })
  const entries = async (query = '', path = '/admin/v1/audit'): Promise<Body[]> => {
    const { body, status } = await asAda('GET', `${path}?limit=200${query}`)
    assert.equal(status, 200, JSON.stringify(body))
    return body.entries
  }

  it('says who did what where, by name of what was given, before it happened; and how it ended where it did not', async () => {
    await asAda('POST', `${demo}/push/label`, { name: 'red', description: 'canary-description' })
    await asAda('POST', `${demo}/push/label`, { name: 'red' })
    await asAda('PUT', `${demo}/settings`, { nonsense: 1 })
    await asAda('DELETE', `${demo}/push/label/red`)
    const [gone, refused, failed, second, first] = await entries('', `${demo}/audit`)
    const place = { org: server.demo.org, app: server.demo.app }
    const { seq, at, hash, ...rest } = first
    assert.deepEqual(rest, {
      address: '127.0.0.1',
      action: 'labels.create',
      outcome: 'begun',
      actor: { kind: 'account', name: 'ada', id: rest.actor.id },
      params: {},
      members: ['name', 'description'],
      app: place,
    })
    assert.ok(seq > 0 && at > 0 && /^[0-9a-f]{64}$/.test(hash))
    assert.deepEqual(
      [failed.outcome, failed.code, failed.about, second.seq],
      ['failed', 'label_exists', second.seq, second.seq],
    )
    assert.deepEqual([refused.action, refused.outcome, refused.code], ['apps.settings', 'refused', 'argument_illegal'])
    assert.deepEqual([gone.action, gone.params], ['labels.delete', { name: 'red' }])
  })

  it('tells sign-ins, those that failed and sign-outs, and keeps no name that nobody has', async () => {
    await signIn(server, 'ada', 'wrong-password')
    await signIn(server, 'canary-typed-into-the-wrong-field', password)
    const opened = await signIn(server, 'ada', password)
    await asConsole(server, 'DELETE', '/admin/v1/session', { cookie: cookieOf(opened) })
    const [left, came, unknown, wrong] = await entries()
    assert.deepEqual(
      [left.action, left.outcome, came.action, came.outcome],
      [...['session.close', 'done', 'session.open', 'done']],
    )
    assert.deepEqual([unknown.actor, unknown.code], [{ kind: 'nobody', name: '' }, 'sign_in_wrong'])
    assert.deepEqual([wrong.actor.name, wrong.outcome], ['ada', 'refused'])
  })

  it('is read by filters and in pages', async () => {
    const all = await entries()
    assert.deepEqual(
      new Set((await entries('&action=labels.create')).map(one => one.action)),
      new Set(['labels.create']),
    )
    assert.ok((await entries('&actor=ada')).every(one => one.actor.name === 'ada'))
    assert.deepEqual(await entries(`&until=${all.at(-1)?.at}`), [])
    assert.equal((await entries(`&from=${all.at(-1)?.at}`)).length, all.length)
    const { body } = await asAda('GET', '/admin/v1/audit?limit=2')
    const next = await asAda('GET', `/admin/v1/audit?limit=2&cursor=${body.cursor}`)
    assert.deepEqual(
      [...body.entries, ...next.body.entries].map(one => one.seq),
      all.slice(0, 4).map(one => one.seq),
    )
  })

  it('S15: holds no value of what was given, and no credential', async () => {
    const secret = 'canary-secret-0123456789abcdef'
    await asAda('POST', `${demo}/callbacks/rules`, { name: 'hook', url: 'https://hooks.example.com/x', secret })
    await asAda('POST', `${demo}/users`, { username: 'zoe', password: 'canary-password-1' })
    await asAda('PUT', `${demo}/users/zoe/password`, { newpassword: 'canary-password-2' })
    await asAda('POST', `${demo}/push/label`, { name: 'x', 'canary-member': 1 })
    const key = await asAda('POST', '/admin/v1/api-keys', { name: 'k', role: 'viewer' })
    const text = JSON.stringify(await entries())
    for (const canary of ['canary', password, key.body.secret, cookie.split('=')[1] ?? 'none', server.demo.adminKey])
      assert.equal(text.includes(canary), false, canary)
    assert.match(text, /"newpassword"/)
  })

  it('S53: requests at the same time make one chain, and an entry that was edited or removed is found', async () => {
    const labels = Array.from({ length: 40 }, (_, at) => asAda('POST', `${demo}/push/label`, { name: `many-${at}` }))
    await Promise.all(labels)
    const before = (await asAda('GET', '/admin/v1/audit/verify')).body
    assert.deepEqual([before.holds, before.entries > 45], [true, true])
    const [newest] = await entries()
    assert.equal(before.head, newest.hash)
    const edit = (sql: string) => {
      const database = new DatabaseSync(join(server.dataPath, 'posthouse.db'), { timeout: 5_000 })
      database.exec(sql)
      database.close()
    }
    const broken = async () => (await asAda('GET', '/admin/v1/audit/verify')).body.broken
    edit("UPDATE audit SET actor = 'eve' WHERE seq = 7")
    assert.deepEqual(await broken(), { seq: 7, kind: 'changed' })
    edit("UPDATE audit SET actor = 'ada' WHERE seq = 7")
    const repaired = await broken()
    assert.equal(repaired, undefined, JSON.stringify(repaired))
    edit('DELETE FROM audit WHERE seq = 9')
    assert.deepEqual(await broken(), { seq: 10, kind: 'missing' })
  })
})

it('S53: nodes that share a database write one chain together', async () => {
  const postgres = await startPostgres()
  try {
    const url = await postgres.createDatabase()
    const open = () => openStore({ url, clock: systemClock, log: silentLog })
    await using one = await open()
    await using other = await open()
    const logs = [one, other].map(store => createAuditLog({ store, clock: systemClock, random: systemRandom }))
    const entry = (at: number): AuditEntry => ({
      ...{ atMs: at, actorKind: 'key', actorId: 1n, actor: `node ${at % 2}`, address: '::1', action: 'labels.create' },
      ...{
        appId: undefined,
        params: { at: String(at) },
        members: [],
        outcome: 'begun',
        code: undefined,
        about: undefined,
      },
    })
    const writes: Promise<number | undefined>[] = []
    for (let at = 0; at < 300; at += 1) {
      writes.push(logs[at % 2]?.write(entry(at)) ?? Promise.resolve(undefined))
      if (at % 10 === 9) await writes.at(-1)
    }
    const seqs = await Promise.all(writes)
    assert.equal(new Set(seqs).size, 300)
    const verdict = await verifyAudit(other.tables, forever)
    assert.deepEqual([verdict.entries, verdict.broken], [300, undefined])
    const actors = (await one.tables.audit.after(0, 300)).map(({ actor }) => actor)
    assert.deepEqual(new Set(actors), new Set(['node 0', 'node 1']))
  } finally {
    await postgres.stop()
  }
})
