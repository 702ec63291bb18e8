// What Honor checks in the body of a send request, in its order (spec/vendors.md §4.12): for the simulator only. Pure; the tokens'
// states are not its business.
import { TTL_SECONDS_MAX } from '../huawei-kin/fields.ts'
import { isObject, type JsonObject, objectOf, parsedJson } from '../json.ts'
import { MESSAGE_BYTES_MAX } from './payload.ts'

/** A request that passed, or the code of the first check that it failed. */
export type CheckedRequest =
  | {
      readonly kind: 'passed'
      /** Each token once, in the request's order. */
      readonly tokens: readonly string[]
      /** The message without its tokens. */
      readonly message: JsonObject
    }
  | { readonly kind: 'failed'; readonly code: string }

/** Most tokens of one request (spec/vendors.md §4.4). */
const TOKENS_MAX = 1000

/** Reads and checks a request body. */
export function checkRequest(body: string): CheckedRequest {
  const request = parsedJson(body)
  if (!isObject(request)) return failed('80100003')
  const { token: tokens, ...message } = request
  if (!isTokenList(tokens)) return failed('80300010')
  const android = objectOf(message['android'])
  if (!isShownOrData(message, android)) return failed('80100003')
  if (!isTtl(android['ttl'])) return failed('80100003')
  if (Buffer.byteLength(JSON.stringify(message)) > MESSAGE_BYTES_MAX) return failed('80300008')
  return { kind: 'passed', tokens: [...new Set(tokens)], message }
}

function failed(code: string): CheckedRequest {
  return { kind: 'failed', code }
}

function isTokenList(tokens: unknown): tokens is readonly string[] {
  if (!Array.isArray(tokens) || tokens.length < 1 || tokens.length > TOKENS_MAX) return false
  return tokens.every(token => typeof token === 'string' && token !== '')
}

/** A notification needs a click action; without any notification there must be data. */
function isShownOrData(message: JsonObject, android: JsonObject): boolean {
  const own = android['notification']
  if (own === undefined && message['notification'] === undefined) {
    return typeof (android['data'] ?? message['data']) === 'string'
  }
  return isObject(own) && isClickAction(objectOf(own['clickAction'])) && isBadge(own['badge'])
}

function isClickAction({ type, intent, action, url }: JsonObject): boolean {
  if (type === 1) return typeof intent === 'string' || typeof action === 'string'
  if (type === 2) return typeof url === 'string' && url.startsWith('https://')
  return type === 3
}

function isBadge(badge: unknown): boolean {
  return badge === undefined || (isObject(badge) && typeof badge['badgeClass'] === 'string')
}

function isTtl(ttl: unknown): boolean {
  if (ttl === undefined) return true
  return typeof ttl === 'string' && /^\d+s$/.test(ttl) && Number.parseInt(ttl, 10) <= TTL_SECONDS_MAX
}
