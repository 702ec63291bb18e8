// The ports of the place where the client runs, found by looking at what the engine has: uni-app, a browser, or Node.
import type { Clock, Ports, Shelf } from './ports.ts'
import { memoryShelf } from './storage/memory.ts'
import { type UniStorage, uniShelf, type WebStorage, webShelf } from './storage/synchronous.ts'
import { type UniSockets, uniTransport } from './transport/uni.ts'
import { type StandardSocketClass, webSocketTransport } from './transport/web-socket.ts'

interface Uni extends UniSockets, UniStorage {
  onNetworkStatusChange(run: (status: { readonly isConnected: boolean }) => void): void
  offNetworkStatusChange?(run: (status: { readonly isConnected: boolean }) => void): void
  onAppShow?(run: () => void): void
  offAppShow?(run: () => void): void
  getSystemInfoSync(): { readonly platform?: string; readonly osName?: string }
}
interface Surroundings {
  readonly uni?: Uni
  readonly WebSocket?: StandardSocketClass
  readonly localStorage?: WebStorage
  readonly document?: Sight
  addEventListener?(event: 'online', run: () => void): void
  removeEventListener?(event: 'online', run: () => void): void
}
/** The part of a page that tells whether it is seen. */
interface Sight {
  readonly visibilityState?: string
  addEventListener?(event: 'visibilitychange', run: () => void): void
  removeEventListener?(event: 'visibilitychange', run: () => void): void
}

declare const uni: Uni | undefined

/** ZIM's numbers of platforms (spec/zego.md §3.1). */
const platforms: Readonly<Record<string, number>> = { ios: 2, android: 3, harmonyos: 10 }
const webPlatform = 6
const linuxPlatform = 5

/** The time of the engine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, run) => {
    let timer: ReturnType<typeof setTimeout>
    const arm = (leftMs: number): void => {
      timer = setTimeout(() => (leftMs > timerMsMax ? arm(leftMs - timerMsMax) : run()), Math.min(leftMs, timerMsMax))
    }
    arm(delayMs)
    return () => clearTimeout(timer)
  },
}

/** Longest wait of a timer: a longer one would end at once, and a token of a month with it (F106). */
const timerMsMax = 2 ** 31 - 1

/** See the head of the file; `given` takes the place of what was found. */
export function systemPorts(given: Partial<Ports>): Ports {
  const around = surroundings()
  return {
    clock: systemClock,
    random: () => Math.random(),
    transport: given.transport ?? transportOf(around),
    shelf: given.shelf ?? shelfOf(around),
    platform: platformOf(around),
    onWake: run => onWake(around, run),
    log: () => {},
    ...given,
  }
}

/** A page built with uni-app has a `uni` of only those members that its own code names; there the browser's objects serve. */
function surroundings(): Surroundings {
  const found = globalThis as unknown as Surroundings
  // Engines of apps hand `uni` to each program, and not to the global object.
  const given = typeof uni === 'undefined' ? found.uni : uni
  const needed = [given?.connectSocket, given?.getStorageSync, given?.setStorageSync, given?.removeStorageSync]
  const isWhole = [...needed, given?.getSystemInfoSync, given?.onNetworkStatusChange].every(
    one => typeof one === 'function',
  )
  const { WebSocket, document, addEventListener, removeEventListener } = found
  const localStorage = storageOf(found)
  return {
    ...(given && isWhole ? { uni: given } : {}),
    ...(WebSocket ? { WebSocket } : {}),
    ...(localStorage ? { localStorage } : {}),
    ...(document ? { document } : {}),
    ...(addEventListener ? { addEventListener: addEventListener.bind(found) } : {}),
    ...(removeEventListener ? { removeEventListener: removeEventListener.bind(found) } : {}),
  }
}

/** Node has the name of a browser's storage too, and complains when it is only looked at; a page that may keep nothing throws then. */
function storageOf(found: Surroundings): WebStorage | undefined {
  try {
    return found.document === undefined ? undefined : found.localStorage
  } catch {
    // Private windows and framed pages, by the person's wish: what is kept lasts as long as the page.
    return undefined
  }
}

function transportOf({ uni, WebSocket }: Surroundings): Ports['transport'] {
  if (uni) return uniTransport(uni)
  if (WebSocket) return webSocketTransport(WebSocket)
  throw new Error(
    'There is no WebSocket here. Give one: ports: { transport: webSocketTransport(WebSocket) } with the package ws.',
  )
}

function shelfOf({ uni, localStorage }: Surroundings): Shelf {
  if (uni) return uniShelf(uni)
  return localStorage ? webShelf(localStorage) : memoryShelf()
}

function platformOf({ uni, document }: Surroundings): number {
  if (uni) {
    const { osName, platform } = uni.getSystemInfoSync()
    return platforms[(osName ?? platform ?? '').toLowerCase()] ?? webPlatform
  }
  return document === undefined ? linuxPlatform : webPlatform
}

/** The network came back, or the app came to the front: until then an engine may hold timers back for as long as it likes. */
function onWake({ uni, document, addEventListener, removeEventListener }: Surroundings, run: () => void): () => void {
  if (uni) return onWakeOfUni(uni, run)
  const seen = (): void => {
    if (document?.visibilityState === 'visible') run()
  }
  addEventListener?.('online', run)
  document?.addEventListener?.('visibilitychange', seen)
  return () => {
    removeEventListener?.('online', run)
    document?.removeEventListener?.('visibilitychange', seen)
  }
}

function onWakeOfUni(uni: Uni, run: () => void): () => void {
  const listener = ({ isConnected }: { readonly isConnected: boolean }): void => {
    if (isConnected) run()
  }
  uni.onNetworkStatusChange(listener)
  uni.onAppShow?.(run)
  return () => {
    uni.offNetworkStatusChange?.(listener)
    uni.offAppShow?.(run)
  }
}
