// The service worker of pages: shows what Posthouse sends, opens the page of a tap, and tells the pages. Called from the app's own
// worker: `import { servePush } from '@posthouse/client/service-worker'` and `servePush(self)`. Needs nothing else of the client.

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
  readonly message: WorkerMessage
}

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
export interface WorkerScope {
  readonly registration: { showNotification(title: string, options: object): Promise<void> }
  readonly clients: {
    matchAll(options: { readonly type: 'window'; readonly includeUncontrolled: true }): Promise<readonly Page[]>
    openWindow(url: string): Promise<unknown>
    claim(): Promise<void>
  }
  readonly location: { readonly origin: string }
  readonly navigator: { setAppBadge?(count: number): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: string, listener: (event: never) => void): void
}

/** Where a tap leads that names no page; `/`. */
export interface ServePushOptions {
  readonly startUrl?: string
}

/** Words that wait for a page while none is open; older ones go first. */
const keptMax = 20

/** Listens to the pushes of this worker. */
export function servePush(self: WorkerScope, { startUrl = '/' }: ServePushOptions = {}): void {
  let kept: readonly WorkerWord[] = []
  const keep = (word: WorkerWord): void => {
    kept = [...kept, word].slice(-keptMax)
  }
  const pages = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const arrived = async (message: WorkerMessage): Promise<void> => {
    await show(self, message)
    const open = await pages()
    const word = { posthouse: 'arrived', message } as const
    for (const page of open) page.postMessage(word)
    if (open.length === 0) keep(word)
  }
  const clicked = async ({ message, links }: Shown, action: string): Promise<void> => {
    const word = { posthouse: 'clicked', message } as const
    const target = links[action] ?? message.url
    const { href } = new URL(target ?? startUrl, self.location.origin)
    const open = await pages()
    // A tap that names no page is for any page of the app.
    const present = open.find(page => page.url === href) ?? (target === undefined ? open[0] : undefined)
    if (present) {
      present.postMessage(word)
      await present.focus()
    } else {
      keep(word)
      await self.clients.openWindow(href)
    }
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
  self.addEventListener('message', (event: { readonly data: unknown; readonly source: Page | null }) => {
    if ((event.data as { posthouse?: unknown } | null)?.posthouse !== 'hello') return
    for (const word of kept) event.source?.postMessage(word)
    kept = []
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
  await registration.showNotification(title, { ...options, body: text, data: { message, links } })
  if (appBadge?.set !== undefined) await navigator.setAppBadge?.(appBadge.set)
}
