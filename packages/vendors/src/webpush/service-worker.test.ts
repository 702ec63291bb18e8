// The service worker that the documents offer, run on a stage that notes what a browser would show and open.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { parseWebPushCredentials } from './credentials.ts'
import { renderWebPush } from './payload.ts'

const pages = ['docs/vendors/webpush.md', 'docs/vendors/webpush.zh-CN.md']

function workerOf(path: string): string {
  const text = readFileSync(join(import.meta.dirname, '../../../..', path), 'utf8')
  const snippets = [...text.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code)
  const worker = snippets.find(code => code.includes('notificationclick'))
  assert.ok(worker)
  return worker
}

interface Heard {
  waitUntil(work: Promise<unknown>): void
}

/** A browser with these windows open. */
function browserWith(open: readonly string[]) {
  const log: unknown[] = []
  const listeners = new Map<string, (event: Heard & Readonly<Record<string, unknown>>) => void>()
  const windows = open.map(url => ({ url, focus: async () => log.push(['focus', url]) }))
  const self = {
    addEventListener: (name: string, run: (event: Heard) => void) => listeners.set(name, run),
    registration: { showNotification: async (title: string, how: unknown) => log.push(['show', title, how]) },
    clients: { matchAll: async () => windows, openWindow: async (url: string) => log.push(['open', url]) },
    location: { origin: 'https://chat.example' },
  }
  const navigator = { setAppBadge: async (count: number) => log.push(['badge', count]) }
  const tell = async (name: string, event: Readonly<Record<string, unknown>>): Promise<void> => {
    const work: Promise<unknown>[] = []
    listeners.get(name)?.({ ...event, waitUntil: promise => void work.push(promise) })
    assert.ok(work.length > 0)
    await Promise.all(work)
  }
  return { log, tell, context: { self, navigator, URL } }
}

function rendered(): string {
  const credentials = parseWebPushCredentials({
    name: 'web',
    environment: 'PRODUCTION',
    certificate: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
    settings: { subject: 'mailto:push@posthouse.example' },
  })
  const actions = [{ action: 'reply', title: 'Reply', url: '/c/42?reply' }]
  const notification = {
    title: 'Li',
    subTitle: 'Team',
    content: 'hi',
    category: 'im',
    badge: { setNum: 0 },
    ext: { conv: '42' },
    clickAction: { url: '/c/42' },
    blocks: { webpush: { icon: '/i.png', tag: 'c42', actions } },
  } as const
  return renderWebPush(notification, { credentials, nowMs: 0, expiresAtMs: 60_000 }).json
}

/** Values of another realm have other prototypes. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('the worker shows a rendered message, and a tap opens or finds its page', async () => {
  const { log, tell, context } = browserWith(['https://chat.example/c/42'])
  runInNewContext(workerOf(pages[0] ?? ''), context)
  await tell('push', { data: { json: () => JSON.parse(rendered()) } })
  const data = { url: '/c/42', links: { reply: '/c/42?reply' }, category: 'im', data: { conv: '42' } }
  const actions = [{ action: 'reply', title: 'Reply', url: '/c/42?reply' }]
  const shown = ['show', 'Li', { icon: '/i.png', tag: 'c42', actions, body: 'Team\nhi', data }]
  assert.deepEqual(plain(log), [shown, ['badge', 0]])
  log.length = 0
  const tapped = { close: () => log.push(['close']), data }
  await tell('notificationclick', { action: '', notification: tapped })
  await tell('notificationclick', { action: 'reply', notification: tapped })
  await tell('notificationclick', { action: '', notification: { ...tapped, data: { links: {} } } })
  assert.deepEqual(plain(log), [
    ['close'],
    ['focus', 'https://chat.example/c/42'],
    ['close'],
    ['open', 'https://chat.example/c/42?reply'],
    ['close'],
    ['open', 'https://chat.example/'],
  ])
})

test('the least message is shown as it is, in a browser that knows no badges', async () => {
  const { log, tell, context } = browserWith([])
  runInNewContext(workerOf(pages[0] ?? ''), { ...context, navigator: {} })
  await tell('push', { data: { json: () => ({ title: 'Li', body: 'hi', appBadge: { set: 3 } }) } })
  assert.deepEqual(plain(log), [['show', 'Li', { body: 'hi', data: { links: {} } }]])
})

test('both languages offer the same worker', () => {
  assert.equal(workerOf(pages[1] ?? ''), workerOf(pages[0] ?? ''))
})
