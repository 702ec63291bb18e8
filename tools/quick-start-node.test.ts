// The quick start for Node as a reader follows it: the program as it is printed, twice, in a folder with the package, against a whole server
// of the sandbox. Only the checkout's place and the server's port are replaced.
import assert from 'node:assert/strict'
import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { startTestServer, type TestServer } from '../packages/server/src/sandbox/test-server.ts'

const root = join(import.meta.dirname, '..')
/** Longest wait for a line, ms. */
const waitMsMax = 20_000
const checkout = '/path/to/checkout'
const [english, chinese] = await Promise.all(
  ['quick-start-node.md', 'quick-start-node.zh-CN.md'].map(name => readFile(join(root, 'docs/guides', name), 'utf8')),
)

let folder: string
let server: TestServer
before(async () => {
  server = await startTestServer()
  folder = await mkdtemp(join(tmpdir(), 'posthouse-node-'))
  await mkdir(join(folder, 'node_modules/@posthouse'), { recursive: true })
  await symlink(join(root, 'packages/client'), join(folder, 'node_modules/@posthouse/client'))
  await symlink(join(root, 'packages/server/node_modules/ws'), join(folder, 'node_modules/ws'))
  await mkdir(join(folder, 'data'))
  await writeFile(join(folder, 'data/demo.json'), JSON.stringify(server.demo))
})
after(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

function fencesOf(page: string | undefined, language: string): readonly string[] {
  return [...(page ?? '').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(match => match[1] === language)
    .map(match => match[2] ?? '')
}

function blockWith(language: string, words: string): string {
  return fencesOf(english, language).find(block => block.includes(words)) ?? assert.fail(words)
}

/** One terminal in which the program runs. */
class Terminal implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams
  #said = ''
  #heard: () => void = () => {}

  constructor(command: string) {
    const exports = blockWith('sh', 'export APP_ID').replaceAll(checkout, folder)
    const script = `set -eu\n${exports}node() { exec "$NODE" --conditions=source "$@"; }\n${command}`
    this.#child = spawn('bash', ['-c', script], {
      cwd: folder,
      env: { PATH: process.env['PATH'], NODE: process.execPath, POSTHOUSE_SERVER: server.url },
    })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        this.#said += chunk
        this.#heard()
      })
  }

  type(line: string): void {
    this.#child.stdin.write(`${line}\n`)
  }

  /** Resolves with what stood in the pattern's first place, once it was printed; what came before it is forgotten. */
  async says(pattern: RegExp): Promise<string> {
    const deadline = AbortSignal.timeout(waitMsMax)
    for (;;) {
      const found = pattern.exec(this.#said)
      if (found) {
        this.#said = this.#said.slice(found.index + found[0].length)
        return found[1] ?? ''
      }
      await new Promise<void>((resolve, reject) => {
        this.#heard = resolve
        const give = (): void => reject(new Error(`${pattern} was not said, but:\n${this.#said}`))
        deadline.addEventListener('abort', give, { once: true })
      })
    }
  }

  /** As Ctrl-D does it. */
  async end(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.stdin.end()
    assert.deepEqual(await ended, [0, null])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}

test('both languages show the same commands and programs', () => {
  for (const language of ['sh', 'js']) assert.deepEqual(fencesOf(chinese, language), fencesOf(english, language))
  assert.ok(fencesOf(english, 'sh').length > 4)
})

test('the program of the guide writes, receives, reads what it missed, and makes a group, as the guide says', async () => {
  await writeFile(join(folder, 'chat.mjs'), blockWith('js', 'createInterface'))
  const [first, second] = [blockWith('sh', 'chat.mjs test1'), blockWith('sh', 'chat.mjs test2')]
  await using one = new Terminal(first)
  const two = new Terminal(second)
  await Promise.all([one.says(/^online$/m), two.says(/^online$/m)])

  one.type('hello')
  const hello = await one.says(/^sent: hello \((\d+)\)$/m)
  assert.equal(await two.says(/^test1: hello \((\d+)\)$/m), hello)
  two.type('/group friends')
  await two.says(/^group friends made$/m)
  two.type('/tell friends hello all')
  await one.says(/^test2 in friends: hello all \(\d+\)$/m)
  two.type('/tell nowhere hello')
  await two.says(/^refused \d+: /m)

  await two.end()
  one.type('while you were away')
  const missed = await one.says(/^sent: while you were away \((\d+)\)$/m)
  await using again = new Terminal(second)
  assert.equal(await again.says(/^test1, earlier: while you were away \((\d+)\)$/m), missed)
  again.type('/history')
  await again.says(/^test1 wrote: hello \(\d+\)\ntest1 wrote: while you were away \(\d+\)$/m)

  const trace = blockWith('sh', 'posthouse trace').replace('npx posthouse', '')
  await using message = new Terminal(posthouse(trace.replace('MESSAGE_ID', missed)))
  const push = await message.says(/is stored[\s\S]*Push (\d+) for user test2/)
  await using pushed = new Terminal(posthouse(trace.replace('MESSAGE_ID', push)))
  await pushed.says(/(── test2-iphone [\s\S]*success: [\s\S]*── test2-pixel [\s\S]*success: )/)
  await Promise.all([one.end(), again.end()])
})

test('the client takes a WebSocket of the package ws where there is none', async () => {
  const program = blockWith('js', 'webSocketTransport')
    .replace('appID: 1', `appID: ${server.demo.appId}, appSign: '${server.demo.appSign}'`)
    .replace('http://127.0.0.1:8099', server.url)
  const use =
    "const { login } = ZIM.getInstance()\nawait login.call(ZIM.getInstance(), 'test1', { userName: '', token: '' })\n"
  await writeFile(
    join(folder, 'ws.mjs'),
    `delete globalThis.WebSocket\n${program}${use}console.log('in')\nprocess.exit()\n`,
  )
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', 'ws.mjs'], { cwd: folder })
  assert.equal(stdout, 'in\n')
})

function posthouse(words: string): string {
  const { adminKey } = server.demo
  const main = join(root, 'packages/server/src/main.ts')
  return `export POSTHOUSE_SERVER=${server.url} POSTHOUSE_ADMIN_KEY=${adminKey} LANG=en_US.UTF-8\nnode --disable-warning=ExperimentalWarning ${main} ${words}`
}
