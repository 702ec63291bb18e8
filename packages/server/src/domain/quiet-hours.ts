// When a user does not want to be disturbed (spec/easemob.md §2.6, §2.7, §10.3). Pure: reads settings, an instant and a time zone.
import { unreachable } from '../base/unreachable.ts'
import type { ConversationSettings, LegacyQuiet, PushMode, UserSettings } from './user-settings.ts'
import { wallTimeOf } from './wall-clock.ts'

/** Whether one of the user's windows is open: the daily one, the one-shot one, or the older daily one. */
export function isQuiet(settings: UserSettings, nowMs: number, timeZone: string): boolean {
  const { ignoreInterval, ignoreUntilMs, legacyQuiet } = settings
  if (ignoreUntilMs !== undefined && nowMs < ignoreUntilMs) return true
  const windows = [intervalWindow(ignoreInterval), legacyWindow(legacyQuiet)].filter(one => one !== undefined)
  if (windows.length === 0) return false
  const { hour, minute } = wallTimeOf(nowMs, timeZone)
  return windows.some(window => contains(window, hour * 60 + minute))
}

/**
 * Whether a message leads to no push: an open window beats every mode, a conversation's mode that of the user (spec/easemob.md §2.7).
 * Of a message that must be pushed, `em_force_notification`, nobody asks.
 */
export function mutes(
  settings: UserSettings,
  conversation: ConversationSettings | undefined,
  message: { readonly isMention: boolean },
  nowMs: number,
  timeZone: string,
): boolean {
  const untilMs = conversation?.ignoreUntilMs
  if (untilMs !== undefined && nowMs < untilMs) return true
  if (isQuiet(settings, nowMs, timeZone)) return true
  return modeMutes(conversation?.mode ?? settings.mode ?? 'ALL', message.isMention)
}

/** Whether a push over REST is unwanted: it belongs to no conversation and mentions nobody, so `AT` has nothing to say about it. */
export function ignoresRestPush(settings: UserSettings, nowMs: number, timeZone: string): boolean {
  return settings.mode === 'NONE' || isQuiet(settings, nowMs, timeZone)
}

function modeMutes(mode: PushMode, isMention: boolean): boolean {
  switch (mode) {
    case 'ALL':
      return false
    case 'AT':
      return !isMention
    case 'NONE':
      return true
    default:
      return unreachable(mode)
  }
}

/** A daily window, minutes after midnight; the end is outside. */
interface Window {
  readonly from: number
  readonly until: number
}

/** Equal ends are the whole day; an end before the beginning is on the next day. */
function contains({ from, until }: Window, minute: number): boolean {
  if (from === until) return true
  return from < until ? minute >= from && minute < until : minute >= from || minute < until
}

/** Of an interval in its usual form (`readInterval`). */
function intervalWindow(interval: string | undefined): Window | undefined {
  if (interval === undefined || interval === '') return undefined
  return { from: minuteOf(interval.slice(0, 5)), until: minuteOf(interval.slice(6)) }
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
}

function legacyWindow(quiet: LegacyQuiet | undefined): Window | undefined {
  return quiet?.on ? { from: quiet.fromHour * 60, until: quiet.untilHour * 60 } : undefined
}
