// The service worker of pages: shows what Posthouse sends, opens the page of a tap, and tells the pages. Called from the app's own
// worker: `import { servePush } from '@posthouse/client/service-worker'` and `servePush(self)`. Needs nothing else of the client.
//
//   worker ──word──▶ every open page ──heard──▶ worker, which forgets the word
//   page, when its ZPNs listens ──hello──▶ worker ──words that nobody has heard──▶ page ──heard──▶ worker
//
// A page that is open may still be loading, and hear nothing yet; so may the one that a tap opens.
import { createKeptWords, type WordKeeper } from './kept-words.ts'

/** A message as the server encrypted it (docs/vendors/webpush.md). */
export interface WorkerMessage {
  readonly title?: string
  readonly body?: string
  readonly subtitle?: string
  /** What a tap opens. */
  readonly url?: string
  readonly appBadge?: { readonly set?: number; readonly add?: number }
  readonly category?: string
  readonly data?: unknown
  readonly actions?: readonly { readonly action: string; readonly title: string; readonly url?: string }[]
  readonly [option: string]: unknown
}

/** What the worker tells a page. */
export interface WorkerWord {
  readonly posthouse: 'arrived' | 'clicked'
  /** By which a page says that it heard it, and knows it again. */
  readonly id: string
  /** When it happened, ms since 1970 UTC. */
  readonly atMs: number
  readonly message: WorkerMessage
}

/** What a page tells the worker: that it listens, or that it heard a word. */
export type PageWord = { readonly posthouse: 'hello' } | { readonly posthouse: 'heard'; readonly id: string }

interface Waiting {
  waitUntil(work: Promise<unknown>): void
}
interface Page {
  readonly url: string
  postMessage(word: WorkerWord): void
  focus(): Promise<unknown>
}
interface Shown {
  readonly message: WorkerMessage
  readonly links: Readonly<Record<string, string>>
}

/** The part of a worker's `self` that is used. */
export interface WorkerScope extends WordKeeper {
  readonly registration: WordKeeper['registration'] & {
    showNotification(title: string, options: object): Promise<void>
  }
  readonly clients: {
    matchAll(options: { readonly type: 'window'; readonly includeUncontrolled: true }): Promise<readonly Page[]>
    openWindow(url: string): Promise<unknown>
    claim(): Promise<void>
  }
  readonly location: { readonly origin: string }
  readonly navigator: { setAppBadge?(count: number): Promise<void> }
  readonly Date: { now(): number }
  skipWaiting(): Promise<void>
  addEventListener(type: string, listener: (event: never) => void): void
}

/** Where a tap leads that names no page; `/`. */
export interface ServePushOptions {
  readonly startUrl?: string
}

/** Listens to the pushes of this worker. */
export function servePush(self: WorkerScope, { startUrl = '/' }: ServePushOptions = {}): void {
  const kept = createKeptWords<WorkerWord>(self)
  const { Date: clock } = self
  let words = 0
  const wordOf = (posthouse: WorkerWord['posthouse'], message: WorkerMessage): WorkerWord => {
    const atMs = clock.now()
    words += 1
    return { posthouse, id: `${atMs}-${words}`, atMs, message }
  }
  const pages = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const tell = async (word: WorkerWord): Promise<void> => {
    await kept.keep(word)
    for (const page of await pages()) page.postMessage(word)
  }
  const arrived = async (message: WorkerMessage): Promise<void> => {
    const told = tell(wordOf('arrived', message))
    // Neither waits for the other, nor fails with it.
    const shown = show(self, message)
    await Promise.allSettled([told, shown])
    await shown
  }
  const clicked = async ({ message, links }: Shown, action: string): Promise<void> => {
    const word = wordOf('clicked', message)
    await kept.keep(word)
    const target = links[action] ?? message.url
    const { href } = new URL(target ?? startUrl, self.location.origin)
    const open = await pages()
    // A tap that names no page is for any page of the app.
    const present = open.find(page => page.url === href) ?? (target === undefined ? open[0] : undefined)
    if (present) {
      present.postMessage(word)
      await present.focus()
    } else await self.clients.openWindow(href)
  }
  self.addEventListener('install', (event: Waiting) => event.waitUntil(self.skipWaiting()))
  self.addEventListener('activate', (event: Waiting) => event.waitUntil(self.clients.claim()))
  self.addEventListener('push', (event: Waiting & { readonly data: { json(): unknown } | null }) => {
    event.waitUntil(arrived(readMessage(event.data)))
  })
  self.addEventListener(
    'notificationclick',
    (event: Waiting & { readonly action: string; readonly notification: { close(): void; readonly data: Shown } }) => {
      event.notification.close()
      event.waitUntil(clicked(event.notification.data, event.action))
    },
  )
  const told = async (word: Partial<PageWord> | null, source: Page | null): Promise<void> => {
    if (word?.posthouse === 'hello') for (const one of await kept.all()) source?.postMessage(one)
    if (word?.posthouse === 'heard' && 'id' in word) await kept.heard(String(word.id))
  }
  self.addEventListener('message', (event: Waiting & { readonly data: unknown; readonly source: Page | null }) => {
    event.waitUntil(told(event.data as Partial<PageWord> | null, event.source))
  })
}

/** Browsers end the subscription of a worker that shows nothing, so what cannot be read is shown as it is. */
function readMessage(data: { json(): unknown } | null): WorkerMessage {
  try {
    const read = data?.json()
    return typeof read === 'object' && read !== null ? (read as WorkerMessage) : {}
  } catch {
    return {}
  }
}

async function show({ registration, navigator }: WorkerScope, message: WorkerMessage): Promise<void> {
  const { title = '', body, subtitle, url: _, appBadge, category: _category, data: _data, ...options } = message
  const links = Object.fromEntries((message.actions ?? []).map(one => [one.action, one.url]))
  const text = subtitle === undefined ? body : `${subtitle}\n${body ?? ''}`
  const usual = { body: text, data: { message, links } }
  const shown = registration.showNotification(title, { ...options, ...usual })
  // Some options a browser refuses with the whole notification, as `renotify` without a `tag`.
  await shown.catch(() => registration.showNotification(title, usual))
  // The number is less than the notification, and a browser may refuse it.
  if (appBadge?.set !== undefined) await navigator.setAppBadge?.(appBadge.set).catch(() => undefined)
}
