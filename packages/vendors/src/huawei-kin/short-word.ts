// What of a vendor's free words may stand in a result as its code or its id. Results and receipts are stored one per device, so a page of a
// broken proxy must not become one. Refuses to know which words a vendor has.
import { wordOf } from '../json.ts'

/** The value where it is a number or up to 128 printable characters of ASCII; real ids have some dozens. The limit is ours. */
export function shortWordOf(value: unknown): string | undefined {
  const word = wordOf(value)
  return word !== undefined && /^[\x20-\x7e]{1,128}$/.test(word) ? word : undefined
}
