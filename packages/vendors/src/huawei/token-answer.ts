// Whose answer is whose: Huawei answers a request of up to a thousand tokens with one body that may list other people's tokens.
// Each result shows only what concerns its own token, in the body's own shape, and no more than a few KiB of it. Pure.
import { boundedAnswer, withoutTokens } from '../channel/answer.ts'
import { isObject, type JsonObject, parsedJson, wordOf } from '../json.ts'

/** The body for one token's result. A request of a single token keeps its body as it came; it can only speak of that one. */
export function answersByToken(body: unknown, tokens: readonly string[]): (token: string) => unknown {
  if (tokens.length === 1) return sharedBy(boundedAnswer(body))
  const detail = detailOf(body)
  if (!isObject(body) || detail === undefined) return sharedBy(boundedAnswer(withoutTokens(body, tokens)))
  const narrowed = (listed: readonly string[]): unknown => boundedAnswer(withList(body, detail, listed))
  const asked = new Set(tokens)
  const illegal = new Set(detail.list.filter(token => asked.has(token as string)))
  const rest = narrowed([])
  return token => (illegal.has(token) ? narrowed([token]) : rest)
}

/** The part of a partial answer's `msg` that names tokens; nothing where it cannot be read. */
export function detailOf(body: unknown): PartialDetail | undefined {
  const msg = isObject(body) ? body['msg'] : undefined
  const value = typeof msg === 'string' ? parsedJson(msg) : msg
  if (!isObject(value) || !Array.isArray(value['illegal_tokens'])) return undefined
  return { value, list: value['illegal_tokens'] as readonly unknown[] }
}

/** `msg` as an object, and its `illegal_tokens`. */
export interface PartialDetail {
  readonly value: JsonObject
  readonly list: readonly unknown[]
}

/**
 * Why nobody can say which tokens a partial failure left out (F71): the answer counts more `failure` than it names tokens of the request.
 * Without a count one failed at least, because the code says so; a count that is none is no count to rely on.
 */
export function unnamedFailures(brand: string, failure: unknown, named: number): string | undefined {
  const failures = Number(wordOf(failure ?? 1) || Number.NaN)
  if (failures <= named) return undefined
  return `${brand} refused ${Number.isNaN(failures) ? 'some' : failures} tokens and named ${named} of the request`
}

function sharedBy(answer: unknown): () => unknown {
  return () => answer
}

/** The counts stay, the list is replaced; `msg` stays JSON text where it was JSON text. */
function withList(body: JsonObject, { value }: PartialDetail, listed: readonly string[]): JsonObject {
  const msg = { ...value, illegal_tokens: listed }
  return { ...body, msg: typeof body['msg'] === 'string' ? JSON.stringify(msg) : msg }
}
