// What only a page has: storage that outlives a reload, word of the network's return, and Web Push. Each user in a profile of their own,
// the client with nothing but what it finds in the browser.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ZIM, ZPNs } from '@posthouse/client'
import type { Browser, Page } from 'playwright-core'
import { startTestServer, type TestServer } from '../../packages/server/src/sandbox/test-server.ts'
import { createChance } from '../../prove/lab/chance.ts'
import { openNetwork } from '../../prove/online/network.ts'
import { faultsOf, serveBundles, startChromium, subscribesAs, workerOf } from './browser.ts'
import { bundle } from './bundle.ts'
import type { ClientModule } from './world.ts'

const opened = new AsyncDisposableStack()
/** Longest wait for something to be told, ms. */
const waitMsMax = 10_000
let server: TestServer
let browser: Browser
let url: string

before(async () => {
  server = opened.use(await startTestServer())
  const { folder } = opened.use(await bundle())
  url = opened.use(await serveBundles(folder)).url
  browser = opened.use(await startChromium()).browser
})
after(() => opened.disposeAsync())

/** What stands in a page. */
interface Globals {
  zim: ZIM
  zpns: ZPNs
  told: { readonly event: string; readonly data: unknown }[]
}

/** A user's page: the client, made and logged in, which writes down what it is told. */
class UserPage {
  readonly page: Page
  readonly user: string
  readonly faults: readonly string[]

  private constructor(page: Page, user: string) {
    this.page = page
    this.user = user
    this.faults = faultsOf(page)
  }

  static async open(user: string): Promise<UserPage> {
    const context = await browser.newContext({ permissions: ['notifications'] })
    opened.defer(() => context.close())
    const page = await context.newPage()
    page.setDefaultTimeout(waitMsMax)
    const own = new UserPage(page, user)
    await page.goto(url)
    return own
  }

  /** Makes the client; `serverUrl` where it is to be found behind something else. */
  async create(serverUrl = server.url): Promise<void> {
    const { appId: appID, appSign } = server.demo
    await this.page.evaluate(
      async ({ module, config }) => {
        const { ZIM, ZPNs } = (await import(module)) as ClientModule
        const zim = ZIM.create(config)
        if (!zim) throw new Error('ZIM was not created')
        const told: Globals['told'] = []
        const events = ['connectionStateChanged', 'peerMessageReceived', 'conversationSyncStateChanged'] as const
        for (const event of events) zim.on(event, (_zim: ZIM, data: unknown) => told.push({ event, data }))
        const zpns = ZPNs.getInstance()
        for (const event of ['registered', 'notificationArrived'] as const) {
          zpns.on(event, (data: unknown) => told.push({ event, data }))
        }
        Object.assign(globalThis, { zim, zpns, told } satisfies Globals)
      },
      { module: '/client.mjs', config: { appID, appSign, server: serverUrl } },
    )
  }

  async login(): Promise<void> {
    await this.page.evaluate(user => (globalThis as unknown as Globals).zim.login(user, {}), this.user)
    await this.heard('conversationSyncStateChanged', 2)
  }

  send(to: string, message: string, pushConfig: object = {}): Promise<string | undefined> {
    return this.page.evaluate(
      async ({ to, message, pushConfig }) => {
        const { zim } = globalThis as unknown as Globals
        const sent = await zim.sendMessage({ type: 1, message }, to, 0, { priority: 2, pushConfig })
        return sent.message.messageID
      },
      { to, message, pushConfig },
    )
  }

  /** Waits until an event was told so often, and resolves with all that it told. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into data of every event.
  async heard(event: string, count = 1): Promise<any[]> {
    await this.page.waitForFunction(
      ({ event, count }) => (globalThis as unknown as Globals).told.filter(one => one.event === event).length >= count,
      { event, count },
    )
    return this.all(event)
  }

  all(event: string): Promise<unknown[]> {
    return this.page.evaluate(
      name => (globalThis as unknown as Globals).told.filter(one => one.event === name).map(({ data }) => data),
      event,
    )
  }

  /** What all messages said so far. */
  async words(): Promise<readonly string[]> {
    const all = (await this.all('peerMessageReceived')) as readonly { messageList: readonly { message: string }[] }[]
    return all.flatMap(({ messageList }) => messageList.map(({ message }) => message))
  }

  /** Waits until the worker keeps so many words. */
  async keeps(count: number): Promise<void> {
    const untilMs = Date.now() + waitMsMax
    const look = async () => {
      const { caches } = globalThis as unknown as { caches: Caches }
      const words = await (await caches.match('/posthouse-words'))?.json()
      return words?.length
    }
    while ((await this.page.evaluate(look)) !== count) assert.ok(Date.now() < untilMs, `never kept ${count}`)
  }

  stored(): Promise<Readonly<Record<string, string>>> {
    return this.page.evaluate(() => ({
      ...(globalThis as unknown as { localStorage: Record<string, string> }).localStorage,
    }))
  }
}

async function loggedIn(user: string): Promise<UserPage> {
  const page = await UserPage.open(user)
  await page.create()
  await page.login()
  return page
}

test('I3 a page that is loaded again has its place in the storage: nothing comes twice, and what was missed comes once', async () => {
  const [alice, bob] = [await loggedIn('alice1'), await loggedIn('bob1')]
  await alice.send('bob1', 'before')
  await bob.heard('peerMessageReceived')
  await bob.page.waitForFunction(() =>
    Object.entries({ ...(globalThis as unknown as { localStorage: Record<string, string> }).localStorage }).some(
      ([key, value]) => key.endsWith('.bob1.cursor') && Number(value) > 0,
    ),
  )
  const kept = await bob.stored()
  await bob.page.goto('about:blank')
  await alice.send('bob1', 'meanwhile')
  await bob.page.goto(url)
  assert.deepEqual(await bob.stored(), kept)
  await bob.create()
  await bob.login()
  assert.deepEqual(await bob.words(), ['meanwhile'])
  assert.equal((await bob.stored())['posthouse.device'], kept['posthouse.device'])
  await alice.send('bob1', 'after')
  await bob.heard('peerMessageReceived', 2)
  assert.deepEqual(await bob.words(), ['meanwhile', 'after'])
  assert.deepEqual([...alice.faults, ...bob.faults], [])
})

test('two profiles of one user are two devices, and both hear everything', async () => {
  const [alice, one, other] = [await loggedIn('alice2'), await loggedIn('bob2'), await loggedIn('bob2')]
  const devices = [await one.stored(), await other.stored()].map(kept => kept['posthouse.device'])
  assert.notEqual(devices[0], devices[1])
  await alice.send('bob2', 'both')
  for (const page of [one, other]) {
    await page.heard('peerMessageReceived')
    assert.deepEqual(await page.words(), ['both'])
  }
})

test('a page connects at once when the browser says that the network is back, however long the pause was to be', async () => {
  await using network = await openNetwork(createChance(1))
  network.lead(server.url)
  const bob = await UserPage.open('bob3')
  // Chance makes the longest pause between two tries, and time goes slower: the next one is due in a minute.
  await bob.page.evaluate(() => {
    const { setTimeout } = globalThis
    Math.random = () => 0.999
    Object.assign(globalThis, { setTimeout: (run: () => void, ms = 0) => setTimeout(run, ms * 30) })
  })
  await bob.create(network.url)
  await bob.login()
  const states = async () =>
    ((await bob.all('connectionStateChanged')) as readonly { state: number }[]).map(({ state }) => state)
  const failed = new Promise<unknown>(resolve => bob.page.on('websocket', socket => socket.on('socketerror', resolve)))
  await bob.page.context().setOffline(true)
  network.lead('http://127.0.0.1:1')
  assert.equal(network.cut(1), 1)
  // The first try after the loss is made at once, and fails.
  await failed
  assert.deepEqual(await states(), [1, 2, 3])
  network.lead(server.url)
  await bob.page.context().setOffline(false)
  await bob.heard('connectionStateChanged', 4)
  assert.deepEqual(await states(), [1, 2, 3, 2])
})

test('a browser that gives no subscription says why as the outcome of the registration', async () => {
  // The real browser with the real worker: there is no push service behind a profile of a test.
  const page = await loggedIn('alice4')
  await page.page.evaluate(() => (globalThis as unknown as Globals).zpns.registerPush({}))
  const [{ pushID, errorCode, msg }] = await page.heard('registered')
  assert.deepEqual([pushID, errorCode], ['', 6000403])
  assert.match(msg, /gave no subscription: AbortError/)
})

test('Web Push: what comes while a page is there but has no client yet is told when it has, also after the worker slept', async () => {
  const bob = await UserPage.open('bob6')
  await subscribesAs(bob.page, (server.simulators.get('webpush') ?? assert.fail()).newToken('com.example.chat', 98))
  await bob.page.reload()
  await bob.create()
  await bob.login()
  await bob.page.evaluate(() => (globalThis as unknown as Globals).zpns.registerPush({}))
  await bob.heard('registered')
  const worker = await workerOf(bob.page)
  await bob.page.reload()
  for (const [title, count] of [
    ['one', 1],
    ['two', 2],
  ] as const) {
    await worker.deliver({ title })
    await bob.keeps(count)
    await worker.sleep()
  }
  await bob.create()
  // The second may still be on its way to the page, and be told before what waited.
  const told = (await bob.heard('notificationArrived', 2)).map(({ title }) => title)
  assert.deepEqual(new Set(told), new Set(['one', 'two']))
})

test('Web Push: a page that is away is pushed to, its worker shows it, and the page tells and reports it', async () => {
  const phone = server.simulators.get('webpush') ?? assert.fail('there is no simulator of Web Push')
  const token = phone.newToken('com.example.chat', 99)
  const [alice, bob] = [await loggedIn('alice5'), await UserPage.open('bob5')]
  await subscribesAs(bob.page, token)
  await bob.page.reload()
  await bob.create()
  await bob.login()
  await bob.page.evaluate(() => (globalThis as unknown as Globals).zpns.registerPush({}))
  const [{ pushID, errorCode, msg }] = await bob.heard('registered')
  assert.equal(errorCode, 0, msg)
  assert.match(pushID, /^ph1\./)
  const worker = await workerOf(bob.page)
  await bob.page.goto('about:blank')
  const pushed = new Promise<Members>(resolve => {
    const stop = phone.onDelivered(push => {
      if (push.token !== token) return
      stop()
      resolve({ ...push.shown })
    })
  })
  const id = await alice.send('bob5', 'are you there?', { title: '新消息', content: 'Look', payload: 'order-1' })
  const { title, body, data } = await pushed
  assert.deepEqual([title, body, (data as Members)['payload']], ['新消息', 'Look', 'order-1'])
  await worker.deliver({ title, body, data })
  await bob.page.goto(url)
  await bob.create()
  await bob.login()
  const [arrived] = await bob.heard('notificationArrived')
  assert.deepEqual([arrived.title, arrived.content, arrived.payload], ['新消息', 'Look', 'order-1'])
  assert.deepEqual(await bob.words(), ['are you there?'])
  const shown = await bob.page.evaluate(async () => {
    const { navigator } = globalThis as unknown as { navigator: { serviceWorker: Container } }
    const registration = await navigator.serviceWorker.getRegistration()
    return (await registration.getNotifications()).map(({ title, body }) => [title, body])
  })
  assert.deepEqual(shown, [['新消息', 'Look']])
  const lines = await traced('bob5', line => line.includes('on the phone'))
  assert.ok(lines.some(line => line.includes(String(id))))
})

type Members = Readonly<Record<string, unknown>>
interface Caches {
  match(url: string): Promise<{ json(): Promise<readonly unknown[]> } | undefined>
}
interface Container {
  getRegistration(): Promise<{ getNotifications(): Promise<readonly { title: string; body: string }[]> }>
}

/** The lines of the trace of a user's latest push, once one fits. */
async function traced(user: string, fits: (line: string) => boolean): Promise<readonly string[]> {
  for (const untilMs = Date.now() + waitMsMax; Date.now() < untilMs; ) {
    const [last] = (await server.admin('GET', `users/${user}/messages`)).body.messages
    const { events } = (await server.admin('GET', `messages/${last.msgId}/trace`)).body
    const lines = events.map((event: { readonly text: { readonly en: string } }) => event.text.en)
    if (lines.some(fits)) return lines
  }
  return assert.fail('no such line in the trace')
}
