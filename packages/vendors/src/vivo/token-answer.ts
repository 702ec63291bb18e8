// Whom an answer of vivo names: targets that are not valid, in any of the places where it may list them (spec/vendors.md §7.6, §7.12),
// and what of the answer each target's result may show. Pure; refuses to know what a status means.
import { boundedAnswer, namesAny, withoutTokens } from '../channel/answer.ts'
import { isObject, type JsonObject, type JsonValue, some } from '../json.ts'

/** A target that vivo calls invalid. */
export interface InvalidUser {
  /** Digits; absent where the entry has none. */
  readonly status?: string
  /** The entry as it came. */
  readonly entry: JsonValue
}

/** What an answer lists. */
export interface InvalidUsers {
  readonly byToken: ReadonlyMap<string, InvalidUser>
  /** True where there is a list, or an entry of one, that cannot be read: then nobody knows who else is meant (F71). */
  readonly isUnreadable: boolean
}

/** Reads `invalidUser` and `invalidUsers`, and `data` where it holds the same. */
export function invalidUsersOf(body: unknown): InvalidUsers {
  if (!isObject(body)) return { byToken: new Map(), isUnreadable: false }
  const { invalidUser, invalidUsers, data } = body
  const entries = [...entriesOf(invalidUser), ...entriesOf(invalidUsers)]
  // Nothing says what else `data` may hold, so what is no such entry there is somebody else's affair.
  const besides = Array.isArray(data) ? (data as readonly JsonValue[]).filter(isObject) : []
  const read = entries.map(invalidUserOf)
  const named = [...read, ...besides.map(invalidUserOf)].filter(user => user !== undefined)
  return { byToken: new Map(named), isUnreadable: read.includes(undefined) }
}

/**
 * The answer for the result of each token. A request of a single one keeps the body as it came. Of an answer to several only the members
 * that concern everybody stay, and the token's own entry.
 */
export function answersByToken(
  body: unknown,
  tokens: readonly string[],
  { byToken }: InvalidUsers,
): (token: string) => unknown {
  const whole = boundedAnswer(body)
  if (tokens.length === 1) return () => whole
  const rest = boundedAnswer(isObject(body) ? shared(body, tokens) : withoutTokens(body, tokens))
  return token => {
    const user = byToken.get(token)
    return user === undefined || !isObject(rest) ? rest : boundedAnswer({ ...rest, invalidUsers: [user.entry] })
  }
}

function entriesOf(list: JsonValue | undefined): readonly JsonValue[] {
  if (list === undefined || list === null || list === '') return []
  if (Array.isArray(list)) return list as readonly JsonValue[]
  // SDKs of vivo write an empty object where nobody is meant.
  return isObject(list) && Object.keys(list).length === 0 ? [] : [list]
}

/** A status is a digit; results are stored, so no page is one. */
const STATUS_CHARS_MAX = 12

function invalidUserOf(entry: JsonValue): readonly [token: string, InvalidUser] | undefined {
  if (typeof entry === 'string') return entry === '' ? undefined : [entry, { entry }]
  const { userid: token, status } = isObject(entry) ? entry : {}
  if (typeof token !== 'string' || token === '') return undefined
  const digits =
    typeof status === 'number' || typeof status === 'string' ? String(status).slice(0, STATUS_CHARS_MAX) : undefined
  return [token, { entry, ...some('status', digits) }]
}

function shared(body: JsonObject, tokens: readonly string[]): JsonObject {
  const kept = ['requestId', 'result', 'desc', 'taskId'].filter(
    name => !isObject(body[name]) && !Array.isArray(body[name]),
  )
  const entries = kept.flatMap(name => (body[name] === undefined ? [] : [[name, body[name]] as const]))
  return Object.fromEntries(entries.filter(([name, value]) => name !== 'desc' || !namesAny(String(value), tokens)))
}
