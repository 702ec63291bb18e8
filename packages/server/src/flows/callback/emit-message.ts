// From a message to callbacks: one per rule that wants it, as writes for the very commit that stores the message (I3). Like emit.ts
// it commits nothing and sends nothing. Whoever commits publishes `callback.waiting` with the emission's rules afterwards.
import type { AppId, DeviceId } from '@posthouse/protocol'
import { md5Hex } from '../../base/crypto.ts'
import type { Random } from '../../base/random.ts'
import { wantsMessage } from '../../domain/callback-filter.ts'
import type { SentMessage } from '../../domain/chat-event.ts'
import { messageCallbackText } from '../../domain/message-callback.ts'
import { type Emission, type EmitParts, nothing } from './emit.ts'
import type { ReadyRule } from './rule-book.ts'

/** What emitting message events uses. */
export interface EmitEventParts extends EmitParts {
  readonly random: Pick<Random, 'uuid'>
}

/** A message event. A message that was blocked before delivery makes none (spec/easemob.md §9.8). */
export interface MessageEvent {
  readonly appId: AppId
  /** `chat`: it went up. `chat_offline`: it is kept for `receiver`, who is away; in a group that is one event per member. */
  readonly event: 'chat' | 'chat_offline'
  readonly message: SentMessage
  /** For `chat` the message's own addressee. */
  readonly receiver: string
  readonly atMs: number
}

/** The callbacks for one message event; `rules` are all rules of the app (`RuleBook.rulesOf`). */
export function messageCallbacksFor(
  parts: EmitEventParts,
  rules: readonly ReadyRule[],
  happened: MessageEvent,
): Emission {
  const { appId, event, message, receiver, atMs } = happened
  const wanted = rules.filter(({ rule }) => wantsMessage(rule, event, message, receiver))
  if (wanted.length === 0) return nothing
  const writes = wanted.map(({ rule, secret }) => {
    const signing = { secret, md5: md5Hex, uuid: parts.random.uuid(), atMs }
    const callback = {
      id: parts.ids.next(),
      ruleId: rule.id,
      appId,
      event,
      pushId: message.id,
      deviceId: '' as DeviceId,
      status: 'success' as const,
      body: messageCallbackText(message, event, receiver, signing),
      createdAtMs: atMs,
      tries: 0,
      targetUrl: undefined,
    }
    return parts.callbacks.insert(callback, atMs)
  })
  return { writes, ruleIds: wanted.map(({ rule }) => rule.id) }
}
