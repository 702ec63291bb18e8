// The npm package `easemob-websdk`, unmodified, in a real browser, on a page of another origin than the server: its calls about push
// must succeed (spec/easemob.md §14). Its long connection is not spoken here, so `open` gets its token and then misses the socket.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { startTestServer, type TestServer } from '../packages/server/src/sandbox/test-server.ts'
import { startChromium } from './sdk/browser.ts'

/** What a call of the SDK came to, as far as it crosses from the page to here. */
interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK answers with bodies of every shape.
  readonly result?: any
  readonly problem?: { readonly type?: number; readonly message?: string }
}

const password = 'Browser-1'
const username = 'web-alice'
const day = 86_400_000

/** Serves the page and the SDK from a port of its own. */
async function startPages(): Promise<AsyncDisposable & { readonly url: string }> {
  const sdk = readFileSync(fileURLToPath(import.meta.resolve('easemob-websdk/Easemob-chat.js')))
  const server = createServer((request, response) => {
    if (request.url === '/Easemob-chat.js') response.setHeader('Content-Type', 'text/javascript').end(sdk)
    else if (request.url === '/') {
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><script src="/Easemob-chat.js"></script>')
    } else response.writeHead(404).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

const opened = new AsyncDisposableStack()
let server: TestServer
let page: Page

before(async () => {
  server = opened.use(await startTestServer())
  const pages = opened.use(await startPages())
  const { browser } = opened.use(await startChromium())
  await server.admin('PUT', 'settings', { openRegistration: true })
  page = await browser.newPage()
  await page.goto(pages.url)
  await connect({ isHttpDNS: false, apiUrl: server.url })
})
after(() => opened.disposeAsync())

/** Makes the page's connection. `discoverAt` is where it asks for hosts, in place of the original's addresses. */
async function connect(options: object, discoverAt?: string): Promise<void> {
  const { org, app, url } = { ...server.demo, url: server.url }
  const socket = url.replace('http', 'ws')
  const given = { appKey: `${org}#${app}`, https: false, url: `${socket}/websocket`, ...options }
  await page.evaluate(
    ({ given, discoverAt }) => {
      const world = globalThis as unknown as { websdk: { connection: new (o: object) => object }; conn: object }
      world.conn = new world.websdk.connection(given)
      if (discoverAt !== undefined) Object.assign(world.conn, { dnsArr: [discoverAt], dnsTotal: 1 })
    },
    { given, discoverAt },
  )
}

/** Calls a method of the page's connection. */
function sdk(method: string, ...args: readonly unknown[]): Promise<Answer> {
  return page.evaluate(
    async ({ method, args }) => {
      const { conn } = globalThis as unknown as { conn: Record<string, (...args: readonly unknown[]) => unknown> }
      try {
        return { result: JSON.parse(JSON.stringify((await conn[method]?.(...args)) ?? null)) }
      } catch (cause) {
        const { type, message } = cause as { type?: number; message?: string }
        return { problem: { ...(type === undefined ? {} : { type }), message: message ?? String(cause) } }
      }
    },
    { method, args: [...args] },
  )
}

/** The body of a call that must succeed. */
async function done(method: string, ...args: readonly unknown[]) {
  const answer = await sdk(method, ...args)
  assert.equal(answer.problem, undefined, `${method}: ${JSON.stringify(answer.problem)}`)
  return answer.result
}

/** What the server has stored, seen with the app's own token. */
async function stored(resource: string) {
  const { status, body } = await server.app('GET', resource)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

function read<T>(member: string): Promise<T> {
  return page.evaluate(name => {
    const { conn } = globalThis as unknown as { conn: { context: Record<string, unknown> } & Record<string, unknown> }
    return (name.startsWith('context.') ? conn.context[name.slice('context.'.length)] : conn[name]) as never
  }, member) as Promise<T>
}

function assertEndsIn(endsAtMs: number, durationMs: number): void {
  assert.ok(Math.abs(endsAtMs - (Date.now() + durationMs)) < 60_000, `${endsAtMs} is not ${durationMs} ms from now`)
}

describe('easemob-websdk 4.21.1 in Chromium', () => {
  it('registers a user without a token', async () => {
    const { entities } = await done('registerUser', { username, password, nickname: 'Alice' })
    assert.equal(entities[0].username, username)
    assert.equal((await stored(`users/${username}`)).entities[0].nickname, 'Alice')
  })

  it('reads the refusal of a name that is taken', async () => {
    const { problem } = await sdk('registerUser', { username, password, nickname: 'Again' })
    assert.match(String(problem?.message), /username be unique, value of web-alice exists/)
  })

  it('gets a token by password when it opens, and misses only the long connection', async () => {
    const { problem } = await sdk('open', { user: username, pwd: password })
    assert.match(String(problem?.message), /websocket|disconnect/i)
    assert.equal(typeof (await read('context.accessToken')), 'string')
    assert.equal(await read('expiresIn'), 60 * 86_400)
  })

  it('reads when its token ends', async () => {
    const { expire_timestamp: endsAtMs } = await done('getTokenExpireTimestamp', await read('context.accessToken'))
    assertEndsIn(endsAtMs, 60 * day)
  })

  it('binds a device, and unbinds it', async () => {
    const device = { deviceId: 'webim-1', deviceToken: 'browser-token', notifierName: 'browser-notifier' }
    const { entities, data } = await done('uploadPushToken', device)
    assert.ok(entities ?? data, 'the SDK read neither entities nor data')
    const binding = { device_id: 'webim-1', device_token: 'browser-token', notifier_name: 'browser-notifier' }
    assert.deepEqual((await stored(`users/${username}/push/binding`)).entities, [binding])
    await done('uploadPushToken', { ...device, deviceToken: '' })
    assert.deepEqual((await stored(`users/${username}/push/binding`)).entities, [])
  })

  it('sets its push nickname', async () => {
    const { entities } = await done('updateCurrentUserNick', 'Alice A. 小明')
    assert.equal(entities[0].nickname, 'Alice A. 小明')
    assert.equal((await stored(`users/${username}`)).entities[0].nickname, 'Alice A. 小明')
  })

  it('sets silent mode for all by type, duration and interval, and reads all three back', async () => {
    await done('setSilentModeForAll', { options: { paramType: 0, remindType: 'AT' } })
    await done('setSilentModeForAll', { options: { paramType: 1, duration: day } })
    const interval = { startTime: { hours: 8, minutes: 5 }, endTime: { hours: 9, minutes: 30 } }
    await done('setSilentModeForAll', { options: { paramType: 2, ...interval } })
    const { data } = await done('getSilentModeForAll')
    assert.equal(data.type, 'AT')
    assertEndsIn(data.ignoreDuration, day)
    assert.match(data.ignoreInterval, /^0?8:0?5-0?9:30$/)
    assert.equal((await stored(`users/${username}/notification/user/${username}`)).data.type, 'AT')
  })

  it('sets silent mode for conversations, reads one and several, and clears one', async () => {
    const single = { conversationId: 'bob', type: 'singleChat' }
    const group = { conversationId: 'g1', type: 'groupChat' }
    await done('setSilentModeForConversation', { ...single, options: { paramType: 0, remindType: 'NONE' } })
    await done('setSilentModeForConversation', { ...group, options: { paramType: 1, duration: day } })
    assert.equal((await done('getSilentModeForConversation', single)).data.type, 'NONE')
    const conversationList = [
      { id: 'bob', type: 'singleChat' },
      { id: 'carol', type: 'singleChat' },
      { id: 'g1', type: 'groupChat' },
    ]
    const { data } = await done('getSilentModeForConversations', { conversationList })
    assert.equal(data.user.bob.type, 'NONE')
    assert.equal(data.user.carol, undefined)
    assertEndsIn(data.group.g1.ignoreDuration, day)
    await done('clearRemindTypeForConversation', single)
    assert.equal((await done('getSilentModeForConversation', single)).data.type, 'DEFAULT')
    assert.equal((await stored(`users/${username}/notification/user/bob`)).data.type, 'DEFAULT')
  })

  it('lists muted conversations page by page', async () => {
    for (const id of ['m1', 'm2'])
      await done('setSilentModeForConversation', {
        conversationId: id,
        type: 'singleChat',
        options: { paramType: 0, remindType: 'NONE' },
      })
    const first = (await done('getSilentModeRemindTypeConversations', { pageSize: 1 })).data
    assert.equal(first.conversations.length, 1)
    const second = (await done('getSilentModeRemindTypeConversations', { pageSize: 10, cursor: first.cursor })).data
    const seen = [...first.conversations, ...second.conversations]
    for (const conversationId of ['m1', 'm2'])
      assert.ok(
        seen.some(one => one.conversationId === conversationId && one.remindType === 'NONE'),
        conversationId,
      )
  })

  it('sets the push language and reads it', async () => {
    assert.equal((await done('setPushPerformLanguage', { language: 'EN' })).data.language, 'EN')
    assert.equal((await done('getPushPerformLanguage')).data.language, 'EN')
    assert.equal((await stored(`users/${username}/notification/language`)).data.language, 'EN')
  })

  it('lets the page set the display style, for which the SDK has no method, with the token of the SDK', async () => {
    const { org, app } = server.demo
    const answer = await page.evaluate(
      async ({ url, token }) => {
        const response = await fetch(url, {
          method: 'PUT',
          headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
          body: '{"notification_display_style":1}',
        })
        return (await response.json()) as { entities: { notification_display_style: number }[] }
      },
      { url: `${server.url}/${org}/${app}/users/${username}`, token: await read('context.accessToken') },
    )
    assert.equal(answer.entities[0]?.notification_display_style, 1)
    assert.equal((await stored(`users/${username}`)).entities[0].notification_display_style, 1)
  })

  it('reads the refusal of a wrong password', async () => {
    await connect({ isHttpDNS: false, apiUrl: server.url })
    const { problem } = await sdk('open', { user: username, pwd: 'wrong' })
    assert.match(String(problem?.message), /invalid/)
  })

  it('finds the server by host discovery', async () => {
    await connect({ isHttpDNS: true }, server.url)
    const { problem } = await sdk('open', { user: username, pwd: password })
    assert.match(String(problem?.message), /websocket|disconnect/i)
    assert.equal(await read('apiUrl'), server.url)
    assert.equal((await done('getPushPerformLanguage')).data.language, 'EN')
  })
})
