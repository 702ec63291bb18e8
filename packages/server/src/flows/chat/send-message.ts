// Sending: what a client wants sent is checked, asked about where the app's server wants to be asked, and stored; a command is passed on
// to whoever is connected and nothing is kept of it (spec/zego.md §3.11, §8). Bad input changes nothing. The time is the server's: no
// clock of a client is read (F101).
import { type MsgId, type UserId, userIdOf } from '@posthouse/protocol'
import type { Params, Result } from '@posthouse/protocol/frames'
import type { Ids } from '../../base/ids.ts'
import { type ConversationId, conversationOf, isChatId } from '../../domain/chat/conversation.ts'
import { contentObjection, isCommand } from '../../domain/chat/new-message.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import { sentMessageOf, withPayload } from '../../domain/chat/sent-message.ts'
import { isPlainText } from '../../domain/username.ts'
import type { SessionCaller } from '../../ports/methods.ts'
import type { Presence } from '../../ports/presence.ts'
import type { NewMessage } from '../../ports/timeline.ts'
import { type AskParts, askBeforeDelivery } from '../callback/ask-before-delivery.ts'
import type { SendRate } from './send-rate.ts'
import { knownMessage, receiversOf, type StoreMessageDeps, storeMessage } from './store-message.ts'

/** What sending uses. */
export interface SendDeps extends StoreMessageDeps {
  readonly presence: Pick<Presence, 'online' | 'pass'>
  readonly ask: AskParts
  readonly ids: Ids
  readonly rate: SendRate
}

type Wanted = Params<'message.send'>
type Sent = Result<'message.send'>

/** Resolves once a message is durable, or a command on its way. Throws `Refusal` for what the sender may not do. */
export async function sendMessage(deps: SendDeps, caller: SessionCaller, wanted: Wanted): Promise<Sent> {
  const outgoing = checked(caller.user, wanted)
  const retryAfterMs = Math.ceil(deps.rate.take(caller, isCommand(wanted.type)))
  if (retryAfterMs > 0) throw new Refusal('too-often', undefined, { retryAfterMs })
  await requireTarget(deps, caller, outgoing)
  return isCommand(wanted.type) ? passCommand(deps, caller, outgoing) : sendStored(deps, caller, outgoing, wanted)
}

/** What is sent, before it has an id. */
interface Outgoing {
  readonly conversation: ConversationId
  readonly conversationType: 0 | 2
  readonly to: string
  readonly type: number
  readonly content: Wanted['content']
  readonly mentioned: readonly UserId[]
}

function checked(user: UserId, { localId, to, conversationType, type, content, mentioned = [] }: Wanted): Outgoing {
  // What no database keeps as it is (S33).
  if (!isPlainText(localId)) throw new Refusal('params-invalid', 'localId has control characters.')
  const objection = contentObjection(type, content)
  if (objection) throw new Refusal('params-invalid', objection)
  const target = conversationType === 2 ? to : userIdOf(to)
  if (!isChatId(target)) throw new Refusal('params-invalid', `"${to}" is no id.`)
  if (conversationType === 0 && target === user) throw new Refusal('params-invalid', 'Nobody sends to oneself.')
  if (!mentioned.every(isChatId)) throw new Refusal('params-invalid', 'mentioned has a text that is no id.')
  const conversation = conversationOf(user, conversationType, target)
  return { conversation, conversationType, to: target, type, content, mentioned: mentioned.map(userIdOf) }
}

/** A user has to exist, a group to have the sender as a member (spec/zego.md §3.11). */
async function requireTarget(
  { store: { tables } }: SendDeps,
  { app, user }: SessionCaller,
  { conversationType, conversation, to }: Outgoing,
): Promise<void> {
  if (conversationType === 0) {
    const [found] = await tables.users.findMany(app.id, [to as UserId])
    if (!found) throw new Refusal('target-unknown')
    return
  }
  const membership = await tables.conversations.membership(app.id, conversation, user)
  if (membership && membership.leftPosition === undefined) return
  const group = await tables.groups.find(app.id, to)
  throw new Refusal(group && group.dismissedAtMs === undefined ? 'group-not-member' : 'target-unknown')
}

async function passCommand(deps: SendDeps, caller: SessionCaller, outgoing: Outgoing): Promise<Sent> {
  const { app, user, resource } = caller
  const { conversation, conversationType, to, content } = outgoing
  const id = String(deps.ids.next())
  const sentAtMs = deps.clock.now()
  const receivers = await receiversOf(deps.store, app, conversation, user)
  const message = { id, conversationType, from: user, to, type: 2, content, sentAtMs } as const
  await deps.presence.pass(app.id, [...receivers, user], message, resource)
  return { id, seq: 0, sentAtMs, position: 0 }
}

async function sendStored(deps: SendDeps, caller: SessionCaller, outgoing: Outgoing, wanted: Wanted): Promise<Sent> {
  const { app, user } = caller
  const { localId, push, notifiesMentioned, mentionsAll } = wanted
  const id = deps.ids.next() as MsgId
  const asked = await askedFor(deps, caller, newMessage(deps, caller, id, outgoing, wanted), localId)
  if (asked.kind === 'answered') return asked.sent
  const stored = await storeMessage(deps, {
    app,
    conversation: outgoing.conversation,
    message: asked.message,
    source: 'sdk',
    localId,
    push,
    breaksThrough: notifiesMentioned ? (mentionsAll ? 'all' : outgoing.mentioned.filter(one => one !== user)) : [],
    easemob: undefined,
  })
  return sentOf(stored)
}

function newMessage(
  { clock }: SendDeps,
  { user }: SessionCaller,
  id: MsgId,
  { conversationType, to, type, content, mentioned }: Outgoing,
  { localId, extendedData, mentionsAll, isQuiet, hasReceipt, repliedTo }: Wanted,
): NewMessage {
  return {
    ...{ id: String(id), conversationType, from: user, to, type, content, sentAtMs: clock.now(), localId },
    ...(extendedData === undefined ? {} : { extendedData }),
    ...(mentioned.length === 0 ? {} : { mentioned }),
    ...(mentionsAll ? { mentionsAll } : {}),
    ...(isQuiet ? { isQuiet } : {}),
    ...(hasReceipt ? { hasReceipt } : {}),
    ...(repliedTo === undefined ? {} : { repliedTo }),
  }
}

/** What the app's server makes of the message; nobody is asked twice about one that is sent again. */
async function askedFor(
  deps: SendDeps,
  { app, user }: SessionCaller,
  message: NewMessage,
  localId: string,
): Promise<
  { readonly kind: 'message'; readonly message: NewMessage } | { readonly kind: 'answered'; readonly sent: Sent }
> {
  const rules = await deps.rules.rulesOf(app.id)
  if (!rules.some(({ rule }) => rule.enabled && rule.before !== undefined)) return { kind: 'message', message }
  const known = await knownMessage(deps, app.id, user, localId)
  if (known) return { kind: 'answered', sent: sentOf(known) }
  const about = { appId: app.id, message: sentMessageOf(app.appkey, 'sdk', message), isTargeted: false }
  // Each rule waits for its own time at most, and there are four at most.
  const verdict = await askBeforeDelivery(deps.ask, about, new AbortController().signal)
  if (verdict.kind === 'deliver') return { kind: 'message', message: withPayload(message, verdict.payload) }
  if (verdict.tellSender) throw new Refusal('refused-by-app', verdict.code)
  // The app wants its sender to believe that it was sent (spec/easemob.md §9.1): it has no place in the conversation.
  return { kind: 'answered', sent: { id: message.id, seq: 0, sentAtMs: message.sentAtMs, position: 0 } }
}

function sentOf({ id, seq, sentAtMs, position }: Sent): Sent {
  return { id, seq, sentAtMs, position }
}
