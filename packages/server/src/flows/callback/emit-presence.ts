// From a login or logout to callbacks, in the way of emit-message.ts. An ungraceful end of a session is the gateway's to notice.
import type { AppId, MsgId } from '@posthouse/protocol'
import { md5Hex } from '../../base/crypto.ts'
import { wantsPresence } from '../../domain/callback-filter.ts'
import type { PresenceChange } from '../../domain/chat-event.ts'
import { presenceCallbackText } from '../../domain/presence-callback.ts'
import { type Emission, nothing } from './emit.ts'
import type { EmitEventParts } from './emit-message.ts'
import type { ReadyRule } from './rule-book.ts'

/** Stands where a callback names its message: this tells of none. */
const noMessage = 0n as MsgId

/** The callbacks for one login or logout; `rules` are all rules of the app (`RuleBook.rulesOf`). */
export function presenceCallbacksFor(
  parts: EmitEventParts,
  rules: readonly ReadyRule[],
  appId: AppId,
  change: PresenceChange,
): Emission {
  const wanted = rules.filter(({ rule }) => wantsPresence(rule))
  if (wanted.length === 0) return nothing
  const writes = wanted.map(({ rule, secret }) => {
    const callback = {
      id: parts.ids.next(),
      ruleId: rule.id,
      appId,
      event: 'presence' as const,
      pushId: noMessage,
      deviceId: change.deviceId,
      status: 'success' as const,
      body: presenceCallbackText(change, { secret, md5: md5Hex, uuid: parts.random.uuid() }),
      createdAtMs: change.atMs,
      tries: 0,
      targetUrl: undefined,
    }
    return parts.callbacks.insert(callback, change.atMs)
  })
  return { writes, ruleIds: wanted.map(({ rule }) => rule.id) }
}
