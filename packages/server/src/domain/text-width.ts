// How long a text counts against the limits of seed 002's `pushMessage`: a Chinese (full-width) character counts as two.

/** First and last code points of the full-width ranges, in order. */
const fullWidth: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe4f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
]
const fullWidthMin = 0x1100

/** Most texts of a load are of this kind; the loop below costs much more. */
const ascii = /^[\x20-\x7e]*$/

/** The text's length with full-width characters counted twice (spec/easemob.md §0.2). */
export function textWidth(text: string): number {
  if (ascii.test(text)) return text.length
  let width = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at) ?? 0
    if (code > 0xffff) at += 1
    width += code >= fullWidthMin && isFullWidth(code) ? 2 : 1
  }
  return width
}

function isFullWidth(code: number): boolean {
  for (const [first, last] of fullWidth) if (code <= last) return code >= first
  return false
}
