// Enums of connections and users as values, names to numbers and back (spec/zego.md §3.1); the compiler holds them against ../declared/session.ts.
import type * as declared from '../declared/session.ts'
import { enumOf } from '../enum-of.ts'

export const ZIMConnectionState: typeof declared.ZIMConnectionState = /* @__PURE__ */ enumOf<
  typeof declared.ZIMConnectionState
>({ Disconnected: 0, Connecting: 1, Connected: 2, Reconnecting: 3 })
export type ZIMConnectionState = declared.ZIMConnectionState

export const ZIMConnectionEvent: typeof declared.ZIMConnectionEvent = /* @__PURE__ */ enumOf<
  typeof declared.ZIMConnectionEvent
>({ Success: 0, ActiveLogin: 1, LoginTimeout: 2, LoginInterrupted: 3, KickedOut: 4, TokenExpired: 5, Unregistered: 6 })
export type ZIMConnectionEvent = declared.ZIMConnectionEvent

export const ZIMPlatformType: typeof declared.ZIMPlatformType = /* @__PURE__ */ enumOf<typeof declared.ZIMPlatformType>(
  { Win: 1, IPhoneOS: 2, Android: 3, MacOS: 4, Linux: 5, Web: 6, MiniProgram: 7, IPadOS: 9, OHOS: 10, Unknown: 32 },
)
export type ZIMPlatformType = declared.ZIMPlatformType

export const ZIMUserOnlineStatus: typeof declared.ZIMUserOnlineStatus = /* @__PURE__ */ enumOf<
  typeof declared.ZIMUserOnlineStatus
>({ Online: 0, Offline: 1, Logout: 2, Unknown: 99 })
export type ZIMUserOnlineStatus = declared.ZIMUserOnlineStatus
