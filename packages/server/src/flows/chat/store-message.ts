// Storing a message: the message with its number, the callbacks that tell of it, and its hand-over to vendor push, all in one commit
// (W1, I3, I7). Only afterwards anybody is told; a hint that is lost costs time and nothing else. Whether the message is allowed is
// decided before this room.
import { type AppId, day, type JsonObject, type MsgId, type UserId } from '@posthouse/protocol'
import type { PushConfig } from '@posthouse/protocol/frames'
import type { Clock } from '../../base/clock.ts'
import { failpoint } from '../../base/failpoint.ts'
import { idTimeMs } from '../../base/ids.ts'
import { type App, chatDefaults } from '../../domain/app.ts'
import { wantsAnyMessage } from '../../domain/callback-filter.ts'
import { type ConversationId, readAudience } from '../../domain/chat/conversation.ts'
import { sentMessageOf } from '../../domain/chat/sent-message.ts'
import type { MessageSource, SentMessage } from '../../domain/chat-event.ts'
import { pushableMsMax } from '../../domain/message/chat-message.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Handover } from '../../ports/handovers.ts'
import type { Presence } from '../../ports/presence.ts'
import type { Store, Write } from '../../ports/store.ts'
import type { MessagePlace, NewMessage } from '../../ports/timeline.ts'
import type { Emission } from '../callback/emit.ts'
import { type EmitEventParts, messageCallbacksFor } from '../callback/emit-message.ts'
import type { ReadyRule, RuleBook } from '../callback/rule-book.ts'
import { Appended } from './appended.ts'

/** What storing a message uses. */
export interface StoreMessageDeps {
  readonly store: Pick<Store, 'commit' | 'commitFenced' | 'tables'>
  readonly bus: Pick<Bus, 'publish'>
  readonly presence: Pick<Presence, 'online'>
  readonly rules: Pick<RuleBook, 'rulesOf'>
  readonly emit: EmitEventParts
  readonly clock: Pick<Clock, 'now'>
}

/** A message that is allowed. */
export interface MessageToStore {
  readonly app: App
  readonly conversation: ConversationId
  readonly message: NewMessage
  readonly source: MessageSource
  /** As callbacks tell of it; absent: made of the message. */
  readonly sent?: SentMessage
  /** The sender's own name for it: the same one again is the same message (spec/zego.md §8.3). */
  readonly localId: string | undefined
  /** What devices that are away are pushed; undefined: nothing, unless `easemob` is there. */
  readonly push: PushConfig | undefined
  /** Users who are pushed to although they muted the conversation. */
  readonly breaksThrough: readonly UserId[] | 'all'
  /** Of a message that came over REST: what its notification is made from. */
  readonly easemob: JsonObject | undefined
}

/** A message in the record. */
export interface StoredNow {
  readonly id: string
  /** 0 with `position` where it was stored so long ago that it is gone. */
  readonly seq: number
  readonly position: number
  readonly sentAtMs: number
  /** The sender had sent it before. */
  readonly isRepeated: boolean
}

/** Members who are looked at in one query. */
const membersPage = 500

/** Resolves once the message is durable. A storage failure passes through as `StoreError`. */
export async function storeMessage(deps: StoreMessageDeps, wanted: MessageToStore): Promise<StoredNow> {
  const { app, message, localId } = wanted
  const appended = new Appended(deps.store.tables.timeline, app.id)
  const id = BigInt(message.id) as MsgId
  const told = await tellingOf(deps, wanted)
  const handover = handoverOf(wanted)
  const writes = [
    appended.appendMessage(wanted.conversation, message, {
      isCounted: message.isQuiet !== true,
      expiresAtMs: message.sentAtMs + retentionMs(app),
    }),
    ...told.writes,
    ...(handover ? [deps.store.tables.handovers.insert(handover, message.sentAtMs)] : []),
  ]
  failpoint('message.before-commit')
  const reports = await commitOnce(deps, wanted, id, writes)
  failpoint('message.stored')
  if (!reports && localId !== undefined) return repeated(deps, app.id, message.from as UserId, localId)
  // The message's own place is what the first write reports.
  const [place = { position: 0, seq: 0, sentAtMs: message.sentAtMs }] = (reports ?? []) as readonly MessagePlace[]
  deps.bus.publish(appended.hint(writes, reports ?? []))
  if (handover) deps.bus.publish({ kind: 'handover.due' })
  if (told.ruleIds.length > 0) deps.bus.publish({ kind: 'callback.waiting', ruleIds: told.ruleIds })
  return { id: message.id, ...place, isRepeated: false }
}

/** The message that a sender's name stands for already; undefined for a name that is new. */
export async function knownMessage(
  deps: Pick<StoreMessageDeps, 'store'>,
  appId: AppId,
  sender: UserId,
  localId: string,
): Promise<StoredNow | undefined> {
  const id = await deps.store.tables.timeline.ofLocalId(appId, sender, localId)
  return id && { ...(await placeOf(deps, appId, id)), isRepeated: true }
}

/** How long an app keeps messages, ms. */
export function retentionMs({ settings }: App): number {
  return (settings.chat?.retentionDays ?? chatDefaults.retentionDays) * day
}

/** What the writes report; undefined where the sender's name for it is known already. */
async function commitOnce(
  { store }: StoreMessageDeps,
  { app, message, localId }: MessageToStore,
  id: MsgId,
  writes: readonly Write<unknown>[],
): Promise<readonly unknown[] | undefined> {
  if (localId === undefined) return await store.commit(writes)
  const fence = store.tables.timeline.claimLocalId(app.id, message.from as UserId, localId, id, message.sentAtMs)
  let found: readonly unknown[] | undefined
  const reported = (reports: readonly unknown[]): void => {
    found = reports
  }
  await store.commitFenced([{ fence, writes, reported }])
  return found
}

async function repeated(deps: StoreMessageDeps, appId: AppId, sender: UserId, localId: string): Promise<StoredNow> {
  const known = await knownMessage(deps, appId, sender, localId)
  // The name was there within the commit, and names are kept for days.
  if (!known) throw new Error(`the name of a message of ${sender} was forgotten while it was sent again`)
  return known
}

async function placeOf(
  { store }: Pick<StoreMessageDeps, 'store'>,
  appId: AppId,
  id: MsgId,
): Promise<Omit<StoredNow, 'isRepeated'>> {
  const stored = await store.tables.timeline.message(appId, id)
  if (!stored) return { id: String(id), seq: 0, position: 0, sentAtMs: idTimeMs(id) }
  const { message, position } = stored
  return { id: message.id, seq: message.seq, position, sentAtMs: message.sentAtMs }
}

function handoverOf(wanted: MessageToStore): Handover | undefined {
  const { app, conversation, message, push, easemob, breaksThrough } = wanted
  if (!push && !easemob) return undefined
  return {
    id: BigInt(message.id),
    appId: app.id,
    position: 0,
    from: message.from as UserId,
    users: message.conversationType === 2 ? undefined : [message.to as UserId],
    conversation,
    what: 'message',
    subjectId: message.id,
    push,
    mentioned: breaksThrough,
    easemob,
    deadlineMs: message.sentAtMs + Math.min(retentionMs(app), pushableMsMax),
    createdAtMs: message.sentAtMs,
    awaited: undefined,
  }
}

/** Callbacks for the message, and for those of its receivers who are away. */
async function tellingOf(deps: StoreMessageDeps, wanted: MessageToStore): Promise<Emission> {
  const rules = await deps.rules.rulesOf(wanted.app.id)
  if (!rules.some(({ rule }) => wantsAnyMessage(rule))) return { writes: [], ruleIds: [] }
  const { app, source, message } = wanted
  const sent = wanted.sent ?? sentMessageOf(app.appkey, source, message)
  const about = { appId: app.id, message: sent, atMs: message.sentAtMs }
  const emissions = [messageCallbacksFor(deps.emit, rules, { ...about, event: 'chat', receiver: message.to })]
  for (const receiver of await awayOf(deps, wanted, rules))
    emissions.push(messageCallbacksFor(deps.emit, rules, { ...about, event: 'chat_offline', receiver }))
  return {
    writes: emissions.flatMap(({ writes }) => writes),
    ruleIds: [...new Set(emissions.flatMap(({ ruleIds }) => ruleIds))],
  }
}

/** Receivers without a connected device; nobody where no rule wants to hear of them. */
async function awayOf(
  { presence, store }: StoreMessageDeps,
  { app, conversation, message }: MessageToStore,
  rules: readonly ReadyRule[],
): Promise<readonly UserId[]> {
  if (!rules.some(({ rule }) => wantsAnyMessage(rule, 'chat_offline'))) return []
  const receivers = await receiversOf(store, app, conversation, message.from as UserId)
  const online = await presence.online(app.id, receivers)
  return receivers.filter(receiver => !online.has(receiver))
}

/** Everybody in a conversation but one; of a group at most as many as an app's groups may have. */
export async function receiversOf(
  { tables }: Pick<Store, 'tables'>,
  app: App,
  conversation: ConversationId,
  but: UserId,
): Promise<readonly UserId[]> {
  const read = readAudience(conversation)
  if (read.kind === 'peers') return read.users.filter(user => user !== but)
  const max = app.settings.chat?.groupMembersMax ?? chatDefaults.groupMembersMax
  const found: UserId[] = []
  for (let after: UserId | undefined; found.length < max; ) {
    const page = await tables.conversations.members(app.id, conversation, after, membersPage)
    found.push(...page.map(({ username }) => username))
    after = found.at(-1)
    if (page.length < membersPage) break
  }
  return found.filter(user => user !== but)
}
