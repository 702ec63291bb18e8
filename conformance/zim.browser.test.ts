// ZIM in a real browser, as a page carries it: bundled and minified, on a page of another origin than the server, over losses of its
// network and reloads of its page.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { ZIM } from '@posthouse/client'
import { build } from 'esbuild'
import type { BrowserContext, Page } from 'playwright-core'
import { startTestServer, type TestServer } from '../packages/server/src/sandbox/test-server.ts'
import { startChromium } from './sdk/browser.ts'
import { Person } from './zim-person.ts'

const opened = new AsyncDisposableStack()
let server: TestServer
let context: BrowserContext
let page: Page
let address: string
let alice: Person

before(async () => {
  server = opened.use(await startTestServer())
  address = await startPages()
  const { browser } = opened.use(await startChromium())
  context = await browser.newContext()
  page = await context.newPage()
  await page.goto(address)
  alice = await Person.make({ appID: server.demo.appId, appSign: server.demo.appSign, server: server.url })
  opened.defer(() => alice.zim.destroy())
  await alice.zim.login('web-alice', {})
})
after(() => opened.disposeAsync())

/** Serves a page with the client from a port of its own. */
async function startPages(): Promise<string> {
  const entry = join(import.meta.dirname, '../packages/client/src/index.ts')
  const bundle = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'posthouse',
    conditions: ['source'],
    write: false,
  })
  const program = Buffer.from(bundle.outputFiles[0]?.contents ?? '')
  const pages = createServer((request, response) => {
    if (request.url === '/client.js') response.setHeader('Content-Type', 'text/javascript').end(program)
    else response.setHeader('Content-Type', 'text/html').end('<!doctype html><script src="/client.js"></script>')
  })
  await new Promise<void>(resolve => pages.listen(0, '127.0.0.1', resolve))
  opened.defer(async () => {
    pages.closeAllConnections()
    await new Promise(resolve => pages.close(resolve))
  })
  return `http://127.0.0.1:${(pages.address() as AddressInfo).port}/`
}

/** Makes the page's ZIM, logs in, and keeps what it hears. */
async function login(userId: string): Promise<void> {
  const { appId, appSign } = server.demo
  await page.evaluate(
    async ({ appID, appSign, url, userId }) => {
      const world = globalThis as unknown as { posthouse: { ZIM: typeof ZIM }; zim: ZIM; heard: string[] }
      const zim = world.posthouse.ZIM.create({ appID, appSign, server: url })
      if (zim === null) throw new Error('not created')
      world.zim = zim
      world.heard = []
      zim.on('peerMessageReceived', (_zim, { messageList, info }) => {
        for (const { message } of messageList)
          world.heard.push(`${message}${info.isOfflineMessage ? ' (offline)' : ''}`)
      })
      await zim.login(userId, {})
    },
    { appID: appId, appSign, url: server.url, userId },
  )
}

/** Waits until the page has heard these, and nothing else. */
async function heard(expected: readonly string[]): Promise<void> {
  await page.waitForFunction(
    count => (globalThis as unknown as { heard: string[] }).heard.length >= count,
    expected.length,
    { timeout: 10_000 },
  )
  assert.deepEqual(await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard), expected)
}

async function say(message: string): Promise<void> {
  await alice.zim.sendMessage({ type: 1, message }, 'web-bob', 0, { priority: 2 })
}

test('a page logs in, and hears and says messages', async () => {
  await login('web-bob')
  await say('hello')
  await heard(['hello'])
  await page.evaluate(async () => {
    const { zim } = globalThis as unknown as { zim: ZIM }
    await zim.sendMessage({ type: 1, message: 'back' }, 'web-alice', 0, { priority: 2 })
  })
  const { messageList } = await alice.heard('peerMessageReceived')
  assert.deepEqual(
    messageList.map(({ message }) => message),
    ['back'],
  )
})

test('I3 a page that is loaded again hears what it missed, once', async () => {
  await page.goto('about:blank')
  await say('one')
  await say('two')
  await page.goto(address)
  await login('web-bob')
  await heard(['one (offline)', 'two (offline)'])
})

test('a page says that it is a browser, and the same device as before', async () => {
  const { userStatusList } = await alice.zim.queryUsersStatus(['web-bob'])
  assert.deepEqual(
    userStatusList.map(({ onlineStatus, onlinePlatforms }) => [onlineStatus, onlinePlatforms]),
    [[0, [6]]],
  )
  const device = await page.evaluate(() => localStorage.getItem('posthouse.device'))
  assert.match(device ?? '', /^[a-z0-9]{24}$/)
})
