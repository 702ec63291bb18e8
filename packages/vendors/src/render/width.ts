// How wide a text is where a vendor counts a Chinese character as two. Refuses to know whose limit it is.
import type { Measure } from './shorten.ts'

/**
 * One for each ASCII character, two for every other UTF-16 unit. Vendors say "a Chinese character counts 2" and not what the rest
 * counts (spec/easemob.md §7.2, §7.8), so this is the strictest reading: an emoji of two units counts 4, and no other way of
 * counting comes out higher.
 */
export const width: Measure = text => {
  let total = text.length
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > ASCII_MAX) total += 1
  }
  return total
}

const ASCII_MAX = 0x7f
