// Text for a terminal: columns that line up in Chinese too, local times, and nothing in it that steers the terminal.
import { textWidth } from '../domain/text-width.ts'

/** Rows as lines; the last column is not padded. */
export function table(rows: readonly (readonly string[])[], indent: string = ''): readonly string[] {
  const count = Math.max(0, ...rows.map(row => row.length))
  const widths = Array.from({ length: count }, (_, at) => Math.max(...rows.map(row => textWidth(row[at] ?? ''))))
  return rows.map(row => {
    const cells = row.map((cell, at) => (at === row.length - 1 ? cell : padded(cell, widths[at] ?? 0)))
    return `${indent}${cells.join('  ')}`.trimEnd()
  })
}

/** Fills a text up to a width on the screen. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)))
}

/** Makes text from elsewhere harmless: a vendor's answer or a user's id may hold escape sequences. */
export function harmless(line: string): string {
  return line.replace(/\p{Cc}/gu, character => {
    const code = character.codePointAt(0) ?? 0
    return `\\x${code.toString(16).padStart(2, '0')}`
  })
}

/** `14:03:07.112` in a zone. */
export function timeOf(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { ...clockParts, timeZone }).format(atMs)
}

/** `2026-11-21 14:03:07` in a zone. */
export function dateOf(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone }).format(atMs)
}

const clockParts = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
} as const
