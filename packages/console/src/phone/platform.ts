// The platform that the client finds on a simulated phone: its maker's pushes as a native plug-in offers them, its storage, its network.
import { type Ports, webShelf, webSocketTransport } from '@posthouse/client'
import {
  createBridgePush,
  type PosthousePushBridge,
  type PushEvent,
  type PushNotice,
  systemClock,
} from '@posthouse/client/push'
import type { Boot } from './bridge.ts'
import { keyedStorage } from './keyed-storage.ts'
import { type Line, sentenceOf } from './line.ts'
import { createNetwork, type Network } from './network.ts'

/** What a phone offers its app. */
export interface Platform {
  readonly ports: Partial<Ports>
  readonly network: Network
  readonly push: ReturnType<typeof createBridgePush>
  /** The phone tells of a notification. */
  notice(event: PushEvent, notice: PushNotice): void
}

/** Makes it. */
export function createPlatform(boot: Boot, line: Line): Platform {
  const network = createNetwork(webSocketTransport(WebSocket), systemClock, boot.isUp)
  const { bridge, notice } = nativePush(boot, line)
  const ports = {
    transport: network,
    shelf: webShelf(keyedStorage(sessionStorage, boot.shelf)),
    platform: boot.platform,
    onWake: (run: () => void) => network.onWake(run),
  }
  return { ports, network, push: createBridgePush(bridge), notice }
}

function nativePush(
  { source }: Boot,
  line: Line,
): { readonly bridge: PosthousePushBridge; readonly notice: Platform['notice'] } {
  let hear: (notice: PushNotice & { readonly isThrough: boolean }) => void = () => undefined
  let click: (notice: PushNotice) => void = () => undefined
  const bridge: PosthousePushBridge = {
    vendors: [source],
    requestToken(_request, done) {
      line.ask({ what: 'device-token' }).then(
        token => done({ ok: true, value: [token] }),
        cause => done({ ok: false, fault: 'vendor', message: sentenceOf(cause) }),
      )
    },
    releaseToken: done => done({ ok: true, value: null }),
    onToken: () => undefined,
    onMessage(listener) {
      hear = listener
    },
    onClick(listener) {
      click = listener
    },
    requestPermission(done) {
      line.ask({ what: 'permission' }).then(
        isAllowed => done({ ok: true, value: isAllowed }),
        cause => done({ ok: false, fault: 'other', message: sentenceOf(cause) }),
      )
    },
    showNotification({ title, content, payload, androidSound, extras }) {
      const own = { title, content, sound: androidSound, extras: { ...extras, payload } }
      line.tell({ kind: 'own', notification: own })
    },
    setBadge: count => line.tell({ kind: 'badge', count }),
  }
  const notice: Platform['notice'] = (event, one) => {
    if (event === 'clicked') click(one)
    else hear({ ...one, isThrough: event === 'through' })
  }
  return { bridge, notice }
}
