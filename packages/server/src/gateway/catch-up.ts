// What a device missed, from the record: in order, as fast as it reads, and joined to the live tail without a gap or a repetition
// (spec/zego.md §8.2). More messages than the app allows are left to the history, and the device is told how many (F102).
import { kibibyte, second } from '@posthouse/protocol'
import { type Entry, entriesPerFrameMax } from '@posthouse/protocol/frames'
import type { AddressedEntry, ConversationTable, TimelineTable } from '../ports/timeline.ts'
import { framedText } from './framed.ts'
import { readMemberships } from './memberships.ts'
import type { Session } from './sessions.ts'
import { asSeenBy, type Tails } from './tail.ts'

/** What catching up uses. */
export interface CatchUpDeps {
  readonly timeline: Pick<TimelineTable, 'catchUp' | 'missed' | 'position'>
  readonly conversations: Pick<ConversationTable, 'groupsOf'>
  readonly tails: Tails
  /** Those of the entries that are still worth telling to a device that was away. */
  live(entries: readonly AddressedEntry[]): Promise<readonly AddressedEntry[]>
}

/** How entries leave, and when there is room for more. */
export interface Outlet {
  send(bytes: Buffer): void
  /** Resolves once the device has read most of what was sent; false: it does not read, or is gone. */
  drained(): Promise<boolean>
}

/** Entries that are read at once. */
const pageMax = 200
/** A frame is full with this; one entry may be larger. */
const frameCharsMax: number = 32 * kibibyte
/** Messages beyond an app's limit are counted up to here. */
const countedMax = 100_000
/** A device that cannot keep up with its app after so many rounds comes again later. */
const roundsMax = 50
/** How long a device may take to read a part. */
export const drainMsMax: number = 30 * second

/** What became of it. */
export type CaughtUp =
  | { readonly kind: 'live'; readonly dropped: number }
  | { readonly kind: 'slow' }
  | { readonly kind: 'gone' }

/** Brings a session from a position to the live tail, what waits from before it first. Rejects where the record cannot be read. */
export async function catchUp(
  deps: CatchUpDeps,
  session: Session,
  outlet: Outlet,
  from: {
    readonly cursor: number
    readonly messagesMax: number
    readonly waiting?: readonly AddressedEntry[]
  },
): Promise<CaughtUp> {
  const { id: user, app } = session.user
  await deps.tails.hold(session)
  if (session.isGone) return { kind: 'gone' }
  await readMemberships(deps.conversations, session.user)
  const missed = await deps.timeline.missed(app.id, user, from.cursor, from.messagesMax + countedMax)
  const parts = new Parts(session, outlet, Math.max(0, missed - from.messagesMax))
  if (from.waiting && !(await parts.send(from.waiting))) return { kind: session.isGone ? 'gone' : 'slow' }
  let reached = from.cursor
  for (let round = 0; round < roundsMax; round += 1) {
    // Asked before the entries are: they then reach at least so far.
    const position = await deps.timeline.position(app.id)
    const page = await deps.timeline.catchUp(app.id, user, reached, pageMax)
    if (!(await parts.send(await deps.live(page)))) return { kind: session.isGone ? 'gone' : 'slow' }
    if (session.isGone) return { kind: 'gone' }
    reached = page.at(-1)?.entry.position ?? reached
    // Only whole rounds count: a page that is full is a part of one.
    if (page.length === pageMax) {
      round -= 1
      continue
    }
    reached = Math.max(reached, position)
    if (!deps.tails.isWhole(session)) continue
    parts.finish(reached)
    deps.tails.release(session, reached)
    return { kind: 'live', dropped: parts.dropped }
  }
  return { kind: 'slow' }
}

/** Entries as frames of a bounded size. */
class Parts {
  readonly dropped: number
  readonly #session: Session
  readonly #outlet: Outlet
  #skip: number
  #isFirst = true
  #texts: string[] = []
  #chars = 0

  constructor(session: Session, outlet: Outlet, dropped: number) {
    this.#session = session
    this.#outlet = outlet
    this.dropped = dropped
    this.#skip = dropped
  }

  /** Sends a page; false where the device does not read it. */
  async send(page: readonly AddressedEntry[]): Promise<boolean> {
    for (const { entry } of page) {
      if (entry.kind === 'message' && this.#skip > 0) this.#skip -= 1
      else this.#add(entry)
      if (this.#chars < frameCharsMax && this.#texts.length < entriesPerFrameMax) continue
      this.#emit(entry.position, false)
      if (!(await this.#outlet.drained())) return false
    }
    return true
  }

  /** Sends the rest; the last frame of the catch-up, also where nothing was missed. */
  finish(reached: number): void {
    this.#emit(reached, true)
  }

  #add(entry: Entry): void {
    const text = JSON.stringify(asSeenBy(entry, this.#session.user.id))
    this.#texts.push(text)
    this.#chars += text.length
  }

  #emit(position: number, isLast: boolean): void {
    const dropped = this.#isFirst && this.dropped > 0 ? `,"dropped":${this.dropped}` : ''
    const last = isLast ? ',"isLast":true' : ''
    const entries = this.#texts.join(',')
    this.#session.sentPosition = position
    this.#outlet.send(
      framedText(`{"t":"entries","entries":[${entries}],"position":${position},"isCatchUp":true${last}${dropped}}`),
    )
    this.#isFirst = false
    this.#texts = []
    this.#chars = 0
  }
}
