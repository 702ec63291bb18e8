// Both examples in a real browser against a real server: log in, send, receive, call, register for pushes. The page of examples/web
// is built by its own `serve.ts`, the H5 build of examples/uni-app by DCloud's tools, which are installed into its folder when needed.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import type { Readable } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { startChromium, subscribesAs, workerOf } from '../conformance/sdk/browser.ts'
import { startTestServer, type TestServer } from '../packages/server/src/sandbox/test-server.ts'
import { servePage } from './web/serve.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const uniApp = join(import.meta.dirname, 'uni-app')
const waitMs = 10_000

const opened = new AsyncDisposableStack()
let server: TestServer
let browser: Browser

before(async () => {
  server = opened.use(await startTestServer())
  browser = opened.use(await startChromium()).browser
})
after(() => opened.disposeAsync())

/** A window of its own profile, with leave to notify, whose errors fail the test. */
async function open(url: string, prepare = async (_: Page): Promise<void> => {}): Promise<Page> {
  const context = await browser.newContext({ permissions: ['notifications'], locale: 'en' })
  opened.defer(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(waitMs)
  page.on('pageerror', error => assert.fail(error))
  await prepare(page)
  await page.goto(url)
  return page
}

/** Waits until an element says this; what the page says instead is part of the failure. */
async function says(page: Page, selector: string, text: string): Promise<void> {
  try {
    await page.locator(selector).filter({ hasText: text }).first().waitFor({ state: 'attached' })
  } catch (cause) {
    throw new Error(`${selector} does not say ${text}: ${await page.locator('body').innerText()}`, { cause })
  }
}

describe('examples/web', () => {
  let alice: Page
  let bob: Page
  let url = ''
  const logIn = async (user: string, peer: string, prepare?: (page: Page) => Promise<void>) => {
    const page = await open(`${url}?userID=${user}`, prepare)
    await page.locator('input[name=appSign]:not(:placeholder-shown)').waitFor()
    await page.fill('#peer', peer)
    await page.click('#log-in')
    await says(page, '#state', user)
    return page
  }
  before(async () => {
    url = opened.use(await servePage({ port: 0, demoPath: join(server.dataPath, 'demo.json') })).url
    alice = await logIn('test1', 'test2')
    bob = await logIn('test2', 'test1')
  })

  it('sends and receives', async () => {
    await alice.fill('input[name=text]', 'hello bob')
    await alice.click('#send button')
    await says(alice, '#messages .own', 'hello bob')
    await says(bob, '#messages li', 'test1: hello bob')
  })

  it('says what went wrong where it is seen, until the person goes on', async () => {
    await alice.fill('#peer', 'nobody')
    await alice.fill('input[name=text]', 'hello?')
    await alice.click('#send button')
    await says(alice, '#problem', '6000204')
    const box = await alice.locator('#problem').boundingBox()
    assert.ok(box && box.y >= 0 && box.y < 200, JSON.stringify(box))
    await alice.click('#chat-title')
    await alice.locator('#problem:empty').waitFor({ state: 'attached' })
    await alice.fill('#peer', 'test2')
    await alice.fill('input[name=text]', '')
  })

  it('calls, and the other side answers', async () => {
    await alice.click('#invite')
    await says(bob, '#call-state', 'test1')
    await bob.click('#accept')
    await says(bob, '#call-state', 'In a call')
    await says(alice, '#call-state', 'In a call')
  })

  it('speaks Chinese', async () => {
    await bob.click('#language')
    await says(bob, '#chat-title', '聊天')
    assert.equal(await bob.locator('html').getAttribute('lang'), 'zh-CN')
  })

  it('is pushed to while it is away, and tells what came when it is open again', async () => {
    const phone = server.simulators.get('webpush')
    assert.ok(phone)
    const token = phone.newToken('com.example.chat', 77)
    const carol = await logIn('carol', 'test1', page => subscribesAs(page, token))
    await carol.click('#register')
    await says(carol, '#push-id', 'ph1.')
    const worker = await workerOf(carol)
    await carol.goto('about:blank')
    const pushed = new Promise<JsonMembers>(resolve => {
      phone.onDelivered(({ shown }) => resolve({ ...shown }))
    })
    await alice.fill('#peer', 'carol')
    await alice.fill('#push-payload', 'order-1')
    await alice.fill('input[name=text]', 'are you there?')
    await alice.click('#send button')
    const shown = await pushed
    assert.equal(shown['title'], 'New message')
    assert.equal((shown['data'] as JsonMembers)['payload'], 'order-1')
    await worker.deliver({ title: shown['title'], body: shown['body'], data: shown['data'] })
    await carol.goto(url)
    await says(carol, '#log', 'notificationArrived')
    await says(carol, '#log', 'order-1')
  })
})

type JsonMembers = Readonly<Record<string, unknown>>

describe('examples/uni-app in its H5 build', () => {
  let test1: Page
  let test2: Page
  before(async () => {
    const url = opened.use(await serveFolder(await builtH5())).url
    const { appId, appSign } = server.demo
    const logIn = async (user: string) => {
      const form = new URLSearchParams({ server: server.url, appID: String(appId), appSign, userID: user })
      const page = await open(`${url}#/pages/login/index?${form}`)
      await page.click('#log-in')
      await says(page, '.label', 'Message')
      return page
    }
    test1 = await logIn('uni-1')
    test2 = await logIn('uni-2')
    await test1.fill('#peer input', 'uni-2')
    await test2.fill('#peer input', 'uni-1')
  })

  it('sends and receives', async () => {
    await test1.fill('#text input', 'hello from uni-app')
    await test1.click('#send')
    await says(test1, '#messages', '→ hello from uni-app')
    await says(test2, '#messages', 'uni-1: hello from uni-app')
  })

  it('calls, and the other side answers', async () => {
    await test1.click('#to-call')
    await test1.click('#invite')
    await says(test2, '#call-state', 'uni-1')
    await test2.click('#to-call')
    await test2.click('#accept')
    await says(test2, '#state', 'In a call')
    await says(test1, '#state', 'In a call')
  })
})

/** The project as its guide says: the commands are the guide's own. Dependencies that are there already are not fetched again. */
async function builtH5(): Promise<string> {
  const [english, chinese] = await Promise.all(languages.map(end => guideOf(`quick-start-uni-app${end}`)))
  const commands = fencesOf(english, 'sh')
  assert.deepEqual(fencesOf(chinese, 'sh'), commands)
  assert.deepEqual(fencesOf(chinese, 'ts'), fencesOf(english, 'ts'))
  const isInstalled = existsSync(join(uniApp, 'node_modules', '.package-lock.json'))
  const npm = isInstalled ? 'npm() { [ "$1" = install ] || command npm "$@"; }\n' : ''
  await run('bash', ['-c', `set -e\n${npm}${commands.join('')}`], { cwd: root })
  return join(uniApp, 'dist', 'build', 'h5')
}

const languages = ['.md', '.zh-CN.md'] as const

function guideOf(name: string): Promise<string> {
  return readFile(join(root, 'docs', 'guides', name), 'utf8')
}

function fencesOf(text = '', kind: 'sh' | 'ts'): readonly string[] {
  return [...text.matchAll(/```(\w+)\n(.*?)```/gs)].filter(found => found[1] === kind).map(found => found[2] ?? '')
}

describe('the guides', () => {
  it('have a command that serves the page beside a sandbox, and its address', async () => {
    const [english, chinese] = await Promise.all(languages.map(end => guideOf(`quick-start-web${end}`)))
    assert.deepEqual(fencesOf(chinese, 'sh'), fencesOf(english, 'sh'))
    assert.deepEqual(fencesOf(chinese, 'ts'), fencesOf(english, 'ts'))
    const [start, serve = ''] = fencesOf(english, 'sh')
    // README's own command; readme.test.ts follows it.
    assert.equal(start, 'npm start\n')
    const demo = join(server.dataPath, 'demo.json')
    const child = spawn('bash', ['-c', `exec ${serve.trim()} -- --port 0 --demo ${demo}`], {
      cwd: root,
      detached: true,
    })
    const ended = once(child, 'exit')
    try {
      const url = await addressOf(child.stdout)
      const form = (await (await fetch(`${url}demo.json`)).json()) as JsonMembers
      assert.deepEqual(Object.keys(form), ['server', 'appID', 'appSign', 'userID'])
      assert.match(await (await fetch(url)).text(), /Posthouse/)
    } finally {
      if (child.pid !== undefined) process.kill(-child.pid)
      await ended
    }
  })

  it('show programs that the SDK has everything for', async () => {
    const texts = await Promise.all(['quick-start-web.md', 'quick-start-uni-app.md'].map(guideOf))
    const programs = texts.flatMap(text => fencesOf(text, 'ts'))
    assert.equal(programs.length, 4)
    for (const contents of programs) {
      const stdin = { contents, loader: 'ts', resolveDir: root } as const
      // A name that is not exported ends the build.
      await build({ stdin, bundle: true, write: false, format: 'esm', conditions: ['source'], logLevel: 'silent' })
    }
  })
})

/** The first address that a program prints. */
async function addressOf(output: Readable): Promise<string> {
  let said = ''
  for await (const chunk of output) {
    said += String(chunk)
    const [address] = /http:\S+/.exec(said) ?? []
    if (address !== undefined) return address
  }
  throw new Error(`no address was printed: ${said}`)
}

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html' }

/** Serves files of a folder. */
async function serveFolder(folder: string): Promise<AsyncDisposable & { readonly url: string }> {
  const files = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page')
    const path = join(folder, normalize(pathname === '/' ? '/index.html' : pathname))
    if (!existsSync(path)) response.writeHead(404).end()
    else createReadStream(path).pipe(response.setHeader('content-type', types[extname(path)] ?? 'text/plain'))
  })
  await new Promise<void>(resolve => files.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(files.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      files.closeAllConnections()
      await new Promise(resolve => files.close(resolve))
    },
  }
}
