// Text that vendors make up for ids, secrets and tokens: drawn at random, or always the same for the same words. Knows no vendor's shapes.
import { createHash } from 'node:crypto'

/** So many lower-case hex digits, drawn one by one. */
export function randomHex(random: () => number, digits: number): string {
  return randomText(random, digits, '0123456789abcdef')
}

/** So many characters of an alphabet, drawn one by one. `random` answers from 0 up to, not including, 1. */
export function randomText(random: () => number, length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet.charAt(Math.floor(random() * alphabet.length))).join('')
}

/** 64 lower-case hex digits that follow from a text alone (SHA-256). */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
