// The worker on a stage that notes what a browser would show and open.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { servePush, type WorkerScope } from './service-worker.ts'

type Disk = Map<string, string>

/** What is read of the disk after it is gone throws, as in a private window. */
function cachesOn(disk: Disk | undefined): NonNullable<WorkerScope['caches']> {
  const files = (): Disk => {
    if (disk === undefined) throw new DOMException('no leave', 'SecurityError')
    return disk
  }
  return {
    open: async () => ({
      async match(url) {
        const text = files().get(url)
        return text === undefined ? undefined : { json: async () => JSON.parse(text) }
      },
      async put(url, response) {
        files().set(url, await (response as Response).text())
      },
    }),
  }
}

interface Stage {
  beforeShow(title: string, options: object): Promise<void>
  setAppBadge(count: number): Promise<void>
}

function stageWith(
  open: readonly string[],
  caches: WorkerScope['caches'] = cachesOn(new Map()),
  more: Partial<Stage> = {},
) {
  const { beforeShow = async () => undefined, setAppBadge = async count => void log.push(['badge', count]) } = more
  const log: unknown[] = []
  const listeners = new Map<string, (event: never) => void>()
  const pageAt = (url: string) => ({
    url,
    postMessage: (word: unknown) => log.push(['word', url, word]),
    focus: async () => log.push(['focus', url]),
  })
  let pages = open.map(pageAt)
  let nowMs = 1_000
  const scope: WorkerScope = {
    registration: {
      scope: 'https://chat.example/',
      showNotification: async (title, options) => {
        await beforeShow(title, options)
        log.push(['show', title, options])
      },
    },
    clients: {
      matchAll: async () => pages,
      openWindow: async url => log.push(['open', url]),
      claim: async () => undefined,
    },
    location: { origin: 'https://chat.example' },
    navigator: { setAppBadge },
    skipWaiting: async () => undefined,
    addEventListener: (type, listener) => void listeners.set(type, listener),
    Date: { now: () => ++nowMs },
    caches,
    Response,
  }
  const start = (): void => servePush(scope, { startUrl: '/chat' })
  start()
  const tell = async (type: string, event: Readonly<Record<string, unknown>>): Promise<void> => {
    const work: Promise<unknown>[] = []
    const whole = { ...event, waitUntil: (one: Promise<unknown>) => void work.push(one) }
    listeners.get(type)?.(whole as never)
    await Promise.all(work)
  }
  const hear = (id: string): Promise<void> => tell('message', { data: { posthouse: 'heard', id }, source: null })
  return {
    log,
    tell,
    hear,
    /** As a page does when its client begins; resolves with the times of what it was told, and answered. */
    async greet(url: string): Promise<readonly number[]> {
      log.length = 0
      await tell('message', { data: { posthouse: 'hello' }, source: pageAt(url) })
      const told = log.map(entry => (entry as [string, string, { id: string; atMs: number }])[2])
      for (const { id } of told) await hear(id)
      return told.map(({ atMs }) => atMs)
    },
    /** The browser ends the worker, and starts it again for the next event. */
    sleep: start,
    open: (...urls: readonly string[]) => {
      pages = urls.map(pageAt)
    },
  }
}

const message = {
  title: 'Li',
  body: 'hi',
  subtitle: 'Team',
  icon: '/i.png',
  appBadge: { set: 2 },
  category: 'im',
  data: { payload: 'p' },
  actions: [{ action: 'reply', title: 'Reply', url: '/c/42?reply' }],
}
const links = { reply: '/c/42?reply' }

test('a push is shown, counted and told to every page', async () => {
  const { log, tell } = stageWith(['https://chat.example/a', 'https://chat.example/b'])
  await tell('push', { data: { json: () => message } })
  const word = { posthouse: 'arrived', id: '1001-1', atMs: 1_001, message }
  const { icon, actions } = message
  assert.deepEqual(log, [
    ['show', 'Li', { icon, actions, body: 'Team\nhi', data: { message, links } }],
    ['badge', 2],
    ['word', 'https://chat.example/a', word],
    ['word', 'https://chat.example/b', word],
  ])
})

test('a tap goes to an open page, and one that names a page opens it', async () => {
  const { log, tell } = stageWith(['https://chat.example/a'])
  const tap = (action: string, url?: string) => ({
    action,
    notification: { close: () => log.push(['close']), data: { message: { ...message, url }, links } },
  })
  await tell('notificationclick', tap(''))
  await tell('notificationclick', tap('reply'))
  await tell('notificationclick', tap('', 'https://chat.example/a'))
  const kinds = log.map(entry => (entry as unknown[]).slice(0, 2))
  assert.deepEqual(kinds, [
    ['close'],
    ['word', 'https://chat.example/a'],
    ['focus', 'https://chat.example/a'],
    ['close'],
    ['open', 'https://chat.example/c/42?reply'],
    ['close'],
    ['word', 'https://chat.example/a'],
    ['focus', 'https://chat.example/a'],
  ])
})

const page = 'https://chat.example/chat'
const push = { data: { json: () => message } }
const tap = { action: '', notification: { close: () => undefined, data: { message, links } } }

test('what happens while no page is open is told to those that say hello until one has heard it, at most 20', async () => {
  const { log, tell, greet } = stageWith([])
  for (let count = 0; count < 20; count += 1) await tell('push', push)
  await tell('notificationclick', tap)
  assert.deepEqual(log.at(-1), ['open', page])
  const told = await greet(page)
  assert.deepEqual([told.length, told[0], told.at(-1)], [20, 1_002, 1_021])
  assert.deepEqual(log.at(-1), ['word', page, { posthouse: 'clicked', id: '1021-21', atMs: 1_021, message }])
  assert.deepEqual(await greet(page), [])
  await tell('message', { data: 'something else', source: null })
})

test('a worker that was put to sleep has kept what no page heard', async () => {
  const { tell, greet, sleep } = stageWith([])
  await tell('push', push)
  sleep()
  await tell('push', push)
  sleep()
  assert.deepEqual(await greet(page), [1_001, 1_002])
  sleep()
  assert.deepEqual(await greet(page), [])
})

test('a page that was still loading, and heard nothing, is told when it says hello; one that heard it is not', async () => {
  const { tell, hear, greet, open } = stageWith([page])
  await tell('push', push)
  await tell('notificationclick', tap)
  await hear('1002-2')
  assert.deepEqual(await greet(page), [1_001])
  open()
  await tell('push', push)
  await hear('unknown')
  assert.deepEqual(await greet(page), [1_003])
})

test('where the browser keeps no files, words live as long as the worker', async () => {
  const { log, tell, greet, sleep } = stageWith([], cachesOn(undefined))
  await tell('push', push)
  assert.equal((log[0] as unknown[])[0], 'show')
  assert.deepEqual(await greet(page), [1_001])
  await tell('push', push)
  sleep()
  assert.deepEqual(await greet(page), [])
})

test('pushes are told in the order in which they came, however long one takes to be shown', async () => {
  let showFirst = (): void => undefined
  const first = new Promise<void>(resolve => {
    showFirst = resolve
  })
  const beforeShow = (title: string): Promise<void> => (title === 'slow' ? first : Promise.resolve())
  const { log, tell, greet } = stageWith([page], undefined, { beforeShow })
  const slow = tell('push', { data: { json: () => ({ title: 'slow' }) } })
  await tell('push', push)
  const told = (log as [string, string, { message: { title: string } }][]).filter(([kind]) => kind === 'word')
  assert.deepEqual(
    told.map(([, , word]) => word.message.title),
    ['slow', 'Li'],
  )
  showFirst()
  await slow
  assert.deepEqual(await greet(page), [1_001, 1_002])
})

test('a browser that refuses options or the number still shows the notification, and the page is told', async () => {
  const { log, tell, greet } = stageWith([], undefined, {
    beforeShow: async (_, options) => {
      if ('renotify' in options) throw new TypeError('renotify without a tag')
    },
    setAppBadge: () => Promise.reject(new DOMException('not installed', 'NotAllowedError')),
  })
  await tell('push', { data: { json: () => ({ title: 'Li', body: 'hi', renotify: true, appBadge: { set: 1 } }) } })
  assert.deepEqual(
    log.map(entry => (entry as unknown[]).slice(0, 2)),
    [['show', 'Li']],
  )
  assert.deepEqual(await greet(page), [1_001])
})

test('a push that nothing can show is told to the page all the same', async () => {
  const { tell, greet } = stageWith([], undefined, {
    beforeShow: () => Promise.reject(new TypeError('no leave any more')),
  })
  await assert.rejects(tell('push', push), /no leave/)
  assert.deepEqual(await greet(page), [1_001])
})

test('a push that cannot be read is shown all the same', async () => {
  const { log, tell } = stageWith([])
  const json = () => {
    throw new SyntaxError('no JSON')
  }
  await tell('push', { data: { json } })
  await tell('push', { data: null })
  assert.equal(log.length, 2)
})
