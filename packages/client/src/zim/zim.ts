// ZIM: what apps hold. Makes the one instance of a program, logs in and out, and keeps the app's listeners (spec/zego.md §3.8, §3.10).
import { utf8Bytes } from '@posthouse/protocol/frames'
import { setCurrentSession } from '../current-session.ts'
import { lastUserOf } from '../installation.ts'
import { refusal } from '../refusal.ts'
import { Session } from '../session.ts'
import { states } from '../session-definitions.ts'
import { systemPorts } from '../system-ports.ts'
import { loginTokenFault, tokenFault } from '../token.ts'
import { version } from '../version.ts'
import { demand, demandId } from './checks.ts'
import { Core } from './core.ts'
import type { ListenersOf } from './event-handler.ts'
import { tellPassing, tellUnit } from './incoming.ts'
import { Listeners } from './listeners.ts'
import { logLine, setLogLevel } from './logging.ts'
import { pageOrigin, placeOf } from './place.ts'
import type { ZIMTokenRenewedResult } from './surface/results.ts'
import type { ZIMAppConfig, ZIMLogConfig, ZIMLoginConfig, ZIMLogoutConfig, ZIMUserInfo } from './surface/users.ts'
import { WithUsers } from './with-users.ts'

/** A listener per event. */
export interface ZIMEventHandler extends ListenersOf<ZIM> {}

const nameBytesMax = 256
/** `conversationSyncStateChanged`. */
const sync = { started: 0, finished: 1, failed: 2 } as const

let instance: ZIM | null = null
/** The last words of instances that were destroyed: the next one's login comes after them. */
let earlier: Promise<unknown> = Promise.resolve()

/** See the head of the file. */
export class ZIM extends WithUsers {
  /** The version of this package. */
  static getVersion(): string {
    return version
  }

  /** Makes the one instance; null while there is one, or where the configuration names no app or no server. */
  static create(appConfig: number | ZIMAppConfig): ZIM | null {
    if (instance) return null
    const config = typeof appConfig === 'number' ? { appID: appConfig } : appConfig
    const place = placeOf(config.server ?? pageOrigin())
    if (!Number.isSafeInteger(config.appID) || config.appID <= 0 || place === undefined) {
      logLine('error', 'zim.uncreated', { appID: config.appID, server: config.server })
      return null
    }
    const ports = systemPorts({ log: logLine, ...config.ports })
    const listeners = new Listeners(
      () => instance,
      (event, cause) => ports.log('error', 'listener.failed', { event, cause }),
    )
    const core = new Core(ports, listeners)
    const zim = new ZIM(core)
    const session = new Session(
      ports,
      { appId: config.appID, appSign: config.appSign || undefined, deviceId: config.deviceID || undefined, ...place },
      {
        stateChanged: (state, event, extendedData) => {
          if (state === states.disconnected) core.left()
          listeners.tell('connectionStateChanged', { state, event, extendedData })
        },
        tokenWillExpire: second => listeners.tell('tokenWillExpire', { second }),
        welcomed: () => zim.#catchUp(true),
        lost: () => {
          zim.#catchUp(false)
        },
        unit: unit => tellUnit(core, unit),
        frameGiven: ({ isLast }) => {
          if (isLast) zim.#caughtUp()
        },
        passing: message => tellPassing(core, message),
      },
      earlier,
    )
    core.use(session)
    instance = zim
    setCurrentSession(session)
    return zim
  }

  /** The instance; null at run time before `create` and after `destroy`. */
  static getInstance(): ZIM {
    // The original's builds disagree on null; apps dereference it without asking (spec/zego.md §3.8).
    return instance as ZIM
  }

  /** Sets what is logged; may be called before `create`. */
  static setLogConfig(config: ZIMLogConfig): void {
    setLogLevel(config)
  }

  #isCatchingUp = false

  /** Sets what is logged. */
  setLogConfig(config: ZIMLogConfig): void {
    setLogLevel(config)
  }

  /** Logs out, and drops all listeners; then `create` works again. */
  destroy(): void {
    if (instance !== this) return
    const { session } = this.core
    instance = null
    this.core.listeners.clear()
    const ending = session.logout(false).then(() => {
      session.end()
      return session.forgotten()
    })
    this.core.background(ending)
    // Engines of some phones have no `Promise.allSettled`.
    earlier = ending.catch(() => undefined)
    this.core.use(undefined)
    setCurrentSession(undefined)
  }

  /** Registers the one listener of an event, in place of the earlier one. */
  on<K extends keyof ZIMEventHandler>(type: K, listener: ZIMEventHandler[K]): void {
    this.core.listeners.on(type, listener)
  }

  /** Forgets the listener of an event. */
  off<K extends keyof ZIMEventHandler>(type: K): void {
    this.core.listeners.off(type)
  }

  /** Resolves: there are no files of logs to be sent. */
  async uploadLog(): Promise<void> {}

  /** Logs in: with an id and a token or the app's AppSign, or in the original's older form. */
  login(userInfo: ZIMUserInfo, token: string): Promise<void>
  login(userID: string, config: ZIMLoginConfig): Promise<void>
  async login(user: ZIMUserInfo | string, how: ZIMLoginConfig | string): Promise<void> {
    const userId = typeof user === 'string' ? user : user?.userID
    const name = typeof user === 'string' ? (how as ZIMLoginConfig)?.userName : user?.userName
    const token = (typeof how === 'string' ? how : how?.token) ?? ''
    const isOffline = typeof how === 'object' && how?.isOfflineLogin === true
    const { session, ports } = this.core
    demandId(userId, 'userID')
    demand(name === undefined || typeof name === 'string', 'userName must be a text.')
    demand(utf8Bytes(name ?? '') <= nameBytesMax, `userName must have at most ${nameBytesMax} bytes.`)
    if (token !== '' || !session.hasSign) {
      const fault = loginTokenFault(token, ports.clock.now())
      if (fault) throw fault
    }
    if (isOffline) await this.#demandLastUser(userId)
    // Anew: it may be destroyed by now.
    await this.core.session.login({ userId, token, name, isOffline })
  }

  /** Logs out and unbinds this device; `isClearDB` also forgets how far messages were read here. */
  async logout(config?: ZIMLogoutConfig): Promise<void> {
    await this.core.session.logout(config?.isClearDB === true)
  }

  /** Replaces the token of whoever is logged in. */
  async renewToken(token: string): Promise<ZIMTokenRenewedResult> {
    const { session } = this.core
    const fault = tokenFault(token, session.token.nowMs(), session.token.expiresAtMs)
    if (fault) throw fault
    await session.renew(token)
    return { token }
  }

  async #demandLastUser(userId: string): Promise<void> {
    const last = await lastUserOf(this.core.ports, this.core.session.appId)
    if (last !== undefined && last.toLowerCase() !== userId.toLowerCase()) throw refusal('offline-other-user')
  }

  /** A catch-up began with a login, or ended with a loss. */
  #catchUp(begins: boolean): void {
    if (this.#isCatchingUp && !begins) this.#tellSync(sync.failed)
    if (begins) this.#tellSync(sync.started)
    this.#isCatchingUp = begins
  }

  #caughtUp(): void {
    if (!this.#isCatchingUp) return
    this.#isCatchingUp = false
    this.#tellSync(sync.finished)
    this.core.book.caughtUp()
  }

  #tellSync(state: 0 | 1 | 2): void {
    this.core.listeners.tell('conversationSyncStateChanged', { state })
  }
}
