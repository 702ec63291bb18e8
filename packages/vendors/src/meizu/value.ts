// The `value` of Meizu's answer (spec/vendors.md §8.6), which names the push ids that were refused, and how much of an answer each id
// may see: a request of a hundred gets one body. Pure; what a code means is not decided here.
import { boundedAnswer } from '../channel/answer.ts'
import { isObject, type JsonObject, parsedJson } from '../json.ts'

/** What `value` says. */
export interface Listing {
  /** The inner code of each push id that is listed. */
  readonly codes: ReadonlyMap<string, string>
  /** False where a part could not be read: then nobody knows what became of those that are not listed. */
  readonly isWhole: boolean
}

/** Inner codes under which a push was taken all the same; a refusal of the same id counts more. */
export const TAKEN: ReadonlySet<string> = new Set(['200', '520'])

/** Reads `value`: an object of lists, the same as JSON text, or nothing at all. */
export function listingOf(value: unknown): Listing {
  const codes = new Map<string, string>()
  const lists = listsOf(value)
  let isWhole = lists !== undefined
  for (const [code, ids] of Object.entries(lists ?? {})) {
    if (ids === null || ids === '') continue
    if (!Array.isArray(ids) || !/^\d{1,9}$/.test(code)) {
      isWhole = false
      continue
    }
    for (const id of ids as readonly unknown[]) {
      if (typeof id === 'string' && TAKEN.has(codes.get(id) ?? '200')) codes.set(id, code)
    }
  }
  return { codes, isWhole }
}

/** The body for one push id's result: what names another id of the request is left out. */
export function answersByPushId(
  body: unknown,
  { codes }: Listing,
  pushIds: readonly string[],
): (pushId: string) => unknown {
  // An answer to a single one can only speak of that one.
  if (pushIds.length === 1) return sharedBy(boundedAnswer(body))
  const names = (part: unknown): boolean => {
    const text = typeof part === 'string' ? part : (JSON.stringify(part) ?? '')
    return text !== '' && pushIds.some(id => text.includes(id))
  }
  if (!isObject(body)) return sharedBy(boundedAnswer(names(body) ? '' : body))
  const { value, ...rest } = body
  const common = Object.fromEntries(Object.entries(rest).filter(entry => !names(entry)))
  if (codes.size === 0) {
    const own = 'value' in body && !names(value) ? { value } : {}
    return sharedBy(boundedAnswer({ ...common, ...own }))
  }
  const narrowed = (listed: JsonObject): unknown => {
    return boundedAnswer({ ...common, value: typeof value === 'string' ? JSON.stringify(listed) : listed })
  }
  const unlisted = narrowed({})
  return pushId => {
    const code = codes.get(pushId)
    return code === undefined ? unlisted : narrowed({ [code]: [pushId] })
  }
}

function sharedBy(answer: unknown): () => unknown {
  return () => answer
}

/** Nothing for what cannot be read. A refusal of the whole request has an empty text there. */
function listsOf(value: unknown): JsonObject | undefined {
  if (value === undefined || value === null || value === '') return {}
  const read = typeof value === 'string' ? parsedJson(value) : value
  return isObject(read) ? read : undefined
}
