// The gateway: takes upgraded connections, lets devices log in, hands them what is for them and answers what they ask. It puts its
// rooms together; each rule stands in its own.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { AppId } from '@posthouse/protocol'
import type { ByeReason } from '@posthouse/protocol/frames'
import type { PosthouseError } from '../base/failure.ts'
import { causeOf } from '../base/log.ts'
import { pause } from '../base/pause.ts'
import { createScope, type Scope } from '../base/scope.ts'
import { Refusal } from '../domain/chat/refusal.ts'
import { liveEntries } from '../flows/call/live-entries.ts'
import { Banned } from '../flows/session/admit.ts'
import { releaseNode } from '../flows/session/release-node.ts'
import type { Bus } from '../ports/bus.ts'
import type { ChatDevice } from '../ports/chat-devices.ts'
import type { MethodHandlers } from '../ports/methods.ts'
import type { Roster } from '../ports/nodes.ts'
import type { AddressedEntry } from '../ports/timeline.ts'
import { refusalOf } from './answer.ts'
import { Attendance } from './attendance.ts'
import { catchUp, drainMsMax, type Outlet } from './catch-up.ts'
import { SocketMaker } from './client-socket.ts'
import type { ClusterPresence } from './cluster-presence.ts'
import { Connection, type House } from './connection.ts'
import { Door, type DoorLimits } from './door.ts'
import { framed } from './framed.ts'
import { Wheel } from './heartbeat.ts'
import { ProgressNotes } from './progress.ts'
import { type Begun, begin, KickedOut, type ReceptionDeps } from './reception.ts'
import { answerRequest } from './requests.ts'
import type { FrameOf } from './session.ts'
import type { Session } from './sessions.ts'
import { StrayWatch } from './strays.ts'
import { Tails } from './tail.ts'

/** What the gateway uses; it closes none of it. */
export interface GatewayDeps extends Omit<ReceptionDeps, 'attendance'> {
  readonly bus: Pick<Bus, 'subscribe' | 'attend' | 'say' | 'state'>
  readonly presence: ClusterPresence
  readonly roster: Pick<Roster, 'self'>
  readonly methods: MethodHandlers
  /** Unbinds a PushID from whomever it belongs to. */
  readonly forgetPushId: (appId: AppId, pushId: string) => Promise<void>
  readonly limits: DoorLimits
  /** How long a stop waits for the other sides, ms. */
  readonly drainMs: number
}

/** Connections that are told to go at once, and the time until the next are. */
const sliceMax = 500
const sliceMs = 20
/** PushIDs that one connection unbinds. */
const forgottenMax = 4

/** See the head of the file. Closing sends everybody away, writes down what they had, and waits for work under way. */
export class Gateway implements House, AsyncDisposable {
  readonly #deps: GatewayDeps & ReceptionDeps
  readonly #scope: Scope
  readonly #wheel: Wheel<Connection>
  readonly #tails: Tails
  readonly #progress: ProgressNotes
  readonly #attendance: Attendance
  readonly #strays: StrayWatch
  readonly #door: Door
  readonly #maker = new SocketMaker()
  readonly #connections = new Set<Connection>()
  #whenEmpty: (() => void) | undefined

  constructor(deps: GatewayDeps) {
    const { clock, log, limits, store } = deps
    const attendance = new Attendance(deps)
    this.#deps = { ...deps, attendance }
    const scope = createScope(error => log.error('gateway.failed', causeOf(error)))
    this.#scope = scope
    this.#wheel = new Wheel(clock, (one, tick) => one.look(tick))
    this.#tails = new Tails({ ...deps, timeline: store.tables.timeline, scope })
    this.#progress = new ProgressNotes({ ...deps, scope })
    this.#attendance = attendance
    this.#strays = new StrayWatch({ ...deps, attendance, holds: store.tables.holds, node: store.node, scope })
    this.#door = new Door(limits)
  }

  /** Starts its timers; called once. */
  start(): void {
    this.#wheel.start()
    this.#tails.start()
    this.#attendance.start()
    this.#strays.start()
    this.#scope.run(signal => this.#releaseOld(signal))
  }

  /** Takes a connection that asks to be a WebSocket, or says why it may not; `address` is the client's, behind whatever proxy. */
  take(request: IncomingMessage, socket: Socket, head: Buffer, address: string): PosthouseError | undefined {
    const objection = this.#door.objection(request, address)
    if (objection) return objection
    const origin = { address, port: socket.remotePort ?? 0 }
    this.#maker.make(request, socket, head, made => {
      socket.setNoDelay(true)
      const connection = new Connection(this, made, socket, origin)
      this.#connections.add(connection)
      this.#door.came(address)
      return connection
    })
    return undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#door.shut()
    await this.#sendAway()
    this.#tails[Symbol.dispose]()
    this.#strays[Symbol.dispose]()
    await this.#progress.flush()
    this.#attendance[Symbol.dispose]()
    await this.#scope[Symbol.asyncDispose]()
    await this.#progress[Symbol.asyncDispose]()
    this.#wheel[Symbol.dispose]()
  }

  get tick(): number {
    return this.#wheel.tick
  }

  nowMs(): number {
    return this.#deps.clock.now()
  }

  watch(one: Connection, tick: number): void {
    this.#wheel.watch(one, tick)
  }

  note(session: Session, position: number): void {
    this.#progress.acked(session, position)
  }

  logIn(one: Connection, frame: FrameOf<'login'>): void {
    this.#scope.run(() => this.#logIn(one, frame))
  }

  forget(one: Connection, { id, app, pushId }: FrameOf<'forget'>): void {
    const { forgetPushId, log } = this.#deps
    // An installation has two at most; nobody had to say who he is.
    one.forgotten += 1
    if (one.forgotten > forgottenMax) {
      one.end('busy')
      return
    }
    this.#scope.run(async () => {
      try {
        await forgetPushId(app as AppId, pushId)
        one.send(framed({ t: 'reply', id, result: {} }))
      } catch (cause) {
        one.send(framed(refusalOf(id, cause, log, 'forget')))
      }
    })
  }

  answer(one: Connection, frame: FrameOf<'request'>): void {
    const { drained } = this.#outletOf(one)
    const renewed = () => this.watch(one, this.tick + 1)
    this.#scope.run(() => answerRequest(this.#deps, one, frame, { renewed, drained }))
  }

  ended(one: Connection, session: Session, reason: ByeReason | 'closed'): void {
    this.#end(one, session, reason)
  }

  closed(one: Connection): void {
    if (!this.#connections.delete(one)) return
    this.#wheel.forget(one)
    this.#door.left(one.address)
    if (!one.wasMet) this.#door.met()
    if (this.#connections.size === 0) this.#whenEmpty?.()
  }

  async #logIn(one: Connection, frame: FrameOf<'login'>): Promise<void> {
    const begun = await this.#begun(one, frame)
    if (!begun) return
    const { session, welcome } = begun
    // It may have gone, or been told to, while it was let in.
    if (one.state === 'closing') return this.#end(one, session, 'closed')
    one.session = session
    one.wasMet = true
    this.#door.met()
    one.tell({ kind: 'admitted' })
    one.send(framed(welcome))
    await this.#catchUp(one, begun)
  }

  async #begun(one: Connection, frame: FrameOf<'login'>): Promise<Begun | undefined> {
    try {
      return await begin(this.#deps, one, one, frame)
    } catch (cause) {
      one.send(framed(refusalOf(frame.id, cause, this.#deps.log, 'login')))
      one.end(byeAfter(cause))
      return undefined
    }
  }

  async #catchUp(one: Connection, { session, ...from }: Begun): Promise<void> {
    const { store, log } = this.#deps
    try {
      const live = (entries: readonly AddressedEntry[]) =>
        liveEntries(this.#deps.calling, session.user.app.id, session.user.id, entries)
      const deps = { ...store.tables, tails: this.#tails, live }
      const ending = await catchUp(deps, session, this.#outletOf(one), from)
      if (ending.kind === 'slow') one.end('slow')
      if (ending.kind !== 'live') return
      one.tell({ kind: 'caught-up' })
      if (ending.dropped > 0) log.info('session.dropped', { app: session.user.app.id, messages: ending.dropped })
    } catch (cause) {
      log.warn('session.not-caught-up', { app: session.user.app.id, ...causeOf(cause) })
      one.end('busy')
    }
  }

  #outletOf(one: Connection): Outlet {
    const { clock } = this.#deps
    return {
      send: bytes => one.send(bytes),
      drained: () =>
        new Promise(resolve => {
          if (one.isReady || one.state === 'closing') return resolve(one.state !== 'closing')
          const cancel = clock.after(drainMsMax, () => resolve(false))
          one.onceDrained(() => {
            cancel()
            resolve(one.state !== 'closing')
          })
        }),
    }
  }

  #end(one: Connection, session: Session, reason: ByeReason | 'closed'): void {
    if (!this.#deps.sessions.remove(session)) return
    this.#progress.ended(session, reason)
    one.session = undefined
    // Calls that nobody accepted yet end with their caller, unless it is this server that goes.
    if (reason !== 'going-away' && reason !== 'logged-out' && !session.user.first) this.#progress.left(session.user)
  }

  /** What a process of this number held that is no more. */
  async #releaseOld(signal: AbortSignal): Promise<void> {
    const { store, sessions, log } = this.#deps
    const isOwn = ({ appId, username, held }: ChatDevice) =>
      sessions.ofUser(appId, username).some(({ seat }) => seat.resource === String(held?.session))
    try {
      const released = await releaseNode(this.#deps, store.node, isOwn, { atMs: this.nowMs(), signal })
      if (released > 0) log.info('sessions.released', { released })
    } catch (cause) {
      log.warn('sessions.unreleased', causeOf(cause))
    }
  }

  /** Everybody is told to come back, a slice at a time so that not all come at once, and those that do not close are cut off. */
  async #sendAway(): Promise<void> {
    const { clock, drainMs } = this.#deps
    const never = new AbortController()
    let told = 0
    for (const one of this.#connections) {
      one.end('going-away')
      told += 1
      if (told % sliceMax === 0) await pause(clock, sliceMs, never.signal)
    }
    if (this.#connections.size === 0) return
    await new Promise<void>(resolve => {
      const cancel = clock.after(drainMs, resolve)
      this.#whenEmpty = () => {
        cancel()
        resolve()
      }
    })
    for (const one of this.#connections) one.cutOff()
  }
}

/** How a connection ends on which nobody was let in. */
function byeAfter(cause: unknown): ByeReason {
  if (cause instanceof Banned) return 'unregistered'
  if (cause instanceof KickedOut) return 'kicked-out'
  if (!(cause instanceof Refusal)) return 'busy'
  if (cause.reason === 'too-often') return 'busy'
  return cause.reason === 'token-expired' ? 'token-expired' : 'no-login'
}
