// Asking an app's server whether a message may be delivered (spec/easemob.md §9.8). Once per rule, without a second try: the sender
// waits for it. It writes nothing; what a blocked message leaves behind is the caller's.
import type { AppId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { hmacSha256Base64, md5Hex } from '../../base/crypto.ts'
import type { Ids } from '../../base/ids.ts'
import type { Random } from '../../base/random.ts'
import { type BeforeAnswer, isAsked, type RoomLevel, type Verdict, verdictOf } from '../../domain/before-delivery.ts'
import { signatureHeaders } from '../../domain/callback-signature.ts'
import type { SentMessage } from '../../domain/chat-event.ts'
import { beforeDeliveryText } from '../../domain/message-callback.ts'
import type { Egress } from '../../ports/egress.ts'
import type { ReadyRule, RuleBook } from './rule-book.ts'

/** What asking uses. */
export interface AskParts {
  readonly rules: Pick<RuleBook, 'rulesOf'>
  readonly egress: Pick<Egress, 'post'>
  readonly clock: Pick<Clock, 'now'>
  readonly random: Pick<Random, 'uuid'>
  readonly ids: Ids
}

/** A message that is about to be delivered. */
export interface AboutToDeliver {
  readonly appId: AppId
  readonly message: SentMessage
  /** Whether it goes to chosen members of a group; nobody is asked about such a message, nor about one that came over REST. */
  readonly isTargeted: boolean
}

/**
 * What becomes of the message. Rules are asked one after the other, in order of name, each about what the one before it made of the
 * message; the first that blocks ends it. Never rejects for what an endpoint does; an aborted wait is an answer that did not come.
 */
export async function askBeforeDelivery(
  parts: AskParts,
  { appId, message, isTargeted }: AboutToDeliver,
  signal: AbortSignal,
): Promise<Verdict> {
  let current = message
  let roomLevel: RoomLevel | undefined
  const rules = isTargeted || message.source === 'rest' ? [] : await parts.rules.rulesOf(appId)
  for (const ready of rules) {
    const { before, enabled } = ready.rule
    if (!before || !enabled || !isAsked(before, current)) continue
    const verdict = verdictOf(before, current, await ask(parts, ready, before.waitMs, current, signal))
    if (verdict.kind === 'block') return verdict
    current = { ...current, payload: verdict.payload }
    roomLevel = verdict.roomLevel ?? roomLevel
  }
  return { kind: 'deliver', payload: current.payload, roomLevel }
}

async function ask(
  { egress, clock, random, ids }: AskParts,
  { rule, secret, keysAt }: ReadyRule,
  waitMs: number,
  message: SentMessage,
  signal: AbortSignal,
): Promise<BeforeAnswer> {
  const atMs = clock.now()
  const body = beforeDeliveryText(message, { secret, md5: md5Hex, uuid: random.uuid(), atMs })
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Posthouse',
    ...signatureHeaders(ids.next(), body, keysAt(atMs), atMs, hmacSha256Base64),
  }
  const result = await egress.post({ url: rule.url, headers, body, timeoutMs: waitMs }, signal)
  if (result.kind !== 'answered') return undefined
  return { status: result.status, text: result.excerpt, isComplete: result.isComplete }
}
