// What a commit appends to a timeline, and the hint that tells of it: with the entries themselves once the commit has given them their
// positions, so that whoever follows the timeline need not read the record for them.
import { type AppId, kibibyte } from '@posthouse/protocol'
import type { Entry } from '@posthouse/protocol/frames'
import type { Audience, ConversationId } from '../../domain/chat/conversation.ts'
import type { Hint } from '../../ports/bus.ts'
import type { Write } from '../../ports/store.ts'
import type { AddressedEntry, MessagePlace, NewMessage, TimelineTable } from '../../ports/timeline.ts'

type Table = Pick<TimelineTable, 'append' | 'appendMessage'>
type Place = Pick<MessagePlace, 'position'> & Partial<MessagePlace>

interface Made {
  readonly write: Write<unknown>
  readonly audience: Audience
  readonly atMs: number
  entryAt(place: Place): Entry
}

/** More than this is told of without the entries: whoever wants them reads them. */
const charsMax: number = 64 * kibibyte

/** The entries of one commit, in order. */
export class Appended {
  readonly #timeline: Table
  readonly #appId: AppId
  readonly #made: Made[] = []

  constructor(timeline: Table, appId: AppId) {
    this.#timeline = timeline
    this.#appId = appId
  }

  /** As {@link TimelineTable.append}. */
  append(...[audience, body, atMs, expiresAtMs]: Tail<Parameters<TimelineTable['append']>>): Write<number> {
    const write = this.#timeline.append(this.#appId, audience, body, atMs, expiresAtMs)
    const { kind, ...rest } = body
    // The members stand in the order in which the record gives them.
    this.#made.push({ write, audience, atMs, entryAt: ({ position }) => ({ kind, position, ...rest }) as Entry })
    return write
  }

  /** As {@link TimelineTable.appendMessage}. */
  appendMessage(
    conversation: ConversationId,
    message: NewMessage,
    options: Parameters<TimelineTable['appendMessage']>[3],
  ): Write<MessagePlace> {
    const write = this.#timeline.appendMessage(this.#appId, conversation, message, options)
    const entryAt = ({ position, seq = 0, sentAtMs = message.sentAtMs }: Place): Entry => ({
      ...{ kind: 'message', position },
      message: { ...message, seq, sentAtMs },
    })
    this.#made.push({ write, audience: conversation, atMs: message.sentAtMs, entryAt })
    return write
  }

  /** The hint, once the writes of the commit have reported. */
  hint(writes: readonly Write<unknown>[], reports: readonly unknown[]): Extract<Hint, { kind: 'timeline.appended' }> {
    const hint = { kind: 'timeline.appended', appId: this.#appId } as const
    const entries = this.#made.map(({ write, audience, atMs, entryAt }): AddressedEntry => {
      // What both functions' writes report.
      const report = reports[writes.indexOf(write)] as number | MessagePlace
      const place: Place = typeof report === 'number' ? { position: report } : report
      return { audience, entry: entryAt(place), createdAtMs: place.sentAtMs ?? atMs }
    })
    return isChain(entries) && JSON.stringify(entries).length <= charsMax ? { ...hint, entries } : hint
  }
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer R] ? R : never

/** One after the other, without a gap. */
function isChain(entries: readonly AddressedEntry[]): boolean {
  const first = entries[0]?.entry.position ?? Number.NaN
  return entries.every(({ entry }, index) => entry.position === first + index)
}
