// The worker on a stage that notes what a browser would show and open.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { servePush, type WorkerScope } from './service-worker.ts'

function stageWith(open: readonly string[]) {
  const log: unknown[] = []
  const listeners = new Map<string, (event: never) => void>()
  const pageAt = (url: string) => ({
    url,
    postMessage: (word: unknown) => log.push(['word', url, word]),
    focus: async () => log.push(['focus', url]),
  })
  let pages = open.map(pageAt)
  const scope: WorkerScope = {
    registration: { showNotification: async (title, options) => void log.push(['show', title, options]) },
    clients: {
      matchAll: async () => pages,
      openWindow: async url => log.push(['open', url]),
      claim: async () => undefined,
    },
    location: { origin: 'https://chat.example' },
    navigator: { setAppBadge: async count => void log.push(['badge', count]) },
    skipWaiting: async () => undefined,
    addEventListener: (type, listener) => void listeners.set(type, listener),
  }
  servePush(scope, { startUrl: '/chat' })
  const tell = async (type: string, event: Readonly<Record<string, unknown>>): Promise<void> => {
    const work: Promise<unknown>[] = []
    const whole = { ...event, waitUntil: (one: Promise<unknown>) => void work.push(one) }
    listeners.get(type)?.(whole as never)
    await Promise.all(work)
  }
  return {
    log,
    tell,
    pageAt,
    close: () => {
      pages = []
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
  const word = { posthouse: 'arrived', message }
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

test('what happens while no page is open is told to the first that says hello, once, at most 20', async () => {
  const { log, tell, pageAt } = stageWith([])
  for (let count = 0; count < 20; count += 1) await tell('push', { data: { json: () => message } })
  const tap = { action: '', notification: { close: () => undefined, data: { message, links } } }
  await tell('notificationclick', tap)
  assert.deepEqual(log.at(-1), ['open', 'https://chat.example/chat'])
  log.length = 0
  const source = pageAt('https://chat.example/chat')
  await tell('message', { data: { posthouse: 'hello' }, source })
  await tell('message', { data: { posthouse: 'hello' }, source })
  await tell('message', { data: 'something else', source })
  assert.equal(log.length, 20)
  assert.deepEqual(log.at(-1), ['word', source.url, { posthouse: 'clicked', message }])
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
