// The guides for moving over, followed to the letter: every `sh` block is run by a shell, in order, in an empty folder. A second app of the
// sandbox stands for Easemob, whose interface it speaks, and a small server for JPush; only what cannot be known in advance is replaced.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startTestServer, type TestServer } from '../packages/server/src/sandbox/test-server.ts'

const root = join(import.meta.dirname, '..')
const packageName = 'com.example.chat'

function textOf(guide: string): Promise<string> {
  return readFile(join(root, 'docs/guides', guide), 'utf8')
}

function fencesOf(page: string, language: string): readonly string[] {
  return [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(match => match[1] === language)
    .map(match => match[2] ?? '')
}

/** A folder in which `npx posthouse` is that of this checkout, spoken to a running server. */
class Reader implements AsyncDisposable {
  readonly folder: string
  readonly #server: TestServer
  readonly #replaced: ReadonlyMap<string, string>
  #exports = ''

  constructor(folder: string, server: TestServer, replaced: ReadonlyMap<string, string>) {
    this.folder = folder
    this.#server = server
    this.#replaced = replaced
  }

  /** Runs a block to its end; resolves with what it printed. A command that fails fails the test. */
  async run(block: string): Promise<string> {
    const script = [...this.#replaced].reduce((text, [from, to]) => text.replaceAll(from, to), block)
    const program = '"$NODE" --conditions=source --disable-warning=ExperimentalWarning "$MAIN"'
    const prelude = `set -euo pipefail\nnpx() { [ "$1" = posthouse ]; shift; ${program} "$@"; }\nnode() { "$NODE" "$@"; }\n`
    const child = spawn('bash', ['-c', `${prelude}${this.#exports}${script}`], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...{ PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
        HOME: this.folder,
        LANG: 'en_US.UTF-8',
        NODE: process.execPath,
        MAIN: join(root, 'packages/server/src/main.ts'),
        POSTHOUSE_SERVER: this.#server.url,
        POSTHOUSE_ADMIN_KEY: this.#server.demo.adminKey,
      },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk
      })
    const [code] = await once(child, 'close')
    assert.equal(code, 0, `${script}\nended with ${code}: ${said}`)
    this.#exports += [...script.matchAll(/^(?:export .+|TOKEN=.+)$/gm)].map(line => `${line}\n`).join('')
    return said
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.folder, { recursive: true, force: true })
  }
}

/** Runs the blocks in order; a pattern for each, the names of the guide's own files aside. */
async function follow(reader: Reader, blocks: readonly string[], expected: readonly RegExp[]): Promise<void> {
  assert.equal(blocks.length, expected.length, 'each block has its expectation')
  for (const [index, block] of blocks.entries()) assert.match(await reader.run(block), expected[index] ?? /^$/, block)
}

/** Apple's side: a key in `AuthKey.p8`, and what stands in its place in the guides. */
async function appleValues(server: TestServer, folder: string): Promise<readonly (readonly [string, string])[]> {
  const apple = server.simulators.get('apns')
  assert.ok(apple)
  const { teamId = '', keyId = '', file = '' } = await apple.addApp({ packageName })
  await writeFile(join(folder, 'AuthKey.p8'), Buffer.from(file, 'base64'))
  return [
    ['TEAM123456', teamId],
    ['KEY1234567', keyId],
    ['DEVICE_TOKEN', apple.newToken(packageName, 77)],
    ['http://127.0.0.1:8099', server.url],
  ]
}

for (const name of ['move-from-easemob', 'move-from-jpush-getui', 'move-from-zim']) {
  test(`${name}: both languages show the same code`, async () => {
    const [english, chinese] = await Promise.all([textOf(`${name}.md`), textOf(`${name}.zh-CN.md`)])
    for (const language of ['sh', 'js', 'diff'])
      assert.deepEqual(fencesOf(chinese, language), fencesOf(english, language))
    assert.ok(fencesOf(english, 'sh').length > 4)
  })
}

test('move-from-easemob: users, devices, labels and templates come over, and a push arrives', async () => {
  await using server = await startTestServer()
  const folder = await mkdtemp(join(tmpdir(), 'posthouse-move-'))
  const page = await textOf('move-from-easemob.md')
  const { org, app, clientId, clientSecret, users } = server.demo
  const iphone = users[0]?.bindings.find(({ vendor }) => vendor === 'apns')
  const replaced = new Map([
    ['export OLD_APP=acme/chat', `export OLD_APP=${org}/${app}`],
    ['https://a1.easemob.com', server.url],
    ['YXA6-of-easemob', clientId],
    ['YXA6-secret-of-easemob', clientSecret],
    ['notifier add ios', `notifier add ${iphone?.notifierName}`],
    ...(await appleValues(server, folder)),
  ])
  for (const from of replaced.keys()) if (from !== 'DEVICE_TOKEN') assert.ok(page.includes(from), from)
  const promo = { name: 'promo1', title_pattern: 'News for {0}', content_pattern: '{0} sent you {1}' }
  assert.equal((await server.app('POST', 'notification/template', promo)).status, 200)
  await using reader = new Reader(folder, server, replaced)
  await writeFile(join(folder, 'export.mjs'), fencesOf(page, 'js')[0] ?? '')
  await follow(reader, fencesOf(page, 'sh'), [
    /appkey +acme#chat/,
    /^$/,
    /2 rows: 2 created[\s\S]*dry run[\s\S]*2 rows: 2 created[\s\S]*20 rows: 20 created[\s\S]*3 rows: 3 created[\s\S]*1 rows: 1 created/,
    /is stored[\s\S]*credential-accepted/,
    /Rule moved \(\d+\) is on/,
    /"pushStatus":"ASYNC_SUCCESS"/,
    /test1-iphone [\s\S]*success: /,
  ])
  assert.equal(existsSync(join(folder, 'users.jsonl.refused.jsonl')), false)
})

test('move-from-jpush-getui: aliases and tags come over, the device binds itself, and a push arrives', async () => {
  await using server = await startTestServer()
  await using jpush = await startJpush()
  const folder = await mkdtemp(join(tmpdir(), 'posthouse-move-'))
  const page = await textOf('move-from-jpush-getui.md')
  const replaced = new Map([['https://device.jpush.cn', jpush.url], ...(await appleValues(server, folder))])
  for (const from of replaced.keys()) assert.ok(page.includes(from), from)
  await using reader = new Reader(folder, server, replaced)
  await writeFile(join(folder, 'registration-ids.txt'), '13065ffa4e2d3b1c001\n13065ffa4e2d3b1c002\n')
  await follow(reader, fencesOf(page, 'sh'), [
    /^$/,
    /appkey +acme#chat[\s\S]*2 rows: 2 created[\s\S]*3 rows: 3 created/,
    /2 refused[\s\S]*a registration id is JPush's own name of a device/,
    /"device_id":"phone-1"/,
    /is stored[\s\S]*credential-accepted/,
    /"pushStatus":"ASYNC_SUCCESS"[\s\S]*phone-1 [\s\S]*success: /,
  ])
})

test('move-from-zim: an app with its secrets, vendors and resources, and a message over REST is stored', async () => {
  await using server = await startTestServer()
  const folder = await mkdtemp(join(tmpdir(), 'posthouse-move-'))
  const page = await textOf('move-from-zim.md')
  const values = await appleValues(server, folder)
  const replaced = new Map(values.filter(([from]) => from !== 'DEVICE_TOKEN'))
  for (const from of replaced.keys()) assert.ok(page.includes(from), from)
  await using reader = new Reader(folder, server, replaced)
  await follow(reader, fencesOf(page, 'sh'), [
    /AppID +\d+[\s\S]*AppSign +[0-9a-f]{64}[\s\S]*ServerSecret +\w{32}[\s\S]*acme#chat/,
    /is stored[\s\S]*credential-accepted/,
    /call/,
    /multi[\s\S]*30|30[\s\S]*multi/,
    /"data":\{"bob":"\d{18,19}"\}/,
    /of alice is stored[\s\S]*handed over for user bob[\s\S]*no push binding/,
  ])
})

test('move-from-zim: the line that changes imports what there is', async () => {
  const [diff = ''] = fencesOf(await textOf('move-from-zim.md'), 'diff')
  const [, names = ''] = /^\+import (.+) from '@posthouse\/client'$/m.exec(diff) ?? assert.fail(diff)
  assert.equal(names, 'ZIM, { ZPNs }')
  const { default: ZIM, ZPNs } = await import('@posthouse/client')
  const config = /ZIM\.create\(\{ appID, appSign, server: '(.+)' \}\)/.exec(diff) ?? assert.fail(diff)
  const zim = ZIM.create({ appID: 1, appSign: 'sign', server: config[1] ?? '' })
  assert.equal(zim, ZIM.getInstance())
  assert.equal(typeof ZPNs.getInstance().registerPush, 'function')
  zim?.destroy()
})

/** JPush's answer about a device, as its documentation shows it; asks for Basic authentication. */
async function startJpush(): Promise<{ readonly url: string } & AsyncDisposable> {
  const devices: Readonly<Record<string, object>> = {
    '/v3/devices/13065ffa4e2d3b1c001': { tags: ['beta', 'vip'], alias: 'alice', mobile: '' },
    '/v3/devices/13065ffa4e2d3b1c002': { tags: ['beta'], alias: 'Bob', mobile: '' },
  }
  const server = createServer((request, response) => {
    const isKnown = request.headers.authorization === `Basic ${Buffer.from('APPKEY:MASTER_SECRET').toString('base64')}`
    response.statusCode = isKnown ? 200 : 401
    response.end(JSON.stringify(devices[request.url ?? ''] ?? {}, undefined, 2))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
