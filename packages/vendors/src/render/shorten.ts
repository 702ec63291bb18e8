// Cuts a text to a vendor's limit, between graphemes: neither a surrogate pair nor a family emoji nor a letter with its accents is
// torn. What counts towards the limit is the vendor's business and comes in as a measure.

/** How much of a limit a piece of text takes; that of a whole is the sum of its graphemes'. */
export type Measure = (text: string) => number

/** Java's `length`, which most Chinese vendors count characters by: UTF-16 units. The strictest reading of "characters". */
export const units: Measure = text => text.length

/** Bytes of UTF-8. */
export const utf8: Measure = text => Buffer.byteLength(text)

/** Bytes inside the quotes of a JSON string, escapes included. */
export const jsonUtf8: Measure = text => Buffer.byteLength(JSON.stringify(text)) - 2

/** Stands for the text that was cut: one UTF-16 unit, three bytes of UTF-8. */
export const ELLIPSIS = '…'

/** Graphemes beyond this many units are torn rather than kept: no letter has so many, and a hostile text may be one. */
const GRAPHEME_UNITS_MAX = 64

/**
 * The text where it takes at most `most`, else its longest start of whole graphemes that does with a closing `…`. Never less than the
 * ellipsis alone, which may be more than `most` when that is next to nothing, nor longer than a text that is as short already.
 */
export function shorten(text: string, most: number, measure: Measure): string {
  if (measure(text) <= Math.max(most, measure(ELLIPSIS))) return text
  let left = most - measure(ELLIPSIS)
  let end = 0
  for (const segment of graphemesOf(text, most)) {
    left -= measure(segment)
    if (left < 0) break
    end += segment.length
  }
  return text.slice(0, end) + ELLIPSIS
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Only the start that can matter is looked at: every measure counts at least one per code point, which has at most two units. */
function* graphemesOf(text: string, most: number): Generator<string> {
  const start = text.slice(0, 2 * Math.max(most, 0) + GRAPHEME_UNITS_MAX)
  for (const { segment } of graphemes.segment(start)) {
    if (segment.length <= GRAPHEME_UNITS_MAX) yield segment
    else yield* segment
  }
}
