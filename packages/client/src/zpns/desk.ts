// The desk behind ZPNs: registration, its end, and what comes in, in order. Knows the ports to the platform and to the session, and no
// platform; ZPNs in zpns.ts is its face.
import type { Clock } from '../ports.ts'
import type {
  LocalNotification,
  PushEvent,
  PushNotice,
  PushProvider,
  PushRequest,
  PushToken,
} from '../push/provider.ts'
import type { ChannelNotification, PushSeam } from '../push-seam.ts'
import { createBindings } from './bindings.ts'
import {
  type ZPNsConfig,
  type ZPNsEventHandler,
  type ZPNsMessage,
  type ZPNsRegisterConfig,
  zpnsCodes,
} from './definitions.ts'
import { createListeners, type Listeners } from './listeners.ts'
import { messageOf, ownMessageOf, reportIdsOf } from './message.ts'
import {
  messageOf as causeOf,
  environmentOf,
  ofPlatform,
  placeOf,
  pushIdFor,
  type RegistrationEnd,
  register,
} from './registration.ts'
import { createReports } from './reports.ts'

/** What the desk uses of the world. */
export interface DeskDeps {
  /** The platform's pushes now; undefined where it has none. */
  provider(): PushProvider | undefined
  /** Tells of the session that there is, at once, and of each other. */
  onSession(listener: (session: PushSeam | undefined) => void): () => void
  readonly clock: Clock
  /** Hears of what cannot be told to the app otherwise. */
  complain(cause: unknown): void
  readonly version: string
}

/** See the head of the file. Nothing rejects for what a vendor, a network or a server did: that is told as `registered`. */
export interface Desk extends Pick<Listeners, 'on' | 'off'> {
  /** Replaces the configuration of registrations to come. */
  configure(config: ZPNsConfig): void
  /** Names who gets data messages of Google that nobody listens to. */
  setBackground(handler: (message: ZPNsMessage) => void): void
  /** Begins to hear the platform. */
  open(): void
  /** Resolves when `registered` has been told. */
  register(wish: ZPNsRegisterConfig): Promise<void>
  /** Resolves when it is over; does nothing before the first `register`. */
  unregister(): Promise<void>
  setServerBadge(badge: number): Promise<void>
}

/** Taps that wait for the registration; older ones go first. */
const clicksMax = 20

const eventOf: Readonly<Record<PushEvent, Exclude<keyof ZPNsEventHandler, 'registered'>>> = {
  arrived: 'notificationArrived',
  clicked: 'notificationClicked',
  through: 'throughMessageReceived',
}

/** Opens nothing before `open` or `register`. */
export function createDesk(deps: DeskDeps): Desk {
  return new PushDesk(deps)
}

class PushDesk implements Desk {
  readonly #deps: DeskDeps
  readonly #listeners: Listeners
  readonly #bindings
  readonly #reports
  #config: ZPNsConfig = {}
  #environment: PushRequest['environment'] = 'auto'
  #session: PushSeam | undefined
  #stopSession = (): void => undefined
  #heard: PushProvider | undefined
  #isOpen = false
  #isRegistered = false
  #wasAsked = false
  /** Since the last registration, whatever came of it, there was no end of one: tokens that come now count. */
  #isWanted = false
  /** Of the last registration: that of notifications, and on an iPhone that of calls. */
  #pushIds: readonly (string | undefined)[] = []
  #clicks: readonly ZPNsMessage[] = []
  #background: ((message: ZPNsMessage) => void) | undefined
  /** Registrations and their ends, one after the other. */
  #turn: Promise<void> = Promise.resolve()

  constructor(deps: DeskDeps) {
    this.#deps = deps
    this.#listeners = createListeners(deps.complain)
    this.#bindings = createBindings(deps.complain)
    this.#reports = createReports(reports => this.#ask('push.report', { reports }))
  }

  on<K extends keyof ZPNsEventHandler>(type: K, listener: ZPNsEventHandler[K]): void {
    this.#listeners.on(type, listener)
    if (type === 'notificationClicked') this.#tellClicks()
  }

  off(type: keyof ZPNsEventHandler): void {
    this.#listeners.off(type)
  }

  configure(config: ZPNsConfig): void {
    this.#config = { ...config }
  }

  setBackground(handler: (message: ZPNsMessage) => void): void {
    this.#background = handler
  }

  open(): void {
    const provider = this.#deps.provider()
    if (provider !== undefined && provider !== this.#heard) {
      this.#heard = provider
      // One that the app replaced may go on hearing the same pushes: only one of them tells.
      provider.listen({
        notice: (event, notice) => this.#heard === provider && this.#notice(event, notice),
        renewed: token => this.#heard === provider && this.#renewed(token),
      })
    }
    if (this.#isOpen) return
    this.#isOpen = true
    this.#deps.onSession(session => this.#follow(session))
  }

  register(wish: ZPNsRegisterConfig): Promise<void> {
    this.open()
    this.#wasAsked = true
    const config = this.#config
    this.#environment = environmentOf(wish) ?? this.#environment
    const environment = this.#environment
    return this.#inTurn(async () => {
      const provider = this.#heard
      this.#isWanted = true
      const { version, clock } = this.#deps
      const place = placeOf(this.#session)
      const late = (tokens: readonly PushToken[]): void => {
        for (const token of tokens) this.#renewed(token)
      }
      const end = await register({ provider, config, wish, environment, place, version, after: clock.after, late })
      if ('pushIds' in end) await this.#keep(end.pushIds)
      this.#tellRegistered(end)
    })
  }

  unregister(): Promise<void> {
    if (!this.#wasAsked) return Promise.resolve()
    return this.#inTurn(async () => {
      this.#isRegistered = false
      this.#isWanted = false
      this.#pushIds = []
      const refuse =
        (cause: unknown): (() => void) =>
        () =>
          this.#refuse(zpnsCodes.unregister, causeOf(cause))
      const done = (): undefined => undefined
      const released = this.#heard && ofPlatform(this.#heard.release(), this.#deps.clock.after, done)
      const ends = [this.#bindings.drop().then(done, refuse), released?.then(done, refuse)]
      const failed = (await Promise.all(ends)).find(end => end !== undefined)
      failed?.()
    })
  }

  async setServerBadge(badge: number): Promise<void> {
    await this.#ask('user.setBadge', { badge })
  }

  #notice(event: PushEvent, notice: PushNotice): void {
    this.#receive(event, messageOf(notice), notice.atMs)
  }

  #renewed(token: PushToken): void {
    const input = { config: this.#config, environment: this.#environment, version: this.#deps.version }
    const work = this.#inTurn(async () => {
      // Only now: the registration that the token belongs to may have been on its way.
      const pushId = pushIdFor(token, input)
      if (!this.#isWanted || this.#pushIds.includes(pushId)) return
      const [usual, calls] = this.#pushIds
      const pushIds = await this.#keep(token.isVoip ? [usual, pushId] : [pushId, calls])
      this.#tellRegistered({ pushIds, source: token.source })
    })
    work.catch(this.#deps.complain)
  }

  /** Resolves with those that there are, bound where somebody is logged in. */
  async #keep(pushIds: readonly (string | undefined)[]): Promise<readonly string[]> {
    this.#pushIds = pushIds
    const present = pushIds.filter(one => one !== undefined)
    await this.#bindings.keep(present)
    return present
  }

  #ask: PushSeam['request'] = async (method, params) => {
    if (!this.#session) throw new Error('there is no ZIM: create it first')
    return await this.#session.request(method, params)
  }

  #follow(session: PushSeam | undefined): void {
    this.#stopSession()
    this.#session = session
    this.#bindings.follow(session)
    const stops = [
      session?.onLoggedIn(() => void this.#reports.flush()),
      session?.onNotification(one => this.#receiveOwn(one)),
    ]
    this.#stopSession = () => {
      for (const stop of stops) stop?.()
    }
  }

  /** No vendor shows what came by the long connection, so this does, where the app registered for pushes and the platform can. */
  #receiveOwn(one: ChannelNotification): void {
    const message = ownMessageOf(one)
    const { isShown, expiresAtMs } = one.notification
    if (isShown === false) {
      this.#receive('through', message)
      return
    }
    const isOver = typeof expiresAtMs === 'number' && expiresAtMs <= this.#deps.clock.now()
    if (this.#isRegistered && !isOver) this.#show(message)
    this.#receive('arrived', message)
  }

  #show(message: ZPNsMessage): void {
    try {
      this.#heard?.showLocal?.(localOf(message))
    } catch (cause) {
      // The platform's own code: the app is told of the push all the same.
      this.#deps.complain(cause)
    }
  }

  #receive(event: PushEvent, message: ZPNsMessage, atMs: number = this.#deps.clock.now()): void {
    const ids = reportIdsOf(message)
    if (ids !== undefined) {
      // Phones tell the time in fractions, too, which the wire does not have.
      const whole = Math.round(atMs)
      this.#reports.add({ event: event === 'clicked' ? 'clicked' : 'arrived', atMs: whole, ...ids })
      void this.#reports.flush()
    }
    if (event === 'clicked') {
      this.#clicks = [...this.#clicks, message].slice(-clicksMax)
      this.#tellClicks()
      return
    }
    const wasTold = this.#listeners.emit(eventOf[event], message)
    if (!wasTold && event === 'through' && message.pushSourceType === 2) this.#background?.(message)
  }

  #tellRegistered(end: RegistrationEnd): void {
    if ('pushIds' in end) {
      this.#isRegistered = true
      this.#tell(end.pushIds[0] ?? '', zpnsCodes.done, '')
    } else this.#refuse(end.code, end.message)
    // Apple's taps wait for a registration that succeeded (spec/zego.md §2.4).
    if ('pushIds' in end || end.source !== 'apns') {
      this.#isRegistered = true
      this.#tellClicks()
    }
  }

  #refuse(code: number, message: string): void {
    this.#tell('', code, message)
  }

  /** `errorMessage` is how the documents call what the types call `msg`. */
  #tell(pushID: string, errorCode: number, msg: string): void {
    const told = { pushID, errorCode, msg, errorMessage: msg }
    this.#listeners.emit('registered', told)
  }

  #tellClicks(): void {
    if (!this.#isRegistered) return
    while (this.#clicks[0] !== undefined && this.#listeners.emit('notificationClicked', this.#clicks[0])) {
      this.#clicks = this.#clicks.slice(1)
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work, work)
    return this.#turn
  }
}

/** A tap on it gives back its extras, and with them what it is reported by. */
function localOf({ title, content, payload, extras }: ZPNsMessage): LocalNotification {
  return { title, content, payload, channelId: '', iosSound: '', androidSound: '', extras }
}
