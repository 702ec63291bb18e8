// What a notifier's state means to who looks at it: how good it is, and how long it stays so. Pure; instants are epoch ms.
import type { NotifierStatesFinding, NotifierStatesNotifier } from '@posthouse/client/rest'
import type { Tone } from '../../parts/tone.ts'

/** The state in one word of ours. */
export type StateName = 'fine' | 'throttled' | 'quota' | 'refused' | 'disabled' | 'banned'

/** A state as it is now. */
export interface Standing {
  readonly name: StateName
  readonly tone: Tone
  /** Until it ends by itself, ms. */
  readonly leftMs?: number
}

/** The standing; a pause that is over is none. */
export function standingOf({ state }: Pick<NotifierStatesNotifier, 'state'>, now: number): Standing {
  if (state.kind === 'disabled') return { name: 'disabled', tone: 'quiet' }
  if (state.kind === 'banned') return { name: 'banned', tone: 'bad' }
  const leftMs = (state.until ?? 0) - now
  if (state.kind !== 'paused' || state.why === undefined || leftMs <= 0) return { name: 'fine', tone: 'fine' }
  return { name: state.why, tone: state.why === 'refused' ? 'bad' : 'warn', leftMs }
}

/** A credential that ends sooner than this is worth a word, ms; the check says so from here on, too. */
export const soonMs = 30 * 86_400_000

/** How a credential's date is to be taken. */
export function expiryTone(expiresAt: number, now: number): Tone {
  if (expiresAt <= now) return 'bad'
  return expiresAt - now < soonMs ? 'warn' : 'quiet'
}

/** Whole days left, never less than none. */
export function daysLeft(until: number, now: number): number {
  return Math.max(0, Math.floor((until - now) / 86_400_000))
}

/** The worst that a check found. */
export function worstOf(findings: readonly Pick<NotifierStatesFinding, 'level'>[]): 'ok' | 'warn' | 'error' {
  if (findings.some(({ level }) => level === 'error')) return 'error'
  return findings.some(({ level }) => level === 'warn') ? 'warn' : 'ok'
}

/** Whether somebody should look at it: it is not used, its check found something, or its credential is about to end. */
export function needsAttention(notifier: NotifierStatesNotifier, now: number): boolean {
  const { check, expiresAt } = notifier
  if (standingOf(notifier, now).name !== 'fine') return true
  if (check?.isCurrent && worstOf(check.findings) !== 'ok') return true
  return expiresAt !== undefined && expiresAt - now < soonMs
}
