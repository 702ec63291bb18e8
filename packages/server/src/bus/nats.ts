// The bus over NATS core: hints to all nodes or to one of those that can do the work, and words to whoever holds a user's sessions. While it
// is cut off nothing is kept for later: whoever listens looks by himself, and is told `bus.restored` when hints come again. Subjects begin
// with a name that only processes of this record know, so that several records may share a NATS.
//
//   <name>.all.<kind>   hints for all          <name>.user.<app>.<user>   words and questions to the user's attendants
//   <name>.echo         "have you heard?"      answered behind everything that was sent before
//   <name>.one.<kind>   hints for one of them  <name>.answer.<node>.…     answers; a user whom nobody attends to is "no responders"
import { connect, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node'
import type { AppId, UserId } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'
import { causeOf, type Log } from '../base/log.ts'
import { pause } from '../base/pause.ts'
import { createScope, type Scope } from '../base/scope.ts'
import { type Attendant, type Bus, type BusTraffic, type HeldSessions, type Hint, hintAudience } from '../ports/bus.ts'
import { Echoes, isEcho } from './echoes.ts'
import { Inquiries } from './inquiries.ts'
import { createLocalHints, type LocalHints } from './local.ts'
import { natsOptions } from './nats-options.ts'
import { readHeld, readHint, readSaid, type Said, writeHeld, writeHint, writeSaid } from './words.ts'

/** What it is opened with. */
export interface NatsBusInput {
  /** `nats://host:port`, several separated by commas. */
  readonly servers: string
  /** This process's number. */
  readonly node: number
  /** What only processes of the same record know. */
  readonly secretName: string
  /** How many other processes are there and hear, as far as is known. */
  readonly others?: () => number
  readonly clock: Clock
  readonly log: Log
}

/** Opens it, cut off at first: it connects as soon as it can. */
export async function openNatsBus(input: NatsBusInput): Promise<Bus> {
  return new NatsBus(input)
}

/** How long it waits before it tries to reach the servers again, ms. */
const tryAgainMs = 250
/** The status that a server answers with where nobody listens ("no responders"). */
const noResponders = 503

class NatsBus implements Bus {
  readonly #input: NatsBusInput
  readonly #hints: LocalHints = createLocalHints()
  readonly #attendants = new Map<string, Attendant>()
  readonly #inquiries: Inquiries
  readonly #echoes: Echoes
  readonly #scope: Scope
  readonly #traffic = { sent: 0, received: 0, unreadable: 0, restored: 0 }
  /** Hints without more in them that were sent in this turn: one says as much as a hundred. */
  readonly #saidThisTurn = new Set<Hint['kind']>()
  readonly #heard = new Set<Hint['kind']>()
  /** The same one for all: there may be a hundred thousand subscriptions. */
  readonly #callback = (error: Error | null, message: Msg): void => {
    if (!error) this.#received(message)
  }
  #connection: NatsConnection | undefined
  /** By subject, of the present connection. */
  #subscriptions = new Map<string, Subscription>()
  #isUp = false

  constructor(input: NatsBusInput) {
    this.#input = input
    this.#inquiries = new Inquiries(input.clock, input.node)
    this.#echoes = new Echoes(input.clock)
    this.#scope = createScope(error => input.log.error('bus.failed', causeOf(error)))
    this.#scope.run(signal => this.#stayConnected(signal))
  }

  get state(): Bus['state'] {
    return this.#isUp ? 'connected' : 'cut-off'
  }

  get traffic(): BusTraffic {
    return this.#traffic
  }

  publish(hint: Hint): void {
    this.#hints.publish(hint)
    const { kind } = hint
    const audience = hintAudience[kind]
    // Whoever can do the work here does it; what he has no time for the others find by looking.
    if (!this.#isUp || (audience === 'one' && this.#hints.hears(kind)) || this.#saidThisTurn.has(kind)) return
    if (Object.keys(hint).length === 1) {
      if (this.#saidThisTurn.size === 0) setImmediate(() => this.#saidThisTurn.clear())
      this.#saidThisTurn.add(kind)
    }
    this.#send(this.#subject(audience, kind), writeHint(hint))
  }

  async announce(hint: Hint): Promise<void> {
    this.publish(hint)
    const others = this.#isUp ? (this.#input.others?.() ?? 0) : 0
    if (others === 0) return
    await this.#echoes.begin(others, place =>
      this.#send(this.#name('echo'), '', this.#subject('answer', `${this.#input.node}.${place}`)),
    )
  }

  subscribe<K extends Hint['kind']>(kind: K, run: (hint: Extract<Hint, { kind: K }>) => void): () => void {
    if (!this.#heard.has(kind)) {
      this.#heard.add(kind)
      this.#listen(this.#subject(hintAudience[kind], kind))
    }
    const stop = this.#hints.subscribe(kind, run)
    return () => {
      stop()
      if (this.#hints.hears(kind)) return
      this.#heard.delete(kind)
      this.#deafen(this.#subject(hintAudience[kind], kind))
    }
  }

  attend(appId: AppId, user: UserId, attendant: Attendant): () => void {
    const subject = this.#subjectOf(appId, user)
    this.#attendants.set(subject, attendant)
    this.#listen(subject)
    return () => {
      if (this.#attendants.get(subject) !== attendant) return
      this.#attendants.delete(subject)
      this.#deafen(subject)
    }
  }

  say(appId: AppId, user: UserId, word: Said): void {
    if (this.#isUp) this.#send(this.#subjectOf(appId, user), writeSaid(word))
  }

  async ask(appId: AppId, users: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly HeldSessions[]> | undefined> {
    if (!this.#isUp) return undefined
    const question = writeSaid({ kind: 'ask' })
    return this.#inquiries.begin(users, (user, place) =>
      this.#send(this.#subjectOf(appId, user), question, this.#subject('answer', `${this.#input.node}.${place}`)),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#hints.close()
    this.#isUp = false
    this.#inquiries.endAll()
    this.#echoes.endAll()
    await this.#connection?.close()
    await this.#scope[Symbol.asyncDispose]()
  }

  #subject(room: 'all' | 'one' | 'answer' | 'user', rest: string): string {
    return this.#name(`${room}.${rest}`)
  }

  #name(rest: string): string {
    return `${this.#input.secretName}.${rest}`
  }

  /** User ids have letters that mean something in a subject. */
  #subjectOf(appId: AppId, user: UserId): string {
    return this.#subject('user', `${appId}.${Buffer.from(user).toString('base64url')}`)
  }

  #send(subject: string, text: string, reply?: string): void {
    try {
      this.#connection?.publish(subject, text, reply === undefined ? {} : { reply })
      this.#traffic.sent += 1
    } catch (cause) {
      // It was closed, or the message is too long for the server: nobody may rest on it.
      this.#input.log.warn('bus.unsent', causeOf(cause))
    }
  }

  async #stayConnected(signal: AbortSignal): Promise<void> {
    const { clock, log, servers, node } = this.#input
    let isTold = false
    while (!signal.aborted) {
      try {
        const connection = await connect(natsOptions(servers, node))
        if (signal.aborted) return await connection.close()
        isTold = false
        await this.#useWhileOpen(connection)
      } catch (cause) {
        if (!isTold) log.warn('bus.unreachable', causeOf(cause))
        isTold = true
      }
      await pause(clock, tryAgainMs, signal)
    }
  }

  /** Resolves when the connection is closed for good; it mends itself as long as it can. */
  async #useWhileOpen(connection: NatsConnection): Promise<void> {
    this.#connection = connection
    this.#subscriptions = new Map()
    for (const kind of this.#heard) this.#listen(this.#subject(hintAudience[kind], kind))
    for (const subject of this.#attendants.keys()) this.#listen(subject)
    this.#listen(this.#subject('answer', `${this.#input.node}.>`))
    this.#listen(this.#name('echo'))
    // What the others send from here on comes: only now nothing is missed that a look after `bus.restored` would not find.
    await connection.flush()
    this.#wentUp()
    for await (const { type } of connection.status()) {
      if (type === 'disconnect' || type === 'staleConnection') this.#wentDown()
      else if (type === 'reconnect') this.#wentUp()
    }
    this.#wentDown()
  }

  #wentUp(): void {
    if (this.#isUp) return
    this.#isUp = true
    this.#traffic.restored += 1
    this.#input.log.info('bus.connected')
    this.#hints.publish({ kind: 'bus.restored' })
  }

  #wentDown(): void {
    if (!this.#isUp) return
    this.#isUp = false
    this.#inquiries.endAll()
    this.#echoes.endAll()
    this.#input.log.warn('bus.cut-off')
  }

  #listen(subject: string): void {
    const connection = this.#connection
    if (!connection || connection.isClosed() || this.#subscriptions.has(subject)) return
    const callback = this.#callback
    const isForOne = subject.startsWith(this.#subject('one', ''))
    this.#subscriptions.set(
      subject,
      connection.subscribe(subject, isForOne ? { callback, queue: 'one' } : { callback }),
    )
  }

  #deafen(subject: string): void {
    this.#subscriptions.get(subject)?.unsubscribe()
    this.#subscriptions.delete(subject)
  }

  #received(message: Msg): void {
    this.#traffic.received += 1
    const { subject } = message
    const room = subject.slice(this.#input.secretName.length + 1)
    if (room.startsWith('answer.')) this.#heardAnswer(message, room.split('.').slice(2).join('.'))
    else if (room.startsWith('user.')) this.#heardWord(message)
    else if (room === 'echo') this.#echo(message)
    else {
      const hint = readHint(message.string())
      if (hint) this.#hints.publish(hint)
      else this.#unreadable(subject)
    }
  }

  #echo({ reply }: Msg): void {
    if (reply) this.#send(reply, '')
  }

  #heardAnswer(message: Msg, place: string): void {
    const isNobody = message.headers?.code === noResponders
    if (isEcho(place)) {
      this.#echoes.heard(place, isNobody)
      return
    }
    const held = isNobody ? undefined : readHeld(message.string())
    if (isNobody || held) this.#inquiries.answered(place, held)
    else this.#unreadable(message.subject)
  }

  #heardWord(message: Msg): void {
    const attendant = this.#attendants.get(message.subject)
    const said = readSaid(message.string())
    // He may have gone a moment ago: then nobody is here.
    if (!said) this.#unreadable(message.subject)
    else if (said.kind !== 'ask') attendant?.hear(said)
    else if (message.reply) this.#send(message.reply, writeHeld(attendant?.answer() ?? this.#nothingHeld()))
  }

  #nothingHeld(): HeldSessions {
    return { node: this.#input.node, devices: [], others: [] }
  }

  #unreadable(subject: string): void {
    this.#traffic.unreadable += 1
    // The first of them, and then one in many: somebody else may be at it without end.
    if (this.#traffic.unreadable % unreadablePerLine === 1) {
      this.#input.log.warn('bus.unreadable', { subject: subject.slice(0, 200), so_far: this.#traffic.unreadable })
    }
  }
}

const unreadablePerLine = 1_000
