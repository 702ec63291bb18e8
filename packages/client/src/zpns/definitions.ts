// The declarations of ZPNs (spec/zego.md §2.2): names are ZEGO's. Its enums stand in enums.ts.
import type { ZPNsIOSEnvironment, ZPNsPushSourceType } from './declared.ts'

/** Which Android channels the app uses, and with which of their certificates; nothing of it concerns iOS and browsers. */
export interface ZPNsConfig {
  /** 1 or 2; 0 and absent count as 1. */
  appType?: number
  enableHWPush?: boolean
  enableMiPush?: boolean
  enableVivoPush?: boolean
  enableOppoPush?: boolean
  /** Where the phone has it, the only channel that is used: `false` for apps in mainland China. */
  enableFCMPush?: boolean
  enableHwBadge?: boolean
  miAppID?: string
  miAppKey?: string
  oppoAppID?: string
  oppoAppSecret?: string
  oppoAppKey?: string
  vivoAppID?: string
  vivoAppKey?: string
  hwAppID?: string
}

/** What a notification may do on iOS while the app is in front. */
export interface ZPNsIOSNotificationArrivedConfig {
  isPresentBadge: boolean
  isPresentSound: boolean
  isPresentAlert: boolean
}

/** All of it may be left out (spec/zego.md §9 item 6). */
export interface ZPNsRegisterConfig {
  enableIOSVoIP?: boolean
  iOSEnvironment?: ZPNsIOSEnvironment
  iOSNotificationArrivedConfig?: Partial<ZPNsIOSNotificationArrivedConfig>
}

/** A notification. The sender's payload stands in `payload` and in `extras.payload`. */
export interface ZPNsMessage {
  title: string
  content: string
  // biome-ignore lint/suspicious/noExplicitAny: spec/zego.md §2.2; apps read `extras.aps.alert.title`, which `unknown` would not compile.
  extras: Record<string, any>
  payload: string
  pushSourceType: ZPNsPushSourceType
}

/** The outcome of a registration: `pushID` is one where `errorCode` is 0. */
export interface ZPNsRegisterMessage {
  pushID: string
  errorCode: number
  msg: string
}

export interface ZPNsNotificationChannel {
  channelID: string
  channelName: string
  androidSound: string
}

export interface ZPNsLocalMessage {
  title: string
  content: string
  payload: string
  channelID: string
  iOSSound: string
  androidSound: string
}

/** What ZPNs tells, and whom. */
export interface ZPNsEventHandler {
  registered: (message: ZPNsRegisterMessage) => void
  notificationArrived: (message: ZPNsMessage) => void
  notificationClicked: (message: ZPNsMessage) => void
  throughMessageReceived: (message: ZPNsMessage) => void
}

/** `registered.errorCode` (spec/zego.md §2.6); Apple's own numbers come as they are. */
export const zpnsCodes = {
  done: 0,
  offline: 6000401,
  credentials: 6000402,
  vendor: 6000403,
  other: 6000404,
  unregister: 6000405,
} as const
