// @posthouse/client/rest against a real server of the sandbox, and the programs of its guide as a reader would run them.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { createPosthouse, type Posthouse, PosthouseApiError, type PosthouseOptions } from '@posthouse/client/rest'
import { startTestServer, type TestServer } from '../packages/server/src/sandbox/test-server.ts'

const root = join(import.meta.dirname, '..')
const pushMessage = { title: 'Hello', content: 'Hello' }

let server: TestServer
let posthouse: Posthouse
before(async () => {
  server = await startTestServer()
  posthouse = client()
})
after(() => server[Symbol.asyncDispose]())

function client(more: Partial<PosthouseOptions> = {}): Posthouse {
  const { org, app, clientId, clientSecret, adminKey } = server.demo
  return createPosthouse({ server: server.url, org, app, clientId, clientSecret, adminKey, ...more })
}

describe('@posthouse/client/rest against a real server', () => {
  it('gets its token itself, one for calls at the same time', async () => {
    const paths: string[] = []
    const counted = client({
      fetch: (input, init) => {
        paths.push(new URL(String(input)).pathname.split('/').at(-1) ?? '')
        return fetch(input, init)
      },
    })
    await Promise.all([counted.users.get({ username: 'test1' }), counted.users.get({ username: 'test2' })])
    assert.deepEqual(paths, ['token', 'test1', 'test2'])
  })

  it('goes on with another token when the server refuses the one it has', async () => {
    let spoiled = false
    const own = client({
      fetch: async (input, init) => {
        const headers = new Headers(init?.headers)
        if (!spoiled && headers.has('authorization')) {
          spoiled = true
          headers.set('authorization', 'Bearer YWMtNotATokenOfThisServer')
        }
        return await fetch(input, { ...init, headers })
      },
    })
    const { entities } = await own.users.get({ username: 'test1' })
    assert.equal(entities[0]?.username, 'test1')
    assert.ok(spoiled)
  })

  it('push.sync: one result for each device', async () => {
    const results = await posthouse.push.sync({ target: 'test1', strategy: 3, pushMessage })
    assert.equal(results.length, server.demo.users[0]?.bindings.length)
    assert.deepEqual(new Set(results.map(({ pushStatus }) => pushStatus)), new Set(['SUCCESS']))
  })

  it('push.async: the answer names the push, whose trace the operator reads', async () => {
    let msgId = ''
    const onAnswer = ({ headers }: { readonly headers: Headers }) => {
      msgId = headers.get('posthouse-msg-id') ?? ''
    }
    assert.deepEqual(await posthouse.push.async({ target: 'test1', pushMessage }, { onAnswer }), [
      { pushStatus: 'ASYNC_SUCCESS', data: '', desc: 'success' },
    ])
    const trace = await posthouse.messages.trace({ msgId })
    assert.deepEqual([trace.msgId, trace.target], [msgId, 'test1'])
  })

  it('push.single: one result for each target', async () => {
    const results = await posthouse.push.single({ targets: ['test1', 'test2'], pushMessage })
    assert.deepEqual(
      results.map(({ id, pushStatus }) => [id, pushStatus]),
      [
        ['test1', 'ASYNC_SUCCESS'],
        ['test2', 'ASYNC_SUCCESS'],
      ],
    )
  })

  it('labels: a round trip with pages', async () => {
    const { labels } = posthouse
    const created = await labels.create({ name: 'round.trip', description: 'there and back' })
    assert.deepEqual([created.name, created.description], ['round.trip', 'there and back'])
    const { success } = await labels.addUsers({ name: 'round.trip', usernames: ['test1', 'test2'] })
    assert.deepEqual(success, ['test1', 'test2'])
    const first = await labels.listUsers({ name: 'round.trip', limit: 1 })
    const second = await labels.listUsers({ name: 'round.trip', limit: 1, cursor: first.cursor })
    assert.deepEqual(
      [...first.data, ...second.data].map(({ username }) => username),
      ['test1', 'test2'],
    )
    assert.equal(second.cursor, undefined)
    await labels.removeUsers({ name: 'round.trip', usernames: ['test1'] })
    assert.equal((await labels.get({ name: 'round.trip' })).count, 1)
    assert.equal(await labels.delete({ name: 'round.trip' }), 'success')
  })

  it('errors carry what the body and the headers say', async () => {
    const failure = await posthouse.labels.get({ name: 'nothing' }).catch((cause: unknown) => cause)
    assert.ok(failure instanceof PosthouseApiError)
    const { status, code, exception, description } = failure
    assert.deepEqual(
      [status, code, exception, description],
      [400, 'resource_not_found', 'ResourceNotFoundException', 'push label not exists of nothing'],
    )
    await assert.rejects(client({ clientSecret: 'wrong' }).users.list(), { status: 400, code: 'invalid_grant' })
  })

  it('S43 a push whose answer was lost is asked for again with the same key, and is not sent twice', async () => {
    const { entities } = await posthouse.users.register({ body: { username: 'lost-answer', password: 'Secret-1' } })
    assert.equal(entities.length, 1)
    const keys: (string | null)[] = []
    const lossy = client({
      fetch: async (input, init) => {
        const response = await fetch(input, init)
        if (!String(input).includes('/push/async/')) return response
        keys.push(new Headers(init?.headers).get('idempotency-key'))
        if (keys.length > 1) return response
        await response.body?.cancel()
        throw new TypeError('the connection was closed')
      },
    })
    await lossy.push.async({ target: 'lost-answer', pushMessage })
    assert.equal(keys.length, 2)
    assert.equal(keys[0], keys[1])
    assert.ok(keys[0])
    const { messages } = await posthouse.messages.ofUser({ username: 'lost-answer' })
    assert.equal(messages.length, 1)
  })

  it('a call that nobody wants any more ends at once with the reason', async () => {
    const gone = AbortSignal.abort(new Error('the reader left'))
    await assert.rejects(posthouse.push.sync({ target: 'test1', pushMessage }, { signal: gone }), /the reader left/)
  })

  it('the operator names another app than the client has', async () => {
    const { app, clientSecret } = await posthouse.apps.create({ org: 'acme', name: 'chat' })
    assert.equal(app.appkey, 'acme#chat')
    const other = client({ org: 'acme', app: 'chat', clientId: app.clientId, clientSecret })
    assert.deepEqual((await other.users.list()).entities, [])
    assert.equal((await posthouse.apps.get({ org: 'acme', app: 'chat' })).app.id, app.id)
    assert.equal((await posthouse.apps.get()).app.appkey, server.demo.appkey)
  })
})

describe('The programs of the guide', () => {
  for (const name of ['rest-client.md', 'rest-client.zh-CN.md']) {
    it(`${name}: they run and print what they say`, async () => {
      const guide = await readFile(join(root, 'docs/guides', name), 'utf8')
      const [first = '', more = '', single = ''] = [...guide.matchAll(/```js\n(.*?)```/gs)].map(match => match[1] ?? '')
      const label = `early-${name.length}`
      const lines = await run(`${first.replaceAll('early-birds', label)}\n${more}`)
      const devices = server.demo.users[0]?.bindings.length ?? 0
      assert.deepEqual(
        lines.slice(0, devices),
        Array.from({ length: devices }, () => 'SUCCESS '),
      )
      assert.deepEqual(lines.slice(devices, -1), [
        'test1',
        'test2',
        '404 service_resource_not_found Service resource not found',
      ])
      assert.match(lines.at(-1) ?? '', /^msg_id \d{18,19}$/)
      assert.deepEqual(await run(single), ['function'])
    })
  }
})

/** Runs a program in a folder that has the package installed; resolves with the lines it printed. */
async function run(program: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'posthouse-guide-'))
  try {
    await mkdir(join(folder, 'node_modules/@posthouse'), { recursive: true })
    await symlink(join(root, 'packages/client'), join(folder, 'node_modules/@posthouse/client'))
    await writeFile(join(folder, 'program.mjs'), program)
    const { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } = server.demo
    const env = { ...process.env, CLIENT_ID, CLIENT_SECRET, POSTHOUSE_SERVER: server.url }
    const args = ['--conditions=source', 'program.mjs']
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env })
    return stdout.split('\n').filter(line => line !== '')
  } finally {
    await rm(folder, { recursive: true })
  }
}
