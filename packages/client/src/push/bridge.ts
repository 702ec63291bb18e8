// The bridge that a native plug-in of uni-app fills (examples/uni-app/README.md): callbacks only, because that is what crosses from
// native code. Everything in it is plain JSON.
import { createEarlyEvents } from './early.ts'
import {
  type LocalNotification,
  type NotificationChannel,
  PushError,
  type PushFault,
  type PushNotice,
  type PushProvider,
  type PushRequest,
  type PushSource,
  type PushToken,
} from './provider.ts'

/** How a native call ended: a value, or why there is none. */
export type BridgeResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: PushFault; readonly message: string; readonly code?: number }

/** What a native plug-in offers. A member that is missing, the platform cannot do. */
export interface PosthousePushBridge {
  /** The maker's channel first, then `fcm` where Google's services are on the phone. */
  readonly vendors: readonly PushSource[]
  /** Registers with one vendor; calls `done` once. */
  requestToken(request: PushRequest, done: (result: BridgeResult<readonly PushToken[]>) => void): void
  releaseToken(done: (result: BridgeResult<null>) => void): void
  /** The vendor replaced a token by itself. */
  onToken(listener: (token: PushToken) => void): void
  /** A notification was shown, `isThrough` false, or is data for the app. */
  onMessage(listener: (notice: PushNotice & { readonly isThrough: boolean }) => void): void
  /** A notification was tapped; also the tap that started the app. */
  onClick(listener: (notice: PushNotice) => void): void
  requestPermission?(done: (result: BridgeResult<boolean>) => void): void
  showNotification?(notification: LocalNotification): void
  createChannel?(channel: NotificationChannel): void
  setBadge?(badge: number): void
}

/** The pushes of a native plug-in: `usePush(createBridgePush(plugin))`. */
export function createBridgePush(bridge: PosthousePushBridge): PushProvider {
  const events = createEarlyEvents()
  bridge.onToken(token => events.renewed(token))
  bridge.onMessage(({ isThrough, ...notice }) => events.notice(isThrough ? 'through' : 'arrived', notice))
  bridge.onClick(notice => events.notice('clicked', notice))
  const { requestPermission, showNotification, createChannel, setBadge } = bridge
  return {
    sources: () => bridge.vendors,
    listen: listener => events.listen(listener),
    acquire: request => ended(done => bridge.requestToken(request, done)),
    async release() {
      await ended<null>(done => bridge.releaseToken(done))
    },
    ...(requestPermission && {
      async askPermission() {
        await ended<boolean>(done => requestPermission.call(bridge, done))
      },
    }),
    ...(showNotification && { showLocal: one => showNotification.call(bridge, one) }),
    ...(createChannel && { createChannel: one => createChannel.call(bridge, one) }),
    ...(setBadge && { setBadge: badge => setBadge.call(bridge, badge) }),
  }
}

function ended<T>(call: (done: (result: BridgeResult<T>) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call(result => {
      if (result.ok) resolve(result.value)
      else reject(new PushError(result.fault, result.message, result.code === undefined ? {} : { code: result.code }))
    })
  })
}
