// How long an endpoint's answer may be (spec/easemob.md §9.2). Pure.

/** Characters of an answer that the original puts up with. */
export const answerCharactersMax = 1_000

/** Whether an answer is longer; characters are code points, whatever they take in bytes. */
export function isTooLong(text: string): boolean {
  return text.length > answerCharactersMax && [...text].length > answerCharactersMax
}
