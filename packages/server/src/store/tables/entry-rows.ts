// How rows of the timeline become entries and messages. The number of a message is a column, and so is its instant, which is never before
// that of the message before it.
import type { Entry, WireMessage } from '@posthouse/protocol/frames'
import type { Audience, ConversationId } from '../../domain/chat/conversation.ts'
import type { AddressedEntry, StoredMessage } from '../../ports/timeline.ts'
import type { EntryRow } from '../schema-timeline.ts'

/** The columns that an entry is read from; none is wider than 53 bits. */
export type EntryColumns = Pick<EntryRow, 'position' | 'audience' | 'kind' | 'body' | 'created_at' | 'seq'>
/** Their names. */
export const entryColumns = 'position, audience, kind, body, created_at, seq'

/** An entry with whom it is for. */
export function addressedOf(row: EntryColumns): AddressedEntry {
  const position = Number(row.position)
  const body = JSON.parse(row.body) as object
  // Only this room's neighbours write bodies, from an EntryBody or a NewMessage.
  const entry = (
    row.kind === 'message'
      ? { kind: 'message', position, message: { ...body, seq: Number(row.seq), sentAtMs: Number(row.created_at) } }
      : { kind: row.kind, position, ...body }
  ) as Entry
  return { audience: row.audience as Audience, entry, createdAtMs: Number(row.created_at) }
}

/** A message in its place, from the row of one. */
export function storedOf(row: EntryColumns): StoredMessage {
  return {
    conversation: row.audience as ConversationId,
    position: Number(row.position),
    message: {
      ...(JSON.parse(row.body) as WireMessage),
      ...{ seq: Number(row.seq), sentAtMs: Number(row.created_at) },
    },
  }
}
