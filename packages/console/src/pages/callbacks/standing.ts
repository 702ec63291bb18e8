// Whether a rule's callbacks arrive, and what stands in the way, from the rule and how its endpoint did lately. Pure.
import type { CallbackRulesRule, CallbacksHealthReply } from '@posthouse/client/rest'
import type { Tone } from '../../parts/tone.ts'

/** How a rule's endpoint did within the last hour. */
export type Health = CallbacksHealthReply['rules'][number]

/** What is said of a rule first. */
export interface Standing {
  readonly name: 'fine' | 'idle' | 'asked' | 'failing' | 'off' | 'gone' | 'banned' | 'resting'
  readonly tone: Tone
  /** When it ends by itself, epoch ms. */
  readonly untilMs?: number
}

/** The gravest thing first; `health` is undefined while it is not known. */
export function standingOf(
  rule: Pick<CallbackRulesRule, 'enabled' | 'disabledBecause' | 'before'>,
  health: Health | undefined,
): Standing {
  if (!rule.enabled) return rule.disabledBecause ? { name: 'gone', tone: 'bad' } : { name: 'off', tone: 'quiet' }
  // Questions are no callbacks: nobody counts how they are answered.
  if (rule.before) return { name: 'asked', tone: 'quiet' }
  if (health?.bannedUntil !== undefined) return { name: 'banned', tone: 'bad', untilMs: health.bannedUntil }
  if (health?.restsUntil !== undefined) return { name: 'resting', tone: 'bad', untilMs: health.restsUntil }
  if (!health || health.delivered + health.failed === 0) return { name: 'idle', tone: 'quiet' }
  // A third of the tries in vain is more than the odd restart of an endpoint explains.
  return health.failed * 2 > health.delivered ? { name: 'failing', tone: 'warn' } : { name: 'fine', tone: 'fine' }
}

/** Whether an operator can have its endpoint asked again at once. */
export function isHeldBack({ name }: Standing): boolean {
  return name === 'banned' || name === 'resting'
}
