// ZPNs: the face of offline push for apps, with ZEGO's names (spec/zego.md §2.2, §2.3). What it does is in desk.ts.
import { currentSession, onCurrentSession } from '../current-session.ts'
import { currentPush } from '../push/platform.ts'
import { systemClock } from '../system-ports.ts'
import { version } from '../version.ts'
import type {
  ZPNsConfig,
  ZPNsEventHandler,
  ZPNsLocalMessage,
  ZPNsMessage,
  ZPNsNotificationChannel,
  ZPNsRegisterConfig,
} from './definitions.ts'
import { createDesk, type Desk } from './desk.ts'

let isDebug = false
let desk: Desk | undefined
let instance: ZPNs | undefined

/** Registers this installation for offline pushes, and tells what happens with them. */
export class ZPNs {
  readonly #desk: Desk
  #permission: Promise<void> | undefined

  private constructor(ofProgram: Desk) {
    this.#desk = ofProgram
  }

  /** The version of this client. */
  static getVersion(): Promise<string> {
    return Promise.resolve(version)
  }

  /** The one instance of this program; made when it is first asked for. */
  static getInstance(): ZPNs {
    instance ??= new ZPNs(theDesk())
    instance.#desk.open()
    return instance
  }

  /** Writes what happens to the console; before `registerPush`. */
  static async enableDebug(isWanted: boolean): Promise<void> {
    isDebug = isWanted
  }

  /** Names the channels of Android; before `registerPush`, and again to replace what was named. Rejects for what is no object. */
  static async setPushConfig(config: ZPNsConfig): Promise<void> {
    if (typeof config !== 'object' || config === null) throw new Error('setPushConfig takes an object')
    theDesk().configure(config)
  }

  /** Gets data messages of Google for which nobody listens to `throughMessageReceived`. */
  static setBackgroundMessageHandler(handler: (message: ZPNsMessage) => void): void {
    if (typeof handler !== 'function') throw new Error('the handler of background messages is no function')
    theDesk().setBackground(handler)
  }

  /** Names the one listener of an event. Throws for an event that is none, and for a listener that is no function. */
  on<K extends keyof ZPNsEventHandler>(type: K, listener: ZPNsEventHandler[K]): void {
    this.#desk.on(type, listener)
  }

  /** Removes the listener of an event. */
  off<K extends keyof ZPNsEventHandler>(type: K): void {
    this.#desk.off(type)
  }

  /** Asks the person for leave to show notifications; only the first call asks. */
  applyNotificationPermission(): Promise<void> {
    this.#permission ??= currentPush()?.askPermission?.() ?? Promise.resolve()
    return this.#permission
  }

  /** Registers with the vendor. Resolves at once; what came of it is told as `registered`. */
  registerPush(config: ZPNsRegisterConfig = {}): Promise<void> {
    if (typeof config !== 'object' || config === null) return Promise.reject(new Error('registerPush takes an object'))
    this.#desk.register(config).catch(complain)
    return Promise.resolve()
  }

  /** Ends pushes to this device, whoever is logged in. Nothing before `registerPush`; a failure is told as `registered`, 6000405. */
  unregisterPush(): Promise<void> {
    return this.#desk.unregister()
  }

  /** Android 8 and later. */
  createNotificationChannel({ channelID, channelName, androidSound }: ZPNsNotificationChannel): void {
    currentPush()?.createChannel?.({ id: channelID, name: channelName, sound: androidSound })
  }

  /** Shows a notification of the app's own. */
  addLocalNotification(message: ZPNsLocalMessage): void {
    const { title, content, payload, channelID, iOSSound, androidSound } = message
    const sounds = { iosSound: iOSSound, androidSound }
    currentPush()?.showLocal?.({ title, content, payload, channelId: channelID, ...sounds })
  }

  /** The number that increments of pushes are added to; after the login. Throws for what is no number of 0 to 99,999. */
  setServerBadge(badge: number): void {
    requireBadge(badge)
    this.#desk.setServerBadge(badge).catch(complain)
  }

  /** The number on the app's icon, now. */
  setLocalBadge(badge: number): void {
    requireBadge(badge)
    currentPush()?.setBadge?.(badge)
  }
}

function theDesk(): Desk {
  desk ??= createDesk({
    provider: currentPush,
    onSession: onCurrentSession,
    clock: systemClock,
    complain,
    version,
  })
  return desk
}

/** What no caller waits for. Quiet unless asked: an app's console is the app's. */
function complain(cause: unknown): void {
  if (isDebug) console.warn('[ZPNs]', cause, currentSession()?.userId())
}

const badgeMax = 99_999

function requireBadge(badge: number): void {
  if (!Number.isInteger(badge) || badge < 0 || badge > badgeMax)
    throw new Error(`a badge is a whole number of 0 to ${badgeMax}`)
}
