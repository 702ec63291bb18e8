// In what state notifiers and callback rules are, in one word each. Pure.
import { isHeldBack } from '../../domain/callback-policy.ts'
import type { CallbackRule } from '../../domain/callback-rule.ts'
import { type Notifier, restsUntil } from '../../domain/notifier.ts'
import type { NotifierHealth } from '../../ports/notifier-health.ts'

/** A state, and when it ends by itself, epoch ms. */
export interface StateUntil<S extends string> {
  readonly state: S
  readonly untilMs?: number
}

/** `quota`: the vendor's of the day is used up; `refused`: the vendor refused the credential. */
export type NotifierWord = 'fine' | 'throttled' | 'quota' | 'refused' | 'disabled' | 'banned'

/** The state of a notifier. */
export function notifierState({ state }: Pick<Notifier, 'state'>, nowMs: number): StateUntil<NotifierWord> {
  if (state.kind === 'disabled' || state.kind === 'banned') return { state: state.kind }
  const untilMs = restsUntil({ state }, nowMs)
  if (state.kind !== 'paused' || untilMs === undefined) return { state: 'fine' }
  return { state: state.why, untilMs }
}

/** Whether the last check of the notifier as it is now found no fault; undefined where there was none. */
export function isSound(
  { version }: Pick<Notifier, 'version'>,
  health: NotifierHealth | undefined,
): boolean | undefined {
  const check = health?.check
  return check?.version === version ? check.findings.every(({ level }) => level !== 'error') : undefined
}

/** `resting`: nothing is sent to it for a while, because it failed many times in a row. */
export type RuleWord = 'fine' | 'resting' | 'banned' | 'disabled'

/** The state of a rule whose endpoint rests until the instant, epoch ms, or does not. */
export function ruleState(rule: CallbackRule, restsUntilMs: number | undefined, nowMs: number): StateUntil<RuleWord> {
  if (!rule.enabled) return { state: 'disabled' }
  if (isHeldBack(rule, nowMs)) return { state: 'banned', ...(rule.ban ? { untilMs: rule.ban.untilMs } : {}) }
  return restsUntilMs === undefined ? { state: 'fine' } : { state: 'resting', untilMs: restsUntilMs }
}
