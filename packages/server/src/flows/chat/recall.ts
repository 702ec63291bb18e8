// Taking a message back: its content is gone from the record, and everybody who may see it is told (spec/zego.md §3.3, §7). The sender
// may for a while; of a group's messages also the owner, and admins those of members.
import { type MsgId, second, type UserId } from '@posthouse/protocol'
import type { PushConfig, WireMessage } from '@posthouse/protocol/frames'
import type { Clock } from '../../base/clock.ts'
import type { Ids } from '../../base/ids.ts'
import { chatDefaults } from '../../domain/app.ts'
import { type ConversationId, readAudience } from '../../domain/chat/conversation.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import { pushableMsMax } from '../../domain/message/chat-message.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Handover } from '../../ports/handovers.ts'
import type { SessionCaller } from '../../ports/methods.ts'
import type { Store } from '../../ports/store.ts'
import { Appended } from './appended.ts'
import { membershipOf, windowOf } from './history.ts'
import { retentionMs } from './store-message.ts'

/** What taking back uses. */
export interface RecallDeps {
  readonly store: Pick<Store, 'commit' | 'commitFenced' | 'tables'>
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Pick<Clock, 'now'>
  readonly ids: Ids
}

/** Which message, and what goes with it. */
export interface RecallInput {
  readonly conversation: ConversationId
  readonly id: MsgId
  readonly push: PushConfig | undefined
  readonly extendedData: string | undefined
}

const noSuchMessage = 'There is no such message in the conversation.'

/** The message as it is from now on. Throws `Refusal` for one that is not there, not the caller's to take back, too old, or taken back. */
export async function recallMessage(deps: RecallDeps, caller: SessionCaller, input: RecallInput): Promise<WireMessage> {
  const { store, bus, clock, ids } = deps
  const { app, user } = caller
  const message = await found(deps, caller, input)
  const atMs = clock.now()
  await requireRight(deps, caller, input.conversation, message, atMs)
  const recalled = asRecalled(message, user, atMs, input.extendedData ?? '')
  const { localId: _, ...told } = recalled
  const expiresAtMs = Math.max(atMs, message.sentAtMs) + retentionMs(app)
  const { timeline, handovers } = store.tables
  const appended = new Appended(timeline, app.id)
  const writes = [
    appended.append(input.conversation, { kind: 'recall', message: told }, atMs, expiresAtMs),
    ...(input.push ? [handovers.insert(handoverOf(caller, input, message, ids.next(), atMs), atMs)] : []),
  ]
  const fence = timeline.replaceMessage(app.id, input.id, recalled)
  const reported = (reports: readonly unknown[]): void => bus.publish(appended.hint(writes, reports))
  const [isRecalled] = await store.commitFenced([{ fence, writes, reported }])
  if (!isRecalled) throw new Refusal('recalled')
  if (input.push) bus.publish({ kind: 'handover.due' })
  return recalled
}

async function found(
  { store }: RecallDeps,
  { app, user }: SessionCaller,
  { conversation, id }: RecallInput,
): Promise<WireMessage> {
  const window = windowOf(await membershipOf(store, app.id, user, conversation))
  const stored = await store.tables.timeline.message(app.id, id)
  const isTheirs = stored?.conversation === conversation && window !== undefined
  if (!isTheirs || stored.message.seq < window.from || stored.message.seq > window.to)
    throw new Refusal('params-invalid', noSuchMessage)
  return stored.message
}

async function requireRight(
  { store: { tables } }: RecallDeps,
  { app, user }: SessionCaller,
  conversation: ConversationId,
  message: WireMessage,
  nowMs: number,
): Promise<void> {
  if (message.recalled) throw new Refusal('recalled')
  const roles = await tables.conversations.membersAmong(app.id, conversation, [user, message.from as UserId])
  const roleOf = (one: string): number => roles.find(({ username }) => username === one)?.role ?? 4
  if (roleOf(user) === 4) throw new Refusal('group-not-member')
  if (message.from === user) {
    const seconds = app.settings.chat?.recallSeconds ?? chatDefaults.recallSeconds
    if (nowMs - message.sentAtMs > seconds * second) throw new Refusal('recall-too-late')
    return
  }
  const isGroup = readAudience(conversation).kind === 'group'
  // Owner 1, admin 2: each over those with a higher number.
  if (!isGroup || roleOf(user) > 2 || roleOf(user) >= roleOf(message.from)) throw new Refusal('not-allowed')
}

/** Of the content nothing stays. */
export function asRecalled(message: WireMessage, by: UserId, atMs: number, extendedData: string): WireMessage {
  const { id, conversationType, from, to, seq, type, sentAtMs, localId } = message
  return {
    ...{ id, conversationType, from, to, seq, type, content: {}, sentAtMs },
    ...(localId === undefined ? {} : { localId }),
    recalled: { by, atMs, extendedData, type },
  }
}

function handoverOf(
  { app, user }: SessionCaller,
  { conversation, push }: RecallInput,
  message: WireMessage,
  id: bigint,
  atMs: number,
): Handover {
  const read = readAudience(conversation)
  return {
    id,
    appId: app.id,
    position: 0,
    from: user,
    users: read.kind === 'peers' ? read.users.filter(one => one !== user) : undefined,
    conversation,
    what: 'recall',
    subjectId: message.id,
    push,
    mentioned: [],
    easemob: undefined,
    deadlineMs: atMs + pushableMsMax,
    createdAtMs: atMs,
    awaited: undefined,
  }
}
