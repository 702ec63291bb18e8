// Numbers, instants and durations as a reader of either language expects them. Pure; instants are epoch ms.
import { type Language, tagOf } from './language-tag.ts'

/** `12,345,678`. */
export function countText(count: number, language: Language): string {
  return new Intl.NumberFormat(tagOf(language)).format(count)
}

/** `99.7 %`; a share of nothing has no figure. */
export function shareText(part: number, whole: number, language: Language): string {
  if (whole === 0) return '–'
  return new Intl.NumberFormat(tagOf(language), { style: 'percent', maximumFractionDigits: 1 }).format(part / whole)
}

/** `340 ms`, `2.4 s`, `3 min 05 s`, `2 h 10 min`, `12 d`. */
export function durationText(ms: number, language: Language): string {
  const word = durationWords[language]
  if (ms < 1_000) return `${Math.round(ms)} ${word.ms}`
  const seconds = ms / 1_000
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} ${word.s}`
  const whole = Math.round(seconds)
  if (whole < 3_600) return `${Math.floor(whole / 60)} ${word.min} ${padded(whole % 60)} ${word.s}`
  if (whole < 172_800)
    return `${Math.floor(whole / 3_600)} ${word.h} ${padded(Math.floor((whole % 3_600) / 60))} ${word.min}`
  return `${Math.floor(whole / 86_400)} ${word.d}`
}

const durationWords = {
  en: { ms: 'ms', s: 's', min: 'min', h: 'h', d: 'd' },
  zh: { ms: '毫秒', s: '秒', min: '分', h: '小时', d: '天' },
} as const

function padded(count: number): string {
  return String(count).padStart(2, '0')
}

/** `14:03:07.112`, in the viewer's zone. */
export function clockText(at: number): string {
  return `${secondText(at)}.${String(new Date(at).getMilliseconds()).padStart(3, '0')}`
}

/** `14:03:07`. */
export function secondText(at: number): string {
  return `${minuteText(at)}:${padded(new Date(at).getSeconds())}`
}

/** `14:03`. */
export function minuteText(at: number): string {
  const date = new Date(at)
  return `${padded(date.getHours())}:${padded(date.getMinutes())}`
}

/** `14:03` today, `20 Nov 14:03` this year, `2025-11-20` before. */
export function instantText(at: number, now: number, language: Language): string {
  const [date, today] = [new Date(at), new Date(now)]
  const time = minuteText(at)
  if (date.toDateString() === today.toDateString()) return time
  if (date.getFullYear() !== today.getFullYear())
    return `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())}`
  const day = new Intl.DateTimeFormat(tagOf(language), { day: 'numeric', month: 'short' }).format(date)
  return `${day} ${time}`
}

/** `2026-11-21 14:03:07.112 +08:00`: nothing left to guess. */
export function exactText(at: number): string {
  const date = new Date(at)
  const offset = -date.getTimezoneOffset()
  const zone = `${offset < 0 ? '-' : '+'}${padded(Math.floor(Math.abs(offset) / 60))}:${padded(Math.abs(offset) % 60)}`
  return `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())} ${clockText(at)} ${zone}`
}

/** The viewer's zone, `Asia/Shanghai`. */
export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** A name and its value, `State: fine`, `状态：正常`. */
export function namedText(name: string, value: string, language: Language): string {
  return `${name}${language === 'zh' ? '：' : ': '}${value}`
}

/** Shortened in the middle: what tells ids apart stands at both ends. */
export function shortened(id: string, charsMax: number = 18): string {
  if (id.length <= charsMax) return id
  const end = Math.floor((charsMax - 1) / 2)
  return `${id.slice(0, charsMax - 1 - end)}…${id.slice(-end)}`
}
