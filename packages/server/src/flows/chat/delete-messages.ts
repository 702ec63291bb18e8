// Deleting messages for oneself: nobody else's view changes, and the caller's other devices are told.
import type { MsgId } from '@posthouse/protocol'
import { asSeenBy, type ConversationId } from '../../domain/chat/conversation.ts'
import type { SessionCaller } from '../../ports/methods.ts'
import type { Write } from '../../ports/store.ts'
import { membershipOf } from './history.ts'
import { type TellOwnDeps, tellOwn } from './tell-own.ts'

/** Hides messages from the caller for good; undefined = all that there are now. Those that are not the conversation's are left out. */
export async function deleteMessages(
  deps: TellOwnDeps,
  caller: SessionCaller,
  conversation: ConversationId,
  ids: readonly MsgId[] | undefined,
): Promise<void> {
  const { app, user } = caller
  const { conversations } = deps.store.tables
  if (!(await membershipOf(deps.store, app.id, user, conversation))) return
  if (ids === undefined)
    return tell(deps, caller, conversation, conversations.clear(app.id, conversation, user, false), {})
  const seqs: number[] = []
  const messageIds: string[] = []
  for (const id of ids) {
    const stored = await deps.store.tables.timeline.message(app.id, id)
    if (stored?.conversation !== conversation) continue
    seqs.push(stored.message.seq)
    messageIds.push(stored.message.id)
  }
  if (seqs.length === 0) return
  await tell(deps, caller, conversation, conversations.hide(app.id, conversation, user, seqs), { messageIds })
}

/** Takes a conversation out of the caller's list, with its messages so far. */
export async function deleteConversation(
  deps: TellOwnDeps,
  caller: SessionCaller,
  conversation: ConversationId,
): Promise<void> {
  const { app, user } = caller
  if (!(await membershipOf(deps.store, app.id, user, conversation))) return
  const clear = deps.store.tables.conversations.clear(app.id, conversation, user, true)
  await tell(deps, caller, conversation, clear, { isConversationToo: true })
}

function tell(
  deps: TellOwnDeps,
  caller: SessionCaller,
  conversation: ConversationId,
  change: Write<unknown>,
  what: { readonly messageIds?: readonly string[]; readonly isConversationToo?: boolean },
): Promise<void> {
  const { type, id } = asSeenBy(caller.user, conversation)
  return tellOwn(deps, caller, [change], { kind: 'deleted', conversationId: id, conversationType: type, ...what })
}
