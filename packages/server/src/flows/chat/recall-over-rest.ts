// Taking a message back for an app's server: any message of the app, while the app's time for it is not over, or always where it insists
// (spec/easemob.md §9.7 for the event, §10.7).
import { type MsgId, second, type UserId } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import { type App, chatDefaults } from '../../domain/app.ts'
import type { SentMessage } from '../../domain/chat-event.ts'
import type { StoredMessage } from '../../ports/timeline.ts'
import { type EmitEventParts, messageCallbacksFor } from '../callback/emit-message.ts'
import type { RuleBook } from '../callback/rule-book.ts'
import { Appended } from './appended.ts'
import { asRecalled, type RecallDeps } from './recall.ts'
import { retentionMs } from './store-message.ts'

/** What taking back uses. */
export interface RecallOverRestDeps extends RecallDeps {
  readonly rules: Pick<RuleBook, 'rulesOf'>
  readonly emit: EmitEventParts
}

/** Which message. */
export interface RecallWish {
  readonly id: MsgId
  readonly by: UserId
  /** The receiver or the group that the message was sent to. */
  readonly to: string
  readonly conversationType: 0 | 2
  readonly isForced: boolean
  readonly extendedData: string
}

/** Resolves once it is durable. Throws `recall_not_found`, `recall_target_unknown`, `recall_too_late`. */
export async function recallOverRest(deps: RecallOverRestDeps, app: App, wish: RecallWish): Promise<void> {
  const { store, bus, clock } = deps
  const { timeline } = store.tables
  const atMs = clock.now()
  const { conversation, message } = await found(deps, app, wish, atMs)
  const { localId: _, ...told } = asRecalled(message, wish.by, atMs, wish.extendedData)
  const expiresAtMs = Math.max(atMs, message.sentAtMs) + retentionMs(app)
  const event: SentMessage = {
    appkey: app.appkey,
    id: deps.ids.next() as MsgId,
    source: 'rest',
    conversation: wish.conversationType === 2 ? 'group' : 'chat',
    kind: 'recall',
    from: wish.by,
    to: wish.to,
    payload: { ext: {}, bodies: [], ack_message_id: message.id },
    recalledId: wish.id,
  }
  const telling = messageCallbacksFor(deps.emit, await deps.rules.rulesOf(app.id), {
    ...{ appId: app.id, event: 'chat', message: event, receiver: wish.to, atMs },
  })
  const appended = new Appended(timeline, app.id)
  const append = appended.append(conversation, { kind: 'recall', message: told }, atMs, expiresAtMs)
  const writes = [append, ...telling.writes]
  const fence = timeline.replaceMessage(app.id, wish.id, told)
  const reported = (reports: readonly unknown[]): void => bus.publish(appended.hint(writes, reports))
  const [isRecalled] = await store.commitFenced([{ fence, writes, reported }])
  if (!isRecalled) throw new PosthouseError('recall_not_found')
  if (telling.ruleIds.length > 0) bus.publish({ kind: 'callback.waiting', ruleIds: telling.ruleIds })
}

async function found(deps: RecallDeps, app: App, wish: RecallWish, nowMs: number): Promise<StoredMessage> {
  const stored = await deps.store.tables.timeline.message(app.id, wish.id)
  if (!stored || stored.message.recalled) throw new PosthouseError('recall_not_found')
  const { message } = stored
  if (message.conversationType !== wish.conversationType || message.to !== wish.to) {
    throw new PosthouseError('recall_target_unknown')
  }
  const seconds = app.settings.chat?.recallSeconds ?? chatDefaults.recallSeconds
  const isLate = nowMs - message.sentAtMs > seconds * second
  if (isLate && !wish.isForced) throw new PosthouseError('recall_too_late')
  return stored
}
