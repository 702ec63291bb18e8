// uni-app's own interface as DCloud documents it, for tests of its adapters: sockets as tasks, storage in both manners, errors as
// `{ errMsg }`, and `plus` with its pushes. What is sent and kept stays in memory; the test plays the other end.
import type { Plus, PlusMessage } from '../push/plus.ts'

interface Ended {
  readonly errMsg: string
}
interface Callbacks<T = object> {
  readonly success?: (result: T & Ended) => void
  readonly fail?: (error: Ended) => void
  readonly complete?: (result: Ended) => void
}

/** One socket: the program's side is a SocketTask, the other side is the test's. */
export interface FakeSocket {
  readonly url: string
  readonly sent: readonly string[]
  /** How the program closed it; undefined while it did not. */
  readonly closed: { readonly code: number } | undefined
  accept(): void
  /** The connection could not be made. */
  fail(): void
  deliver(data: string): void
  drop(code: number): void
}

/** Of one value, as the documents say: 1 MB. */
const valueCharsMax = 1_048_576

/** Makes one. Callbacks come in a later turn, as they do in an engine. */
export function createFakeUni() {
  const sockets: FakeSocket[] = []
  const kept = new Map<string, unknown>()
  const later = (run: () => void): void => queueMicrotask(run)
  const done = <T extends object>(name: string, given: Callbacks<T>, result: T): void => {
    const whole = { ...result, errMsg: `${name}:ok` }
    later(() => {
      given.success?.(whole)
      given.complete?.(whole)
    })
  }
  const failed = (name: string, given: Callbacks<never>, why: string): void => {
    const error = { errMsg: `${name}:fail ${why}` }
    later(() => {
      given.fail?.(error)
      given.complete?.(error)
    })
  }
  const uni = {
    connectSocket(options: { readonly url: string } & Callbacks) {
      const { socket, task } = createSocket(options.url, later)
      sockets.push(socket)
      done('connectSocket', options, {})
      return task
    },
    setStorageSync(key: string, data: unknown): void {
      if (String(data).length > valueCharsMax) throw new Error('setStorageSync:fail data exceeds the limit')
      kept.set(key, data)
    },
    getStorageSync(key: string): unknown {
      // A key that there is not reads as an empty text.
      return kept.get(key) ?? ''
    },
    removeStorageSync(key: string): void {
      kept.delete(key)
    },
    setStorage(options: { readonly key: string; readonly data: unknown } & Callbacks): void {
      kept.set(options.key, options.data)
      done('setStorage', options, {})
    },
    getStorage(options: { readonly key: string } & Callbacks<{ data: unknown }>): void {
      if (kept.has(options.key)) done('getStorage', options, { data: kept.get(options.key) })
      else failed('getStorage', options as Callbacks<never>, 'data not found')
    },
    removeStorage(options: { readonly key: string } & Callbacks): void {
      kept.delete(options.key)
      done('removeStorage', options, {})
    },
    getSystemInfoSync: () => ({ platform: 'android', osName: 'android' }),
    onNetworkStatusChange(_: (status: { readonly isConnected: boolean }) => void): void {},
  }
  return { uni, sockets, kept }
}

/** `plus` of an engine, and the test's side of it. */
export function createFakePlus(name: 'iOS' | 'Android', info: { readonly token?: string } | { readonly code: number }) {
  const listeners = new Map<string, (message: PlusMessage) => void>()
  const shown: unknown[] = []
  const badges: number[] = []
  const plus: Plus = {
    os: { name },
    runtime: { setBadgeNumber: badge => void badges.push(badge) },
    push: {
      getClientInfoAsync(done, fail) {
        queueMicrotask(() => ('code' in info ? fail({ code: info.code, message: 'no token' }) : done(info)))
      },
      addEventListener: (type, listener) => void listeners.set(type, listener),
      createMessage: (...message) => void shown.push(message),
    },
  }
  return {
    plus,
    shown,
    badges,
    tell: (type: 'click' | 'receive', message: PlusMessage) => listeners.get(type)?.(message),
  }
}

function createSocket(url: string, later: (run: () => void) => void) {
  type Listeners = Partial<Record<'open' | 'message' | 'close' | 'error', (event: never) => void>>
  const on: Listeners = {}
  const sent: string[] = []
  let state: 'connecting' | 'open' | 'closed' = 'connecting'
  let closed: { readonly code: number } | undefined
  const tell = (type: keyof Listeners, event: object): void => later(() => on[type]?.(event as never))
  const task = {
    onOpen(run: (event: { readonly header?: object }) => void): void {
      on.open = run
    },
    onMessage(run: (event: { readonly data: unknown }) => void): void {
      on.message = run
    },
    onClose(run: (event: { readonly code?: number; readonly reason?: string }) => void): void {
      on.close = run
    },
    onError(run: (event: Ended) => void): void {
      on.error = run
    },
    send(options: { readonly data: string } & Callbacks) {
      const isOpen = state === 'open'
      if (isOpen) sent.push(options.data)
      const errMsg = isOpen ? 'sendSocketMessage:ok' : 'sendSocketMessage:fail WebSocket is not connected'
      later(() => (isOpen ? options.success?.({ errMsg }) : options.fail?.({ errMsg })))
    },
    close(options: { readonly code?: number; readonly reason?: string } & Callbacks) {
      if (state === 'closed') return
      state = 'closed'
      closed = { code: options.code ?? 1000 }
      tell('close', { ...closed, reason: options.reason ?? '' })
    },
  }
  const socket: FakeSocket = {
    url,
    sent,
    get closed() {
      return closed
    },
    accept() {
      state = 'open'
      tell('open', { header: {} })
    },
    fail() {
      state = 'closed'
      tell('error', { errMsg: 'connectSocket:fail' })
    },
    deliver: data => tell('message', { data }),
    drop(code) {
      state = 'closed'
      tell('close', { code, reason: '' })
    },
  }
  return { socket, task }
}
