// Where a try leaves its callback, by the rule's policy. `durable` is callback-schedule.ts; `easemob` is the original's way
// (spec/easemob.md §9.2, §9.3): exactly 200 within 10 seconds and with at most 1000 characters of answer is success, one retry
// follows at once, then the callback is kept in the storage. Pure.
import { second } from '@posthouse/protocol'
import { answerCharactersMax, isTooLong } from './answer-limit.ts'
import { isBanned } from './callback-ban.ts'
import type { CallbackRule, DeliveryPolicy } from './callback-rule.ts'
import { type AfterTry, afterTry, isDelivered, type TryEnd } from './callback-schedule.ts'

/** How long the original waits for an answer. */
export const easemobTimeoutMs: number = 10 * second

/** Tries of one callback under the policy `easemob`. */
const easemobTriesMax = 2

/** A try's end with what its answer was like. */
export interface PolicyEnd {
  readonly end: TryEnd
  /** Why the answer is none by the original's rules, whatever its status. */
  readonly flaw: string | undefined
}

/** What an answer's text makes of it. `isComplete`: it ended by itself and in time. */
export function flawOf(text: string, isComplete: boolean): string | undefined {
  if (isTooLong(text)) return `the answer is longer than ${answerCharactersMax} characters`
  return isComplete ? undefined : 'the answer did not end in time'
}

/** Whether the endpoint took the callback. */
export function isTaken(policy: DeliveryPolicy, { end, flaw }: PolicyEnd): boolean {
  if (policy === 'durable') return isDelivered(end)
  return end.kind === 'answered' && end.status === 200 && flaw === undefined
}

/** Whether nothing is sent to the rule's URL at the instant. A ban is the policy's: a rule that has become `durable` is free of it. */
export function isHeldBack({ policy, ban }: Pick<CallbackRule, 'policy' | 'ban'>, nowMs: number): boolean {
  return policy === 'easemob' && isBanned(ban, nowMs)
}

/** Where the `number`-th try (1, 2, …) leaves the callback; `fraction` in [0, 1) is chance. */
export function afterTryUnder(
  policy: DeliveryPolicy,
  ended: PolicyEnd,
  number: number,
  nowMs: number,
  fraction: number,
): AfterTry {
  if (policy === 'durable') return afterTry(ended.end, number, nowMs, fraction)
  if (isTaken(policy, ended)) return { state: 'delivered', dueAtMs: undefined, gone: false }
  if (number < easemobTriesMax) return { state: 'waiting', dueAtMs: nowMs, gone: false }
  return { state: 'dead', dueAtMs: undefined, gone: false }
}
