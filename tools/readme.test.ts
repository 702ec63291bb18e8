// The READMEs, followed to the letter: every `sh` block is run by a shell, in order, in an empty folder and home. Only what cannot be known
// in advance is replaced: the port, the Apple key and token (a simulator stands for Apple), the receiver and the PostgreSQL.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { settings } from '../packages/server/src/app/settings.ts'
import { systemClock } from '../packages/server/src/base/clock.ts'
import { systemRandom } from '../packages/server/src/base/random.ts'
import { type RunningSimulators, startSimulators } from '../packages/server/src/sandbox/simulators.ts'
import { startTestServer } from '../packages/server/src/sandbox/test-server.ts'
import { startPostgres, type TestPostgres } from '../packages/server/src/store/testing/postgres.ts'

const root = join(import.meta.dirname, '..')
const english = await readFile(join(root, 'README.md'), 'utf8')
const chinese = await readFile(join(root, 'README.zh-CN.md'), 'utf8')
const blocks = fencesOf(english, 'sh')

/** What the blocks print, a pattern per command; the number and order of commands must agree. */
const expected: readonly (readonly RegExp[])[] = [
  [/^ready http:.*\nConsole: http:.*\/console.*\n\nSandbox:/],
  [/test1-iphone [\s\S]*success: [\s\S]*test1-mate [\s\S]*success: [\s\S]*test1-pixel [\s\S]*success: /],
  [/"data":\[(?:.*?"pushStatus":"SUCCESS"){3}.*\],"duration":\d+\}$/],
  [/^Accepted as \d{18}\./, /no user exist/],
  [/^1\. Bob's phone[\s\S]*^8\. The phone shows[\s\S]*message: alice: /],
  [/^ready http:/],
  [
    /appkey +acme#chat[\s\S]*client secret +YXA6/,
    /Notifier ios is stored/,
    /acme\/chat · ios\n +ok +credential-accepted[\s\S]*No errors/,
    /User alice is registered/,
    /Device phone-1 of alice is bound to ios/,
    /Rule default \(\d+\) is on/,
    /── phone-1 [\s\S]*success: [\s\S]*callback +.*200/,
  ],
  [/The copy is complete: .*posthouse-backup\.db/],
  [/^ready http:/],
]

/** A server without work ends much sooner; one that hangs must not take the whole run with it. */
const stopMsMax = 20_000
const simulatedLine = 'Sending to simulators: nothing reaches a real phone.\n'

interface Posted {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const parts = new AsyncDisposableStack()
const posted: Posted[] = []
let folder: string
let simulators: RunningSimulators
let postgres: TestPostgres
let receiverUrl: string
let server: Server | undefined

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posthouse-readme-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  simulators = parts.use(await startSimulators({ clock: systemClock, random: systemRandom }))
  postgres = parts.use(await startPostgres())
  const receiver = createServer(async (request, response) => {
    posted.push({ headers: request.headers, body: await text(request) })
    response.end()
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  parts.defer(() => void receiver.close())
  receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/push-callback`
})
after(async () => {
  server?.child.kill('SIGKILL')
  await parts.disposeAsync()
})

test('both READMEs show the same commands, and the port is the default one', () => {
  assert.ok(blocks.length > 5)
  assert.deepEqual(fencesOf(chinese, 'sh'), blocks)
  const port = settings.find(({ key }) => key === 'port')?.fallback
  assert.ok(english.includes(`http://127.0.0.1:${port}`))
})

test('the program of the READMEs logs in and sends, with the app and the server filled in', async () => {
  const [program = ''] = fencesOf(english, 'js')
  assert.deepEqual(fencesOf(chinese, 'js'), [program])
  await using sandbox = await startTestServer()
  assert.equal((await sandbox.app('POST', 'users', { username: 'bob', password: 'Secret-1' })).status, 200)
  const { appId, appSign } = sandbox.demo
  const values = `const [appID, appSign] = [${appId}, '${appSign}']\n`
  const filled = values + program.replace('https://push.example.com', sandbox.url)
  await mkdir(join(folder, 'node_modules/@posthouse'), { recursive: true })
  await symlink(join(root, 'packages/client'), join(folder, 'node_modules/@posthouse/client'))
  await writeFile(join(folder, 'app.mjs'), `${filled}console.log('sent')\nprocess.exit()\n`)
  assert.match(await run('"$NODE" --conditions=source app.mjs'), /^sent$/m)
  const { body } = await sandbox.app('GET', 'users/bob/offline_msg_count')
  assert.deepEqual(body.data, { bob: 1 })
})

test('every command of the READMEs does what they say, in order', async () => {
  const replaced = new Map(await Promise.all([postgresUrl(), ...appleValues()]))
  for (const from of replaced.keys()) assert.ok(english.includes(from), `${from} is not in the README`)
  const exports: string[] = []
  assert.equal(blocks.length, expected.length, 'each block has its expectations')
  for (const [index, block] of blocks.entries()) {
    const script = [...replaced].reduce((line, [from, to]) => line.replaceAll(from, to), block)
    const wanted = expected[index] ?? []
    assert.equal(commandsOf(script), wanted.length, `block ${index + 1} has its expectations:\n${block}`)
    if (isServer(script)) {
      await stop()
      server = await startServer([...exports, script].join('\n'))
      replaced.set('http://127.0.0.1:8099', server.url)
      matchInOrder(server.said.replace(simulatedLine, '\n'), wanted, block)
    } else {
      matchInOrder(await run([...exports, script].join('\n')), wanted, block)
    }
    if (block.includes('trace --user nobody')) await checkShownTraces()
    if (block.includes('demo:offline')) await checkShownDemo(block)
    exports.push(...[...script.matchAll(/^export .+$/gm)].map(String))
  }
  await stop()

  assert.deepEqual(
    simulators.byVendor.get('apns')?.delivered.map(({ shown }) => shown?.body),
    ['hello'],
  )
  assert.equal(posted.length, 1)
  assert.deepEqual(reported(posted[0]), { target: 'alice', status: 'success', isSigned: true })
  assert.equal((await stat(join(folder, 'posthouse'))).mode & 0o777, 0o700)
  assert.ok((await stat(join(folder, 'posthouse', 'master.key'))).size > 0)
  assert.ok((await stat(join(folder, 'data', 'demo.json'))).size > 0)
})

/** The traces that the READMEs show, against the ones that come; times differ. */
async function checkShownTraces(): Promise<void> {
  const lines = (trace: string) => trace.split('\n').map(line => line.replace(/^[\d:.]{12}/, '').trim())
  for (const [page, lang] of [
    [english, 'en'],
    [chinese, 'zh'],
  ] as const) {
    const printed = lines(await run(`npx posthouse trace --user nobody --lang ${lang}`))
    const [shown = ''] = fencesOf(page, '')
    assert.ok(shown.length > 100)
    assert.deepEqual(
      lines(shown).filter(line => !printed.includes(line)),
      [],
    )
  }
}

/** The steps that the READMEs show of the demo, against the ones that it prints. */
async function checkShownDemo(block: string): Promise<void> {
  for (const [page, lang] of [
    [english, 'en'],
    [chinese, 'zh'],
  ] as const) {
    const printed = await run(`${block.trim()} -- --lang ${lang}`)
    const steps = printed.split('\n').filter(line => /^\d\. /.test(line))
    assert.deepEqual(fencesOf(page, '')[1]?.trim().split('\n'), steps)
  }
}

/** The fenced blocks of a language, without the fences. */
function fencesOf(page: string, language: string): readonly string[] {
  return [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(match => match[1] === language)
    .map(match => match[2] ?? '')
}

/** Commands that print something: `export` and `TOKEN=…` do not. */
function commandsOf(script: string): number {
  return [...script.matchAll(/^(npm|npx|curl) /gm)].length
}

function isServer(script: string): boolean {
  return /^(npm start|npx posthouse serve\b)/m.test(script)
}

function matchInOrder(output: string, wanted: readonly RegExp[], block: string): void {
  let from = 0
  for (const pattern of wanted) {
    const rest = output.slice(from)
    const found = new RegExp(pattern.source, pattern.flags + (pattern.source.startsWith('^') ? 'm' : '')).exec(rest)
    assert.ok(found, `${block}\nshould print ${pattern}, but printed\n${rest}`)
    from += found.index + found[0].length
  }
}

async function postgresUrl(): Promise<readonly [string, string]> {
  return ['postgres://posthouse@127.0.0.1/posthouse', await postgres.createDatabase()]
}

/** Apple's side: a key for the app in `AuthKey.p8`, and a token of its phone. */
function appleValues(): readonly Promise<readonly [string, string]>[] {
  const packageName = 'com.example.chat'
  const apple = simulators.byVendor.get('apns')
  assert.ok(apple)
  const key = apple.addApp({ packageName }).then(async ({ teamId = '', keyId = '', file = '' }) => {
    await writeFile(join(folder, 'AuthKey.p8'), Buffer.from(file, 'base64'))
    await writeFile(join(folder, 'simulators.json'), JSON.stringify(simulators.places))
    return { teamId, keyId }
  })
  return [
    key.then(({ teamId }) => ['TEAM123456', teamId] as const),
    key.then(({ keyId }) => ['KEY1234567', keyId] as const),
    key.then(() => ['DEVICE_TOKEN', apple.newToken(packageName, 1)] as const),
    Promise.resolve(['https://example.com/push-callback', receiverUrl] as const),
  ]
}

interface Server {
  readonly child: ChildProcess
  readonly url: string
  readonly said: string
}

/** Runs a block whose last command is a server, until it is ready; `npm start` without its installation of what is installed. */
async function startServer(script: string): Promise<Server> {
  const isSandbox = script.includes('npm start')
  const environment = isSandbox ? {} : { POSTHOUSE_SIMULATORS: join(folder, 'simulators.json') }
  const child = shell(script, 'exec ', environment)
  let said = ''
  let error = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    error += chunk
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', code => reject(new Error(`${script}\nended with ${code}: ${error}`)))
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
      const ready = /^ready (\S+)$/m.exec(said)?.[1]
      if (ready !== undefined && (!isSandbox || said.includes('Ctrl-C'))) resolve(ready)
    })
  })
  return { child, url, said }
}

/** As Ctrl-C does it; the server must end by itself and say that all is well. */
async function stop(): Promise<void> {
  if (!server) return
  const { child } = server
  child.removeAllListeners('exit')
  const ended = once(child, 'exit', { signal: AbortSignal.timeout(stopMsMax) })
  child.kill('SIGINT')
  assert.deepEqual(await ended, [0, null])
  server = undefined
}

/** Runs a block to its end; resolves with what it printed. A command that fails fails the test. */
async function run(script: string): Promise<string> {
  const child = shell(script, '', {})
  let said = ''
  let error = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
  })
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    error += chunk
  })
  const [code] = await once(child, 'close')
  assert.equal(code, 0, `${script}\nended with ${code}: ${error}\n${said}`)
  return said
}

/** A shell in the folder, in which `npx posthouse` and `npm start` are those of this checkout. */
function shell(script: string, prefix: 'exec ' | '', environment: NodeJS.ProcessEnv): ChildProcess {
  const program = `${prefix}"$NODE" --conditions=source --disable-warning=ExperimentalWarning "$MAIN"`
  const demo = `"$NODE" --conditions=source --disable-warning=ExperimentalWarning "$DEMO"`
  const prelude = [
    'set -euo pipefail',
    `npx() { [ "$1" = posthouse ]; shift; ${program} "$@"; }`,
    `npm() { case "$*" in start) ${program} serve --sandbox ;; 'run demo:offline'*) ${demo} "\${@:4}" ;; *) false ;; esac; }`,
  ]
  return spawn('bash', ['-c', [...prelude, script].join('\n')], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...{ PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
      HOME: folder,
      LANG: 'en_US.UTF-8',
      NODE: process.execPath,
      MAIN: join(root, 'packages/server/src/main.ts'),
      DEMO: join(root, 'conformance/seed-004/demo.ts'),
      POSTHOUSE_PORT: '0',
      ...environment,
    },
  })
}

function reported(request: Posted | undefined): unknown {
  const { target, status } = JSON.parse(request?.body ?? '{}') as { readonly target?: string; readonly status?: string }
  return { target, status, isSigned: String(request?.headers['webhook-signature']).startsWith('v1,') }
}
