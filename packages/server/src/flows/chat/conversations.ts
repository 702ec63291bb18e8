// A user's conversations as the user's devices show them, and what the user changes about them (spec/zego.md §3.4, §8.4, §8.6). A change is
// told to the user's other devices by an entry of the user's own.
import type { UserId } from '@posthouse/protocol'
import type { WireConversation } from '@posthouse/protocol/frames'
import type { App } from '../../domain/app.ts'
import { asSeenBy, type ConversationId, type ConversationType } from '../../domain/chat/conversation.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import type { SessionCaller } from '../../ports/methods.ts'
import type { Store } from '../../ports/store.ts'
import type { ListedConversation, StoredMessage } from '../../ports/timeline.ts'
import { asShownTo, firstSeqOf } from './history.ts'
import { type TellOwnDeps, tellOwn } from './tell-own.ts'

/** What these flows use. */
export type ConversationDeps = TellOwnDeps

/** Which conversations of the caller. */
export interface ConversationPage {
  readonly count: number
  /** Those below this `orderKey`. */
  readonly before: number | undefined
  readonly types: readonly ConversationType[]
  readonly onlyUnread: boolean
}

/** Mentions of one list that are looked at, and of one conversation that are shown (spec/zego.md §7). */
const mentionsReadMax = 1_000
const mentionsShownMax = 50

/** The caller's conversations, the newest first. */
export async function conversationsOf(
  deps: Pick<ConversationDeps, 'store'>,
  { app, user }: SessionCaller,
  { count, ...filter }: ConversationPage,
): Promise<readonly WireConversation[]> {
  const listed = await deps.store.tables.conversations.list(app.id, user, { ...filter, limit: count })
  return shown(deps, app, user, listed)
}

/** One of the caller's conversations. Throws `conversation-unknown`. */
export async function conversationOfUser(
  deps: Pick<ConversationDeps, 'store'>,
  { app, user }: SessionCaller,
  conversation: ConversationId,
): Promise<WireConversation> {
  const listed = await found(deps, app, user, conversation)
  const [only] = await shown(deps, app, user, [listed])
  if (!only) throw new Refusal('conversation-unknown')
  return only
}

/** Nothing that is in the conversation now is unread any more; what comes meanwhile stays. Throws `conversation-unknown`. */
export async function readConversation(
  deps: ConversationDeps,
  caller: SessionCaller,
  conversation: ConversationId,
): Promise<void> {
  const { app, user } = caller
  const { lastSeq } = await found(deps, app, user, conversation)
  const change = deps.store.tables.conversations.read(app.id, conversation, user, lastSeq)
  await tellOwn(deps, caller, [change], { kind: 'conversation', ...namedFor(user, conversation), readSeq: lastSeq })
}

/** Nothing in any conversation is unread any more. */
export async function readAllConversations(deps: ConversationDeps, caller: SessionCaller): Promise<void> {
  const change = deps.store.tables.conversations.readAll(caller.app.id, caller.user)
  await tellOwn(deps, caller, [change], { kind: 'conversation' })
}

/** Whether the conversation notifies: 1 it does, 2 it does not disturb. Throws `conversation-unknown`. */
export async function setNotification(
  deps: ConversationDeps,
  caller: SessionCaller,
  conversation: ConversationId,
  status: 1 | 2,
): Promise<void> {
  const { app, user } = caller
  await found(deps, app, user, conversation)
  const change = deps.store.tables.conversations.setStatus(app.id, conversation, user, status)
  const named = namedFor(user, conversation)
  await tellOwn(deps, caller, [change], { kind: 'conversation', ...named, notificationStatus: status })
}

async function found(
  { store }: Pick<ConversationDeps, 'store'>,
  app: App,
  user: UserId,
  conversation: ConversationId,
): Promise<ListedConversation> {
  const listed = await store.tables.conversations.find(app.id, user, conversation)
  if (!listed) throw new Refusal('conversation-unknown')
  return listed
}

function namedFor(user: UserId, conversation: ConversationId) {
  const { type, id } = asSeenBy(user, conversation)
  return { conversationId: id, conversationType: type }
}

async function shown(
  { store }: Pick<ConversationDeps, 'store'>,
  app: App,
  user: UserId,
  listed: readonly ListedConversation[],
): Promise<readonly WireConversation[]> {
  const faces = await facesOf(store, app, user, listed)
  const unread = listed.filter(one => one.unread > 0).map(({ membership }) => membership.conversation)
  const read =
    unread.length === 0 ? [] : await store.tables.conversations.mentioning(app.id, user, unread, mentionsReadMax)
  const mentioning = Map.groupBy(read, ({ conversation }) => conversation)
  return listed.map(one => {
    const { membership, lastMessage } = one
    const { type, id } = asSeenBy(user, membership.conversation)
    const mentions = (mentioning.get(membership.conversation) ?? []).flatMap(stored => mentionOf(user, stored))
    return {
      ...{ id, type, unread: one.unread, readSeq: membership.readSeq, orderKey: one.lastPosition },
      notificationStatus: membership.status,
      isDisabled: membership.leftPosition !== undefined,
      firstSeq: firstSeqOf(membership),
      ...faces.get(membership.conversation),
      ...(lastMessage ? { lastMessage: asShownTo(user, lastMessage.message) } : {}),
      ...(mentions.length === 0 ? {} : { mentions: mentions.slice(0, mentionsShownMax) }),
    }
  })
}

/** Names and pictures: those of the other user, or of the group. */
async function facesOf(
  { tables }: Pick<Store, 'tables'>,
  app: App,
  user: UserId,
  listed: readonly ListedConversation[],
): Promise<ReadonlyMap<ConversationId, { readonly name: string; readonly avatarUrl: string }>> {
  const named = listed.map(({ membership: { conversation } }) => ({ conversation, ...asSeenBy(user, conversation) }))
  const peers = named.filter(({ type }) => type === 0).map(({ id }) => id as UserId)
  const groupIds = named.filter(({ type }) => type === 2).map(({ id }) => id)
  const [users, chatUsers, groups] = await Promise.all([
    peers.length === 0 ? [] : tables.users.findMany(app.id, peers),
    peers.length === 0 ? undefined : tables.chatUsers.findMany(app.id, peers),
    groupIds.length === 0 ? [] : tables.groups.findMany(app.id, groupIds),
  ])
  const names = new Map<string, string>(users.map(({ username, nickname }) => [username, nickname ?? '']))
  const byId = new Map(groups.map(group => [group.id, group]))
  return new Map(
    named.map(({ conversation, type, id }) => {
      const group = type === 2 ? byId.get(id) : undefined
      if (group) return [conversation, { name: group.name, avatarUrl: group.avatarUrl }]
      const avatarUrl = chatUsers?.get(id as UserId)?.avatarUrl ?? ''
      return [conversation, { name: names.get(id) ?? '', avatarUrl }]
    }),
  )
}

type Mention = NonNullable<WireConversation['mentions']>[number]

/** ZIM's types: 1 the caller, 2 everybody, 3 both. */
function mentionOf(user: UserId, { message }: StoredMessage): readonly Mention[] {
  const isOfUser = (message.mentioned ?? []).includes(user)
  const isOfAll = message.mentionsAll === true
  if (!isOfUser && !isOfAll) return []
  const type = isOfUser ? (isOfAll ? 3 : 1) : 2
  return [{ messageId: message.id, seq: message.seq, from: message.from, type }]
}
