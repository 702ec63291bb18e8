// Follows the timeline of each app that has sessions, and hands its entries to the sessions that they are for: read once, written as a
// frame once, in order of position. A hint brings the entries, or starts a reading at once where any is missing before them; without one it
// is read each second, because hints may get lost, come twice, or in another order.
import { type AppId, second, type UserId } from '@posthouse/protocol'
import type { Entry } from '@posthouse/protocol/frames'
import type { Clock } from '../base/clock.ts'
import { causeOf, type Log } from '../base/log.ts'
import type { Scope } from '../base/scope.ts'
import { type ReadAudience, readAudience } from '../domain/chat/conversation.ts'
import type { Bus } from '../ports/bus.ts'
import { meters } from '../ports/meters.ts'
import type { AddressedEntry, TimelineTable } from '../ports/timeline.ts'
import { framed } from './framed.ts'
import { noteComing, noteGoing } from './memberships.ts'
import type { OnlineApp, OnlineUser, Session, Sessions } from './sessions.ts'

/** What following uses. */
export interface TailDeps {
  readonly timeline: Pick<TimelineTable, 'after' | 'position'>
  readonly sessions: Sessions
  readonly bus: Pick<Bus, 'subscribe'>
  readonly clock: Clock
  readonly scope: Scope
  readonly log: Log
}

/** Entries that are read at once. */
const batchMax = 200
const pollMs: number = second
/** Entries that a session keeps while it catches up; where there are more it reads them again. */
const heldMax = 1_000

const fromRecord = meters.timelineEntries.of('record')
const fromHint = meters.timelineEntries.of('hint')

/** One app's tail. */
interface Tail {
  readonly app: OnlineApp
  /** The last position that was handed out; undefined until it is known where to begin. */
  position: number | undefined
  begun: Promise<void>
  isReading: boolean
  isWanted: boolean
}

/** All tails. Closing stops them; the scope awaits readings under way. */
export class Tails implements Disposable {
  readonly #deps: TailDeps
  readonly #tails = new Map<AppId, Tail>()
  #stopHearing: (() => void) | undefined
  #cancel: (() => void) | undefined

  constructor(deps: TailDeps) {
    this.#deps = deps
  }

  /** Starts to listen. */
  start(): void {
    const { bus } = this.#deps
    const stops = [
      bus.subscribe('timeline.appended', ({ appId, entries }) => this.#hear(appId as AppId, entries)),
      bus.subscribe('bus.restored', () => this.#wantAll()),
    ]
    this.#stopHearing = () => {
      for (const stop of stops) stop()
    }
    this.#poll()
  }

  /**
   * From now on keeps for the session what comes for it, until {@link release}. Resolves once the tail has begun, so that whatever is
   * read of the record after it leaves no gap.
   */
  async hold(session: Session): Promise<void> {
    const tail = this.#tailOf(session.user.app)
    session.held = []
    await tail.begun
  }

  /** Whether everything was kept; where too much came, it is kept anew from here, and the session has to catch up once more. */
  isWhole(session: Session): boolean {
    if (!session.held) return false
    if (session.held.length <= heldMax) return true
    session.held = []
    return false
  }

  /** The session has everything up to a position: hands it what was kept beyond, and each entry from now on. */
  release(session: Session, reached: number): void {
    const held = session.held ?? []
    session.held = undefined
    session.isLive = true
    session.sentPosition = reached
    for (const { entry } of held) deliver(entry, session, new Framing(entry))
  }

  [Symbol.dispose](): void {
    this.#stopHearing?.()
    this.#cancel?.()
  }

  #tailOf(app: OnlineApp): Tail {
    const known = this.#tails.get(app.id)
    // The index of an app is made anew when its last session left; what it did not see has to be read again.
    if (known?.app === app) return known
    const tail: Tail = { app, position: undefined, begun: Promise.resolve(), isReading: false, isWanted: false }
    tail.begun = this.#begin(tail)
    this.#tails.set(app.id, tail)
    return tail
  }

  async #begin(tail: Tail): Promise<void> {
    try {
      tail.position = await this.#deps.timeline.position(tail.app.id)
      if (tail.isWanted) this.#want(tail.app.id)
    } catch (cause) {
      if (this.#tails.get(tail.app.id) === tail) this.#tails.delete(tail.app.id)
      throw cause
    }
  }

  #poll(): void {
    this.#cancel = this.#deps.clock.after(pollMs, () => {
      this.#poll()
      this.#wantAll()
    })
  }

  #wantAll(): void {
    for (const [appId, tail] of this.#tails) {
      if (tail.app.users.size === 0) this.#tails.delete(appId)
      else this.#want(appId)
    }
  }

  /** Hands out what comes right after the last one; whatever else there may be is read. */
  #hear(appId: AppId, entries: readonly AddressedEntry[] = []): void {
    const tail = this.#tails.get(appId)
    if (!tail) return
    try {
      for (const one of entries) next(tail, one)
    } catch (cause) {
      // What comes by the bus may be anything (F53); the record is read instead.
      this.#deps.log.warn('timeline.hint-unread', { app: appId, ...causeOf(cause) })
      this.#want(appId)
      return
    }
    const last = entries.at(-1)?.entry.position
    if (last === undefined || tail.position === undefined || last > tail.position) this.#want(appId)
  }

  #want(appId: AppId): void {
    const tail = this.#tails.get(appId)
    if (!tail) return
    tail.isWanted = true
    if (!tail.isReading && tail.position !== undefined) this.#deps.scope.run(signal => this.#read(tail, signal))
  }

  async #read(tail: Tail, signal: AbortSignal): Promise<void> {
    tail.isReading = true
    try {
      while (tail.isWanted && !signal.aborted && tail.app.users.size > 0) {
        tail.isWanted = false
        const batch = await this.#deps.timeline.after(tail.app.id, tail.position ?? 0, batchMax)
        for (const one of batch) {
          // A hint may have brought it meanwhile.
          if (one.entry.position <= (tail.position ?? 0)) continue
          handOut(tail.app, one)
          fromRecord.value += 1
          tail.position = one.entry.position
        }
        if (batch.length === batchMax) tail.isWanted = true
      }
    } catch (cause) {
      // The next poll tries again.
      this.#deps.log.warn('timeline.unread', { app: tail.app.id, ...causeOf(cause) })
    } finally {
      tail.isReading = false
    }
  }
}

/** Hands out an entry if it is the very next. */
function next(tail: Tail, one: AddressedEntry): void {
  if (tail.position === undefined || one.entry.position !== tail.position + 1) return
  handOut(tail.app, one)
  fromHint.value += 1
  tail.position = one.entry.position
}

/** Gives an entry to every session that it is for. */
function handOut(app: OnlineApp, one: AddressedEntry): void {
  noteComing(app, one)
  const framing = new Framing(one.entry)
  for (const user of audienceOf(app, readAudience(one.audience))) {
    let session = user.first
    while (session) {
      // Whoever is too far behind leaves the list while it is handed to.
      const { next } = session
      give(one, session, framing)
      session = next
    }
  }
  noteGoing(app, one)
}

function* audienceOf(app: OnlineApp, audience: ReadAudience): Generator<OnlineUser> {
  if (audience.kind === 'group') yield* app.groups.get(audience.groupId) ?? []
  else
    for (const id of usersOf(audience)) {
      const user = app.users.get(id)
      if (user) yield user
    }
}

function usersOf(audience: Exclude<ReadAudience, { kind: 'group' }>): ReadonlySet<UserId> {
  // Who writes to himself is one user.
  return new Set(audience.kind === 'user' ? [audience.user] : audience.users)
}

function give(one: AddressedEntry, session: Session, framing: Framing): void {
  if (session.isLive) deliver(one.entry, session, framing)
  // One more than there may be says that there were too many.
  else if (session.held && session.held.length <= heldMax) session.held.push(one)
}

function deliver(entry: Entry, session: Session, framing: Framing): void {
  if (entry.position <= session.sentPosition) return
  session.sentPosition = entry.position
  session.seat.line.send(framing.for(session.user.id))
}

/** An entry as frames: one for its sender, who alone sees the own name of a message, and one for everybody else; each made once. */
class Framing {
  readonly #entry: Entry
  #own: Buffer | undefined
  #others: Buffer | undefined

  constructor(entry: Entry) {
    this.#entry = entry
  }

  for(user: UserId): Buffer {
    const entry = asSeenBy(this.#entry, user)
    if (entry === this.#entry) {
      this.#own ??= frameOf(entry)
      return this.#own
    }
    this.#others ??= frameOf(entry)
    return this.#others
  }
}

/** An entry without what only the sender's devices are told. */
export function asSeenBy(entry: Entry, user: UserId): Entry {
  if (entry.kind !== 'message' && entry.kind !== 'recall') return entry
  const { localId, ...message } = entry.message
  return localId === undefined || message.from === user ? entry : { ...entry, message }
}

function frameOf(entry: Entry): Buffer {
  return framed({ t: 'entries', entries: [entry], position: entry.position })
}
