// How long a text counts against the limits of a notification: full-width characters count as two (spec/easemob.md §0.2). Pure.

const fullWidth = /[ᄀ-ᅟ⺀-〾ぁ-꓏가-힣豈-﫿︰-﹯＀-｠￠-￦\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** The text's width. */
export function textWidth(text: string): number {
  return Array.from(text).reduce((width, character) => width + (fullWidth.test(character) ? 2 : 1), 0)
}
