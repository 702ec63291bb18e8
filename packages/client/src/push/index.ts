// The entry of platforms: `@posthouse/client/push`.
export { systemClock } from '../system-ports.ts'
export { type BridgeResult, createBridgePush, type PosthousePushBridge } from './bridge.ts'
export { type BrowserPushOptions, type BrowserWorld, createBrowserPush } from './browser.ts'
export { usePush } from './platform.ts'
export type {
  LocalNotification,
  NotificationChannel,
  PushEnvironment,
  PushEvent,
  PushFault,
  PushListener,
  PushNotice,
  PushProvider,
  PushRequest,
  PushSource,
  PushToken,
  VendorCredentials,
} from './provider.ts'
export { PushError } from './provider.ts'
export { createTestPush, type TestPush, type TestPushCall } from './test-push.ts'
