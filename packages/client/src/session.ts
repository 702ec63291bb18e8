// The session: who is logged in over the long connection, through all its losses and returns. Knows nothing of messages or groups.
//
//   out ──login──▶ connecting ──welcome──▶ connected ⇄ reconnecting
//    ▲                  │ refused, 30 s over     │ logged out, kicked out, token expired
//    └──────────────────┴────────────────────────┘
import type { Method, Params, Result, ServerFrame } from '@posthouse/protocol/frames'
import { Connection, type End } from './connection.ts'
import { forgetAlone } from './forget.ts'
import { Inbox } from './inbox.ts'
import { cursorKey, cursorOf, deviceIdOf, keepCursor, lastUserKey, takeDown } from './installation.ts'
import { byeEvent, loginFrame, refusedEvent } from './login-frame.ts'
import { type PendingLogin, pendingLogin } from './pending-login.ts'
import type { Ports } from './ports.ts'
import { PushHalf } from './push-half.ts'
import type { PushSeam } from './push-seam.ts'
import { isPassing, type Refusal, refusal } from './refusal.ts'
import { RefusedLogin } from './refused-login.ts'
import { Requests } from './requests.ts'
import { Returns } from './returns.ts'
import {
  type SessionEvents,
  type SessionPlace,
  type State,
  type StateEvent,
  stateEvents,
  states,
  type Welcome,
  type Who,
} from './session-definitions.ts'
import { tokenExpiry } from './token.ts'
import { TokenClock } from './token-clock.ts'

/** See the head of the file. */
export class Session extends PushHalf implements PushSeam {
  readonly appId: number
  readonly server: string
  /** Whether the app's AppSign is given in place of a token. */
  readonly hasSign: boolean
  readonly #ports: Ports
  readonly #place: SessionPlace
  readonly #events: SessionEvents
  readonly #requests: Requests
  readonly #inbox: Inbox
  #state: State = states.disconnected
  #who: Who | undefined
  #cursorKey = ''
  #device: string | undefined
  /** The user's id as the server writes it; set by the first welcome of a login. */
  selfId: string | undefined
  #login: PendingLogin | undefined
  #loginId = 0
  /** What the login of this connection carried; a newer token may have come since. */
  #carried: { readonly token: string; readonly pushIds: readonly string[] } = { token: '', pushIds: [] }
  #connection: Connection | undefined
  readonly #returns: Returns
  /** A logout under way: nothing is given any more, so that what comes now comes again after the next login, which waits for its end. */
  #leaving: Promise<void> | undefined
  readonly #refused = new RefusedLogin()
  readonly token: TokenClock
  readonly #stopWaking: () => void

  /** `earlier` = the end of the session before, whose last words are not to come after this one's first. */
  constructor(ports: Ports, place: SessionPlace, events: SessionEvents, earlier: Promise<unknown> = Promise.resolve()) {
    super(earlier, cause => ports.log('warn', 'push.unforgotten', { cause: String(cause) }))
    this.#ports = ports
    this.#returns = new Returns(ports)
    this.#place = place
    this.appId = place.appId
    this.server = place.server
    this.hasSign = place.appSign !== undefined
    this.#events = events
    this.#requests = new Requests(ports.clock)
    this.token = new TokenClock(ports.clock, {
      willExpire: seconds => events.tokenWillExpire(seconds),
      expired: () => this.#out(stateEvents.tokenExpired, ''),
    })
    this.#inbox = new Inbox({
      give: unit => {
        this.tellNotifications(unit)
        events.unit(unit)
      },
      frameGiven: frame => events.frameGiven(frame),
      keep: position => keepCursor(ports, this.#cursorKey, position),
      ack: position => this.#connection?.send({ t: 'ack', position }),
      failed: (what, cause) => ports.log('error', `${what}.failed`, { cause: String(cause) }),
    })
    this.#stopWaking = ports.onWake(() => {
      this.#returns.now()
      if (this.#who === undefined) this.forgetAgain()
    })
  }

  /** This installation's id, once a login asked for it. */
  get device(): string | undefined {
    return this.#device
  }

  userId(): string | undefined {
    return this.#leaving === undefined ? this.selfId : undefined
  }

  /** Throws unless somebody is logged in, or logs in who need not wait for the network. */
  demandLogin(): void {
    if (this.selfId === undefined && !this.#who?.isOffline) throw refusal('not-logged-in')
  }

  async request<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    this.demandLogin()
    return await this.#requests.call(method, params)
  }

  async forget(pushId: string): Promise<void> {
    if (this.#state === states.connected && !this.#leaving) await this.request('push.unbind', { pushId })
    else await forgetAlone(this.#ports, this.#place.url, this.#place.appId, pushId)
  }

  /** Logs in, or hands the token of the same user on. Rejects with a `Refusal`. */
  async login(who: Who): Promise<void> {
    if (this.#leaving !== undefined) await this.#leaving
    if (this.#who) return await this.#loginAgain(this.#who, who)
    this.#refused.demandOther(who, this.#ports.clock.now())
    this.#who = who
    this.#returns.begin()
    this.bindAnew()
    this.#cursorKey = cursorKey(this.appId, who.userId, this.#place.deviceId)
    const login = pendingLogin(this.#ports.clock, () => {
      if (!who.isOffline) this.#out(stateEvents.loginTimeout, '', refusal('network-failed'))
    })
    this.#login = login
    this.#setState(states.connecting, stateEvents.activeLogin)
    this.#background(this.#connect(who))
    if (who.isOffline) login.succeed()
    await login.promise
  }

  /** Replaces the token; rejects with a `Refusal`. Without a connection the next login tells whether it is good. */
  async renew(token: string): Promise<void> {
    this.demandLogin()
    const who = this.#who
    if (who && this.#state !== states.connected) {
      who.token = token
      this.token.watch(tokenExpiry(token))
      return
    }
    const { expiresAtMs } = await this.request('session.renewToken', { token })
    if (who === undefined || this.#who !== who) return
    who.token = token
    this.token.watch(expiresAtMs)
  }

  /** Logs out here at once, and at the server as soon as may be: without a connection its PushIDs are forgotten one by one. */
  async logout(clearsCursor: boolean): Promise<void> {
    if (this.#who === undefined) return
    this.#leaving ??= this.#leave(clearsCursor)
    await this.#leaving
  }

  async #leave(clearsCursor: boolean): Promise<void> {
    const pushIds = this.pushIds()
    const dropped = this.#inbox.drop()
    const isConnected = this.#state === states.connected
    const isTold = await (isConnected ? this.request('session.logout', {}) : Promise.reject()).then(
      () => true,
      () => false,
    )
    this.#out(stateEvents.success, '')
    // Else a slow shelf could keep the cursor of the last unit after it was cleared.
    await dropped
    if (clearsCursor) await takeDown(this.#ports, this.#cursorKey)
    await takeDown(this.#ports, lastUserKey(this.appId))
    if (!isTold) this.forgetAll(pushIds)
    this.#leaving = undefined
  }

  /** Stops for good. */
  end(): void {
    this.#stopWaking()
    this.#out(stateEvents.success, '')
  }

  async #loginAgain(current: Who, who: Who): Promise<void> {
    if (current.userId.toLowerCase() !== who.userId.toLowerCase()) throw refusal('other-user')
    const isNewToken = who.token !== '' && who.token !== current.token
    if (this.selfId === undefined) {
      if (isNewToken) current.token = who.token
      return await this.#login?.promise
    }
    if (isNewToken) await this.renew(who.token)
  }

  async #connect(who: Who): Promise<void> {
    await this.#inbox.drop()
    await this.forgetting
    const cursor = this.selfId === undefined ? await cursorOf(this.#ports, this.#cursorKey) : this.#inbox.position
    this.#device ??= this.#place.deviceId ?? (await deviceIdOf(this.#ports))
    const device = this.#device
    if (this.#who !== who || this.#connection) return
    const connection = new Connection(this.#ports, this.#place.url, {
      opened: () => {
        this.#loginId = this.#requests.nextId()
        this.#carried = { token: who.token, pushIds: this.pushIds() }
        const about = { cursor, device, pushIds: this.#carried.pushIds, isReturn: this.selfId !== undefined }
        connection.send(loginFrame(this.#loginId, this.#place, who, { ...about, platform: this.#ports.platform }))
      },
      frame: frame => this.#received(frame),
      ended: end => this.#lost(end),
    })
    this.#connection = connection
  }

  #received(frame: ServerFrame): void {
    if (frame.t === 'welcome') this.#welcomed(frame)
    else if (frame.t === 'reply') this.#requests.answered(frame.id, frame.result)
    else if (frame.t === 'pong') this.token.set(frame.nowMs)
    else if (frame.t === 'refused' && frame.id === this.#loginId) this.#loginRefused(frame)
    else if (frame.t === 'refused') this.#requests.refused(frame.id, { code: frame.code, message: frame.message })
    else if (frame.t === 'passing' && !this.#leaving) this.#events.passing(frame.message)
    else if (frame.t === 'entries' && !this.#leaving && !this.#inbox.take(frame))
      this.#lost({ reason: undefined, text: 'inbox full' })
  }

  #welcomed(welcome: Welcome): void {
    const connection = this.#connection
    if (connection === undefined) return
    this.#returns.begin()
    this.selfId = welcome.user.id
    this.token.set(welcome.nowMs)
    connection.beat(welcome.heartbeatMs, welcome.timeoutMs)
    this.#inbox.begin(welcome.cursor, welcome.user.id)
    this.token.watch(welcome.tokenExpiresAtMs)
    this.#background(this.#ports.shelf.set(lastUserKey(this.appId), this.#who?.userId ?? ''))
    this.#setState(states.connected, stateEvents.success)
    this.#login?.succeed()
    this.#login = undefined
    this.#requests.connected(frame => connection.send(frame))
    this.#events.welcomed(welcome)
    this.loggedIn.tell(this.#carried.pushIds)
    const token = this.#who?.token ?? ''
    if (token !== this.#carried.token) this.#background(this.renew(token))
  }

  #loginRefused({ code, message, retryAfterMs }: Extract<ServerFrame, { t: 'refused' }>): void {
    if (isPassing(code) || this.#who?.token !== this.#carried.token) {
      this.#returns.ask(retryAfterMs)
      this.#lost({ reason: undefined, text: message })
      return
    }
    const why = { code, message }
    if (this.#who) this.#refused.keep({ ...this.#who }, why, this.#ports.clock.now())
    this.#out(refusedEvent(code, this.selfId !== undefined), '', why)
  }

  #lost({ reason, text }: End): void {
    this.#connection?.close()
    this.#connection = undefined
    const who = this.#who
    if (who === undefined) return
    this.#ports.log('info', 'connection.lost', { reason, text })
    this.#requests.lost()
    const isStanding = this.#state === states.connected
    if (!this.#returns.plan(reason, isStanding, () => this.#background(this.#connect(who)))) {
      this.#out(byeEvent(reason), text, refusal('login-failed', text))
      return
    }
    this.#background(this.#inbox.drop())
    if (isStanding) {
      this.#setState(states.reconnecting, stateEvents.loginInterrupted)
      this.#events.lost()
    }
  }

  /** Nobody is logged in any more. */
  #out(event: StateEvent, extendedData: string, why: Refusal = refusal('not-logged-in')): void {
    if (this.#who === undefined) return
    const login = this.#login
    this.#connection?.close()
    this.#connection = undefined
    this.#login = undefined
    this.#who = undefined
    this.selfId = undefined
    this.#returns.cancel()
    this.token.watch(undefined)
    this.#requests.end(refusal('not-logged-in'))
    this.#background(this.#inbox.drop())
    this.#setState(states.disconnected, event, extendedData)
    this.#events.lost()
    login?.fail(why)
  }

  #setState(state: State, event: StateEvent, extendedData = ''): void {
    this.#state = state
    this.#events.stateChanged(state, event, extendedData)
  }

  #background(work: Promise<unknown>): void {
    work.catch(cause => this.#ports.log('warn', 'background.failed', { cause: String(cause) }))
  }
}
