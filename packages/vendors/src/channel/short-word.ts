// What of a vendor's free words may stand in a result as its code or its id. Results and receipts are stored one per device, so a page of a
// broken proxy must not become one. Refuses to know which words a vendor has.
import { wordOf } from '../json.ts'

/** Most characters of a vendor's id or word in a result and in a receipt; real ones have some dozens. Ours. */
export const WORD_CHARS_MAX = 128

/** The value where it is a number or up to {@link WORD_CHARS_MAX} printable characters of ASCII. */
export function shortWordOf(value: unknown): string | undefined {
  const word = wordOf(value)
  return word !== undefined && word.length <= WORD_CHARS_MAX && /^[\x20-\x7e]+$/.test(word) ? word : undefined
}

/** The same of an id, which is cut where it is longer: what a vendor accepted stays accepted whatever it is called. */
export function shortIdOf(value: unknown): string | undefined {
  return shortWordOf(wordOf(value)?.slice(0, WORD_CHARS_MAX))
}
