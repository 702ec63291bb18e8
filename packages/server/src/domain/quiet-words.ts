// Which of a user's settings keep a phone silent at an instant, in words, and until when each does. Pure; that they do is decided in
// quiet-hours.ts.
import { minute } from '@posthouse/protocol'
import type { Bilingual } from './reason-shape.ts'
import type { UserSettings } from './user-settings.ts'
import { wallTimeOf } from './wall-clock.ts'

/** One setting that holds. */
export interface Silence {
  readonly text: Bilingual
  /** Epoch ms; absent where it holds until the user changes it. */
  readonly untilMs?: number
}

/** Everything that keeps pushes over REST from being shown at the instant; the notification mode first. */
export function silencesAt(settings: UserSettings, nowMs: number, timeZone: string): readonly Silence[] {
  const { mode, ignoreUntilMs, ignoreInterval, legacyQuiet } = settings
  const silences: Silence[] = []
  if (mode === 'NONE') silences.push({ text: { en: 'Notification mode: none.', zh: '通知方式：全部不通知。' } })
  if (ignoreUntilMs !== undefined && nowMs < ignoreUntilMs)
    silences.push({ text: { en: 'Do not disturb, once.', zh: '单次免打扰。' }, untilMs: ignoreUntilMs })
  const daily = ignoreInterval === undefined || ignoreInterval === '' ? [] : [ignoreInterval]
  const older = legacyQuiet?.on ? [`${hourText(legacyQuiet.fromHour)}-${hourText(legacyQuiet.untilHour)}`] : []
  for (const interval of new Set([...daily, ...older])) {
    const silence = silenceOf(interval, nowMs, timeZone)
    if (silence) silences.push(silence)
  }
  return silences
}

const minutesOfDay = 1_440

function silenceOf(interval: string, nowMs: number, timeZone: string): Silence | undefined {
  const [from, until] = [minuteOf(interval.slice(0, 5)), minuteOf(interval.slice(6))]
  const shown = interval.replace('-', '–')
  const text = { en: `Quiet hours ${shown} (${timeZone}).`, zh: `免打扰时段 ${shown}（${timeZone}）。` }
  if (from === until) return { text: { en: 'Quiet hours, all day.', zh: '全天免打扰。' } }
  const { hour, minute: past, second } = wallTimeOf(nowMs, timeZone)
  const present = hour * 60 + past
  const isOpen = from < until ? present >= from && present < until : present >= from || present < until
  if (!isOpen) return undefined
  const left = (until - present + minutesOfDay) % minutesOfDay
  return { text, untilMs: nowMs - (nowMs % 1_000) - second * 1_000 + left * minute }
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
}

function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}
