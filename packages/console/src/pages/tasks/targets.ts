// A pasted list of user ids: whatever stands between them, each once. Pure.

/** Most ids of one list (spec/easemob.md §6.5). */
export const listMax = 1_000

/** What was pasted. */
export interface PastedList {
  /** Each once, in the order of their first appearance. */
  readonly ids: readonly string[]
  /** How many were named again. */
  readonly repeated: number
}

/** Ids are apart by blanks, commas or semicolons, of either language, or on lines of their own; quotes around them fall off. */
export function readPasted(text: string): PastedList {
  const words = text
    .split(/[\s,;，；、]+/u)
    .map(word => word.replace(/^["'“”]+|["'“”]+$/gu, ''))
    .filter(word => word !== '')
  // The server folds ids to lower case: what differs in that alone is one user.
  const ids = [...new Map(words.map(word => [word.toLowerCase(), word])).keys()]
  return { ids, repeated: words.length - ids.length }
}
