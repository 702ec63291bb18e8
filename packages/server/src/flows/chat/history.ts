// Reading messages again: only those of the reader's own window of the conversation, without what the reader deleted, always in order of
// their numbers (spec/zego.md §8.5). A new member sees nothing from before; a former one keeps what there was.
import type { AppId, UserId } from '@posthouse/protocol'
import type { WireMessage } from '@posthouse/protocol/frames'
import type { App } from '../../domain/app.ts'
import { type ConversationId, readAudience } from '../../domain/chat/conversation.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import type { Store } from '../../ports/store.ts'
import type { Membership, StoredMessage } from '../../ports/timeline.ts'

/** What these flows use. */
export interface HistoryDeps {
  readonly store: Pick<Store, 'tables'>
}

/** Which page. */
export interface HistoryPage {
  readonly count: number
  /** The newest below this number. */
  readonly before?: number | undefined
  /** The oldest above this number. */
  readonly after?: number | undefined
}

/** Queries for one page: each may turn out to hold deleted messages only. */
const queriesMax = 20

/** A page of messages in order of `seq`; none where the two users never wrote. Throws `Refusal` for a group that is not the reader's. */
export async function history(
  { store }: HistoryDeps,
  app: App,
  user: UserId,
  conversation: ConversationId,
  { count, before, after }: HistoryPage,
): Promise<readonly WireMessage[]> {
  const window = windowOf(await membershipOf(store, app.id, user, conversation))
  if (!window) return []
  const isNewestFirst = before !== undefined || after === undefined
  let from = Math.max(window.from, (after ?? 0) + 1)
  let to = Math.min(window.to, before === undefined ? window.to : before - 1)
  const found: WireMessage[] = []
  for (let query = 0; query < queriesMax && found.length < count && from <= to; query += 1) {
    const limit = count - found.length
    const page = await store.tables.timeline.messages(app.id, conversation, { from, to, limit, isNewestFirst })
    found.push(...(await shown(store, app.id, user, conversation, page)))
    const last = page.at(-1)
    if (!last || page.length < limit) break
    if (isNewestFirst) to = last.message.seq - 1
    else from = last.message.seq + 1
  }
  return isNewestFirst ? found.reverse() : found
}

/** Those of the numbered messages that the user may see, in order of `seq`. */
export async function findMessages(
  { store }: HistoryDeps,
  app: App,
  user: UserId,
  conversation: ConversationId,
  seqs: readonly number[],
): Promise<readonly WireMessage[]> {
  const window = windowOf(await membershipOf(store, app.id, user, conversation))
  if (!window) return []
  const wanted = [...new Set(seqs)].filter(seq => seq >= window.from && seq <= window.to).sort((a, b) => a - b)
  const found: WireMessage[] = []
  for (const seq of wanted) {
    const one = { from: seq, to: seq, limit: 1, isNewestFirst: false }
    const page = await store.tables.timeline.messages(app.id, conversation, one)
    found.push(...(await shown(store, app.id, user, conversation, page)))
  }
  return found
}

/** A user's place in a conversation; of two users who never wrote none, of a group that is not the user's a `Refusal`. */
export async function membershipOf(
  { tables }: Pick<Store, 'tables'>,
  appId: AppId,
  user: UserId,
  conversation: ConversationId,
): Promise<Membership | undefined> {
  const membership = await tables.conversations.membership(appId, conversation, user)
  if (membership) return membership
  const read = readAudience(conversation)
  if (read.kind !== 'group') return undefined
  throw new Refusal((await tables.groups.find(appId, read.groupId)) ? 'group-not-member' : 'group-unknown')
}

/** The numbers that are a member's, but for deleted ones in between. */
export function windowOf(
  membership: Membership | undefined,
): { readonly from: number; readonly to: number } | undefined {
  if (!membership) return undefined
  return { from: firstSeqOf(membership), to: membership.leftSeq ?? Number.MAX_SAFE_INTEGER }
}

/** The number of a member's first message. */
export function firstSeqOf({ joinedSeq, clearedSeq }: Membership): number {
  return Math.max(joinedSeq, clearedSeq) + 1
}

/** A message as a user is shown it: the sender's own name for it is the sender's. */
export function asShownTo(user: UserId, message: WireMessage): WireMessage {
  if (message.from === user || message.localId === undefined) return message
  const { localId: _, ...rest } = message
  return rest
}

async function shown(
  { tables }: Pick<Store, 'tables'>,
  appId: AppId,
  user: UserId,
  conversation: ConversationId,
  page: readonly StoredMessage[],
): Promise<readonly WireMessage[]> {
  const seqs = page.map(({ message }) => message.seq)
  if (seqs.length === 0) return []
  const hidden = await tables.conversations.hidden(appId, conversation, user, Math.min(...seqs), Math.max(...seqs))
  return page.filter(({ message }) => !hidden.has(message.seq)).map(({ message }) => asShownTo(user, message))
}
