// Answers of one vendor to pushes with one payload: they differ in what each is about, its token and the id that it was given. Where the
// one before is at hand only that has to be kept.

/** What an answer is about: its token, and the vendor's id, which may stand at the end of a longer name. Empty: unknown. */
export interface Names {
  readonly token: string
  readonly code: string
}

/** The answer to another push: like `answer`, with its names in place of those that it has. */
export function likeAnswer(answer: unknown, names: Names, others: Names): unknown {
  if (typeof answer === 'string') return renamed(answer, names, others)
  if (Array.isArray(answer)) return answer.map(one => likeAnswer(one, names, others))
  if (typeof answer !== 'object' || answer === null) return answer
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, likeAnswer(value, names, others)]))
}

/** Whether {@link likeAnswer} of `answer` is `other`, to the order of its members. Both are JSON values. */
export function isAnswerLike(answer: unknown, other: unknown, names: Names, others: Names): boolean {
  if (typeof answer === 'string') return typeof other === 'string' && renamed(answer, names, others) === other
  if (typeof answer !== 'object' || answer === null) return answer === other
  if (typeof other !== 'object' || other === null || Array.isArray(answer) !== Array.isArray(other)) return false
  const [keys, otherKeys] = [Object.keys(answer), Object.keys(other)]
  if (keys.length !== otherKeys.length) return false
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? ''
    if (key !== otherKeys[index]) return false
    if (!isAnswerLike(memberOf(answer, key), memberOf(other, key), names, others)) return false
  }
  return true
}

function memberOf(value: object, key: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[key]
}

function renamed(text: string, names: Names, others: Names): string {
  if (names.token !== '' && text === names.token) return others.token
  if (names.code === '' || !text.endsWith(names.code)) return text
  return text.slice(0, text.length - names.code.length) + others.code
}
