// Web Push as the channel of pages: a service worker shows notifications, and the browser's subscription, as JSON, is the token. The key to
// subscribe with is the app's own; the server tells it to everybody.
import type { Clock } from '../ports.ts'
import { inTime } from './in-time.ts'
import {
  type LocalNotification,
  PushError,
  type PushEvent,
  type PushFault,
  type PushListener,
  type PushProvider,
  type PushRequest,
} from './provider.ts'
import type { PageWord, WorkerWord } from './service-worker.ts'

/** What a page may settle; all of it may be left out. */
export interface BrowserPushOptions {
  /** The service worker's script; `/posthouse-service-worker.js`. */
  readonly serviceWorker?: string
  /** How the browser reads it; `module`. */
  readonly workerType?: 'module' | 'classic'
  /** The public key of the app's Web Push notifier; asked of the server by default. */
  readonly publicKey?: string
}

/** The part of a browser that is used; written out, so that programs compile that know no browser's types. */
export interface BrowserWorld {
  readonly navigator: {
    readonly serviceWorker: WorkerContainer
    setAppBadge?(count: number): Promise<void>
  }
  readonly Notification: { requestPermission(): Promise<string> }
  readonly fetch: (url: string) => Promise<{ readonly ok: boolean; readonly status: number; json(): Promise<unknown> }>
}

interface WorkerContainer {
  register(script: string, options: { readonly type: 'module' | 'classic' }): Promise<unknown>
  readonly ready: Promise<WorkerRegistration>
  getRegistration(): Promise<WorkerRegistration | undefined>
  addEventListener(type: 'message', listener: (event: WordEvent) => void): void
}

interface WordEvent {
  readonly data: unknown
  /** The worker. */
  readonly source: Worker | null
}
interface Worker {
  postMessage(word: PageWord): void
}

interface WorkerRegistration {
  readonly active: Worker | null
  readonly pushManager: {
    getSubscription(): Promise<Subscription | null>
    subscribe(options: {
      readonly userVisibleOnly: boolean
      readonly applicationServerKey: string
    }): Promise<Subscription>
  }
  showNotification(title: string, options: { readonly body: string; readonly data: unknown }): Promise<void>
}

interface Subscription {
  readonly options: { readonly applicationServerKey: ArrayBuffer | null }
  unsubscribe(): Promise<unknown>
  toJSON(): unknown
}

/**
 * Longest wait for the server's key, for the worker and for the browser's push service, ms each. A browser that cannot reach its service, as
 * Chromium without Google, waits without end; so does one whose worker fails, or is not for this page.
 */
const stepMsMax = 30_000

/** Words by which a page knows again what it was told; older ones are forgotten. */
const wordsMax = 100

/** The pushes of a page. */
export function createBrowserPush(
  options: BrowserPushOptions,
  world: BrowserWorld,
  clock: Pick<Clock, 'after'>,
): PushProvider {
  const { navigator } = world
  let listener: PushListener | undefined
  return {
    sources: () => ['webpush'],
    listen(next) {
      const isFirst = listener === undefined
      listener = next
      if (!isFirst) return
      navigator.serviceWorker.addEventListener(
        'message',
        createEar((event, notice) => listener?.notice(event, notice)),
      )
      greet(navigator.serviceWorker)
    },
    async acquire(request) {
      const leave = await world.Notification.requestPermission()
      if (leave !== 'granted') throw new PushError('other', 'the person does not allow notifications')
      const step: Step = (work, late) => settledInTime(work, late, clock)
      const key = options.publicKey ?? (await step(keyOf(request, world), lateServer))
      const worker = await workerOf(options, navigator.serviceWorker, step)
      const subscription = await step(subscribe(worker, key), latePushService)
      return [{ source: 'webpush', token: JSON.stringify(subscription) }]
    },
    async release() {
      await settledInTime(unsubscribe(navigator.serviceWorker), latePushService, clock)
    },
    async askPermission() {
      await world.Notification.requestPermission()
    },
    showLocal(notification) {
      show(navigator.serviceWorker, notification)
    },
    setBadge(badge) {
      // A browser without badges has none to set, and one that refuses shows none: neither is the app's affair.
      navigator.setAppBadge?.(badge).catch(() => undefined)
    },
  }
}

/** The worker has kept what it said before somebody listened here: a page that is left before that has heard nothing. */
function greet(container: WorkerContainer): void {
  const told = container.getRegistration().then(found => found?.active?.postMessage({ posthouse: 'hello' }))
  // Without leave to use service workers there are no pushes, which the registration will say.
  told.catch(() => undefined)
}

/** Tells each word once: one that came right after the greeting comes again with those that wait. */
function createEar(tell: PushListener['notice']): (event: WordEvent) => void {
  let known: readonly string[] = []
  return ({ data, source }) => {
    const { posthouse, id, atMs, message } = (data ?? {}) as Partial<WorkerWord>
    if ((posthouse !== 'arrived' && posthouse !== 'clicked') || typeof id !== 'string') return
    source?.postMessage({ posthouse: 'heard', id })
    if (known.includes(id)) return
    known = [...known, id].slice(-wordsMax)
    const { title, body, data: extras } = message ?? {}
    tell(posthouse satisfies PushEvent, {
      source: 'webpush',
      ...(typeof title === 'string' ? { title } : {}),
      ...(typeof body === 'string' ? { content: body } : {}),
      ...(typeof atMs === 'number' ? { atMs } : {}),
      extras,
    })
  }
}

async function keyOf({ place, appType }: PushRequest, { fetch }: BrowserWorld): Promise<string> {
  if (!place)
    throw new PushError('credentials', 'no server to ask for the key of Web Push: create ZIM first, or name publicKey')
  const answer = await fetch(`${place.server}/im/apps/${place.appId}/web-push-key?appType=${appType}`).catch(cause => {
    throw new PushError('offline', 'the server that has the key of Web Push could not be reached', { cause })
  })
  if (answer.status === 404) throw new PushError('credentials', 'the app has no notifier of Web Push')
  if (!answer.ok) throw new PushError('vendor', `the server told no key of Web Push: HTTP ${answer.status}`)
  const { publicKey } = (await answer.json()) as { publicKey: string }
  return publicKey
}

async function workerOf(
  { serviceWorker = '/posthouse-service-worker.js', workerType = 'module' }: BrowserPushOptions,
  container: WorkerContainer,
  step: Step,
): Promise<WorkerRegistration> {
  try {
    await container.register(serviceWorker, { type: workerType })
  } catch (cause) {
    throw new PushError('other', `the service worker ${serviceWorker} cannot be used: ${String(cause)}`, { cause })
  }
  const why = 'does its script fail, or is this page outside its folder?'
  return await step(container.ready, { fault: 'other', who: `the service worker ${serviceWorker}`, why })
}

async function unsubscribe(container: WorkerContainer): Promise<void> {
  const registration = await container.getRegistration()
  const subscription = await registration?.pushManager.getSubscription()
  await subscription?.unsubscribe()
}

/** A subscription is tied to the key that it was made with: one of another key is given up. */
async function subscribe({ pushManager }: WorkerRegistration, key: string): Promise<Subscription> {
  const present = await pushManager.getSubscription()
  if (present !== null && !isOfKey(present, key)) await present.unsubscribe()
  try {
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  } catch (cause) {
    throw new PushError('vendor', `the browser gave no subscription: ${String(cause)}`, { cause })
  }
}

/** Who did not answer, and what may be the matter. */
interface Late {
  readonly fault: PushFault
  readonly who: string
  readonly why?: string
}
type Step = <T>(work: Promise<T>, late: Late) => Promise<T>

const lateServer: Late = { fault: 'offline', who: 'the server that has the key of Web Push' }
const latePushService: Late = { fault: 'offline', who: "the browser's push service" }

/** What the browser gives later stays in the browser, and is found by the next registration. */
function settledInTime<T>(work: Promise<T>, { fault, who, why }: Late, { after }: Pick<Clock, 'after'>): Promise<T> {
  const words = `${who} did not answer within ${stepMsMax / 1_000} s${why === undefined ? '' : `: ${why}`}`
  return inTime(work, { after, ms: stepMsMax, error: () => new PushError(fault, words) })
}

function isOfKey({ options }: Subscription, key: string): boolean {
  const bytes = options.applicationServerKey
  if (bytes === null) return false
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === key
}

function show(container: WorkerContainer, { title, content, payload, extras }: LocalNotification): void {
  const message = { title, body: content, data: { ...extras, payload } }
  const shown = container
    .getRegistration()
    .then(registration => registration?.showNotification(title, { body: content, data: { message, links: {} } }))
  // Without leave to notify there is nothing to show.
  shown.catch(() => undefined)
}
