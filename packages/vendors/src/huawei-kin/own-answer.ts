// Whose answer is whose, for vendors that answer a request of up to a thousand tokens with one body that lists some of them: each
// result shows what concerns its own token and no other. Refuses to know where in a body a vendor keeps its lists.
import { boundedAnswer, namesAny, withoutTokens } from '../channel/answer.ts'

/** The lists of tokens in one body. */
export interface TokenLists {
  lists(token: string): boolean
  /** The body as it came, with nobody but `token` left in its lists; without a token with nobody. */
  narrowedTo(token?: string): unknown
}

/**
 * The body for each token's result, a few KiB at most. `lists` is absent where the body has none that can be read. A request of a
 * single token keeps its body as it came; it can only speak of that one.
 */
export function ownAnswers(
  body: unknown,
  tokens: readonly string[],
  lists: TokenLists | undefined,
): (token: string) => unknown {
  if (tokens.length === 1) return sharedBy(boundedAnswer(body))
  const nobody = lists === undefined ? body : lists.narrowedTo()
  const rest = boundedAnswer(withoutTokens(nobody, tokens))
  // Where a token stands outside the lists as well, nobody can say what else does.
  if (lists === undefined || namesAny(nobody, tokens)) return sharedBy(rest)
  return token => (lists.lists(token) ? boundedAnswer(lists.narrowedTo(token)) : rest)
}

function sharedBy(answer: unknown): () => unknown {
  return () => answer
}
