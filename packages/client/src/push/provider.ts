// The port to the platform's own pushes: where a vendor's token comes from, and what the phone tells about notifications. Adapters stand
// beside it: browser, uni-app, test. Knows nothing of users, sessions and PushIDs.

/** A vendor, or `webpush`: those that a PushID may name, written out so that the package's types need no other package. */
export type PushSource =
  | 'apns'
  | 'fcm'
  | 'huawei'
  | 'honor'
  | 'harmony'
  | 'xiaomi'
  | 'oppo'
  | 'vivo'
  | 'meizu'
  | 'webpush'

/** Which of Apple's two services a token is of; `auto` where the client cannot tell. */
export type PushEnvironment = 'production' | 'development' | 'auto'

/** What an Android vendor's own SDK wants to know of the app; absent where it stands in the project's files. */
export interface VendorCredentials {
  readonly appId?: string
  readonly appKey?: string
  readonly appSecret?: string
}

/** What a registration asks for. */
export interface PushRequest {
  /** The channel to register with: one of those that the provider named. */
  readonly source: PushSource
  /** Which of the vendor's two certificates. */
  readonly appType: 1 | 2
  readonly environment: PushEnvironment
  /** Of Apple: also register for calls (PushKit). */
  readonly isVoip: boolean
  /** Of Apple: what a notification may do while the app is in front. */
  readonly foreground: { readonly alert: boolean; readonly sound: boolean; readonly badge: boolean }
  readonly credentials: VendorCredentials
  /** Of Huawei: pushes may change the number on the app's icon. */
  readonly changesBadge: boolean
  /** The app and its server, once ZIM was created; a browser asks it for the key of its notifier. */
  readonly place: { readonly appId: number; readonly server: string } | undefined
}

/** A token that a vendor gave to this installation. */
export interface PushToken {
  readonly source: PushSource
  readonly token: string
  /** Of Apple, where the provider found it out by itself. */
  readonly environment?: PushEnvironment
  readonly isVoip?: boolean
}

/** A notification as the platform hands it over. */
export interface PushNotice {
  readonly source: PushSource
  readonly title?: string
  readonly content?: string
  /** What came with it: of Apple the whole dictionary, of Android vendors their extras, also as JSON text. */
  readonly extras?: unknown
  /** When it happened, ms since 1970 UTC, where the platform kept it for later; else it has just happened. */
  readonly atMs?: number
}

/** What became of a notification: it was shown, tapped, or is data for the app. */
export type PushEvent = 'arrived' | 'clicked' | 'through'

/** Who is told what happens. */
export interface PushListener {
  notice(event: PushEvent, notice: PushNotice): void
  /** The vendor replaced its token. */
  renewed(token: PushToken): void
}

/** A notification that the app itself shows. */
export interface LocalNotification {
  readonly title: string
  readonly content: string
  readonly payload: string
  readonly channelId: string
  readonly iosSound: string
  readonly androidSound: string
  /** What a tap on it gives back beside the payload. */
  readonly extras?: Readonly<Record<string, unknown>>
}

/** A category of notifications of Android 8 and later. */
export interface NotificationChannel {
  readonly id: string
  readonly name: string
  readonly sound: string
}

/** Why no token came; each has its code in ZPNs (spec/zego.md §2.6). */
export type PushFault = 'offline' | 'credentials' | 'vendor' | 'other'

/** A registration or its end that failed. */
export class PushError extends Error {
  override readonly name = 'PushError'
  readonly fault: PushFault
  /** Apple's own number, which is told as it is; absent elsewhere. */
  readonly code: number | undefined
  constructor(fault: PushFault, message: string, options: { readonly code?: number; readonly cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {})
    this.fault = fault
    this.code = options.code
  }
}

/** The platform's pushes. What is absent, the platform cannot do. */
export interface PushProvider {
  /** The channels that this device could register with, its maker's first; empty where there is none. */
  sources(): readonly PushSource[]
  /** Registers; one token, of Apple with calls two. Rejects with {@link PushError}. */
  acquire(request: PushRequest): Promise<readonly PushToken[]>
  /** Gives the token back. Rejects with {@link PushError}. */
  release(): Promise<void>
  /** Names the one who is told; what came before, such as the tap that started the app, is told when the caller has done what it does next, at most {@link earlyMax}. */
  listen(listener: PushListener): void
  /** Asks the person for leave to show notifications. */
  askPermission?(): Promise<void>
  showLocal?(notification: LocalNotification): void
  createChannel?(channel: NotificationChannel): void
  setBadge?(badge: number): void
}

/** Most events that a provider keeps until somebody listens; older ones go first. */
export const earlyMax = 20
