// SQL in every text that the REST interface takes (S34), at a whole server on SQLite and on PostgreSQL: it is kept and looked for as a text,
// and no statement that reaches a database holds any of it.
import { deepEqual, doesNotMatch, equal, ok } from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { documentation, type Endpoint, type Example, endpoints, noRates } from '@posthouse/protocol'
import { Client } from 'pg'
import { request } from 'undici'
import { demandDocumented } from '../http/testing/hostile.ts'
import { startPostgres, type TestPostgres } from '../store/testing/postgres.ts'
import { startTestServer, type TestServer } from './test-server.ts'

/** In every attack, and in nothing else. */
const mark = 'zq7x'
/** A name of another app's, which no answer may bring. */
const hidden = 'hidden-of-another-app'

const closings = ["'", '"', '`', ')', "')", '"))', '\\', "\\'", "''", '$$', '$1', '?', ':a', '']
const inner = [
  'OR 1=1',
  "OR 'a'='a'",
  'AND 1=2',
  'UNION SELECT username, nickname, uuid FROM app_user',
  'UNION ALL SELECT name FROM sqlite_master',
  'UNION SELECT table_name FROM information_schema.tables',
  '; DROP TABLE app_user',
  "; UPDATE app_user SET nickname = 'owned'",
  '; DELETE FROM label',
  '|| pg_sleep(3)',
  "|| (SELECT load_extension('x'))",
  '; COPY app_user TO PROGRAM $$id$$',
  "; ATTACH DATABASE '/tmp/x' AS x",
  'IN (SELECT 1)',
  'LIKE %',
  '%',
  '_',
  "' || CAST((SELECT nickname FROM app_user LIMIT 1) AS int) || '",
]
const endings = ['--', ';']
/** Five hundred. */
const attacks: readonly string[] = closings.flatMap(closing =>
  inner.flatMap(words => endings.map(ending => `${mark}${closing} ${words} ${ending}`)),
)

let postgres: TestPostgres
before(async () => {
  postgres = await startPostgres()
})
after(() => postgres.stop())

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`${engine}: what looks like SQL`, () => {
    let server: TestServer
    let token = ''
    // Between them the two databases see all attacks.
    const first = engine === 'SQLite' ? 0 : attacks.length / 2
    let sent = first
    before(async () => {
      const flags = engine === 'SQLite' ? [] : ['--database', await postgres.createDatabase()]
      server = await startTestServer(flags)
      const { clientId: client_id, clientSecret: client_secret } = server.demo
      const grant = { grant_type: 'client_credentials', client_id, client_secret }
      token = (await server.app('POST', 'token', grant)).body.access_token
      const acme = { org: 'acme', name: 'hidden', rates: noRates }
      equal((await asOperator('POST', '/admin/v1/apps', acme)).status, 200)
      const users = [{ username: hidden, password: 'p', nickname: hidden }]
      equal((await asOperator('POST', '/admin/v1/apps/acme/hidden/users', users)).status, 200)
    })
    after(() => server[Symbol.asyncDispose]())

    async function asOperator(method: Endpoint['method'], path: string, body?: unknown) {
      return await send(method, path, body, server.demo.adminKey)
    }
    async function send(method: Endpoint['method'], path: string, body: unknown, bearer: string, more = {}) {
      const answer = await request(server.url + path, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...{ authorization: `Bearer ${bearer}`, 'x-posthouse-console': '1', ...more },
        },
        body: body === undefined ? null : JSON.stringify(body),
      })
      const contentType = String(answer.headers['content-type'])
      return { status: answer.statusCode, contentType, text: await answer.body.text() }
    }
    /** A request with the attack in one of its places; fails where the answer is more than a documented one. */
    async function attack(endpoint: Endpoint, { params = {}, query = {}, body }: Example): Promise<void> {
      sent += 1
      const { org, app, adminKey } = server.demo
      const given: Readonly<Record<string, string>> = { org, app, ...params }
      const filled = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(given[name] ?? ''))
      const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
      const bearer = endpoint.access === 'admin' ? adminKey : token
      const key = endpoint.idempotent ? { 'idempotency-key': attackOf(sent).replace(/[^\x21-\x7e]/g, '+') } : {}
      const answer = await send(endpoint.method, `${filled}?${asked}`, body, bearer, key)
      demandDocumented(answer)
      doesNotMatch(answer.text, new RegExp(hidden), `${endpoint.name} ${JSON.stringify({ params, query, body })}`)
    }

    it('S34 is a text in every place where one is taken, and in no statement', async t => {
      const statements = seeStatements(t)
      for (const endpoint of endpoints.filter(({ name }) => !isLeftOut(name)))
        for (const example of documentation[endpoint.name]?.examples ?? [])
          for (const spoilt of spoiltOnce(example, () => attackOf(sent))) await attack(endpoint, spoilt)
      ok(sent - first > attacks.length / 2, `${sent - first} requests for ${attacks.length} attacks`)
      ok(statements.length > 20, `${statements.length} statements seen`)
      deepEqual(
        statements.filter(text => text.includes(mark)),
        [],
      )
    })

    it('S34 is kept as it is, and finds nobody else', async () => {
      const nickname = attacks[0] ?? ''
      const users = [{ username: 'said-so', password: nickname, nickname }]
      equal((await server.app('POST', 'users', users)).status, 200)
      const { body } = await server.app('GET', 'users/said-so')
      equal(body.entities[0].nickname, nickname)
      const grant = { grant_type: 'password', username: 'said-so', password: "' OR 1=1 --" }
      equal((await server.app('POST', 'token', grant)).status, 400)
      equal((await server.app('POST', 'token', { ...grant, password: nickname })).status, 200)
      const there = await asOperator('GET', `/admin/v1/apps/acme/hidden/users/${hidden}`)
      equal(JSON.parse(there.text).entities[0].nickname, hidden)
    })
  })
}

function attackOf(index: number): string {
  return attacks[index % attacks.length] ?? mark
}

/** These write to a path or look at the whole record: no text of theirs has to do with SQL. */
function isLeftOut(name: string): boolean {
  return ['operations.backup', 'apps.delete'].includes(name)
}

/** The example with each of its texts spoilt, one after the other. */
function* spoiltOnce(example: Example, text: () => string): Generator<Example> {
  for (const name of Object.keys(example.params ?? {}))
    yield { ...example, params: { ...example.params, [name]: text() } }
  for (const name of Object.keys(example.query ?? {})) yield { ...example, query: { ...example.query, [name]: text() } }
  if (example.body === undefined) return
  for (const body of spoiltValues(example.body, text)) yield { ...example, body: body as NonNullable<Example['body']> }
}

function* spoiltValues(value: unknown, text: () => string): Generator<unknown> {
  if (typeof value === 'string') yield text()
  else if (Array.isArray(value)) {
    for (const [index, one] of value.entries())
      for (const spoilt of spoiltValues(one, text)) yield value.with(index, spoilt)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value))
      for (const spoilt of spoiltValues(one, text)) yield { ...value, [name]: spoilt }
  }
}

/** Every text that is prepared or asked in this thread from now on; the writer of SQLite is given its texts, and makes none. */
function seeStatements(t: it.TestContext): readonly string[] {
  const seen: string[] = []
  const { prepare } = DatabaseSync.prototype
  t.mock.method(DatabaseSync.prototype, 'prepare', function see(this: DatabaseSync, sql: string) {
    seen.push(sql)
    return prepare.call(this, sql)
  })
  const { query } = Client.prototype
  t.mock.method(Client.prototype, 'query', function see(this: Client, ...input: readonly unknown[]) {
    const [first] = input
    seen.push(typeof first === 'object' && first !== null && 'text' in first ? String(first.text) : String(first))
    return Reflect.apply(query, this, input)
  })
  return seen
}
