// How long a text counts against the limits of seed 002's `pushMessage`: a Chinese (full-width) character counts as two.

const fullWidth =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** The text's length with full-width characters counted twice (spec/easemob.md §0.2). */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += fullWidth.test(character) ? 2 : 1
  return width
}
