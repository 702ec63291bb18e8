// What Push Kit checks in a v3 send request, in its order (spec/vendors.md §3.12): for the simulator only. Pure; the JWT and the
// tokens' states are not its business.
import { TTL_SECONDS_MAX } from '../huawei-kin/fields.ts'
import { isObject, type JsonObject, objectOf, parsedJson } from '../json.ts'
import { CARD_TOKENS_MAX, MESSAGE_BYTES_MAX, pushTypes, TEST_TOKENS_MAX, TOKENS_MAX } from './payload.ts'

/** A request that passed, or the code of the first check that it failed. */
export type CheckedRequest =
  | {
      readonly kind: 'passed'
      /** Each token once, in the request's order. */
      readonly tokens: readonly string[]
      readonly payload: JsonObject
      readonly options: JsonObject
      readonly pushType: number
    }
  | { readonly kind: 'failed'; readonly code: string }

/** Reads and checks a request's header `push-type` and its body. */
export function checkRequest(header: string | undefined, body: string): CheckedRequest {
  const pushType = Object.values(pushTypes).find(type => String(type) === header)
  if (pushType === undefined) return failed('80100001')
  const request = parsedJson(body)
  const payload = isObject(request) ? request['payload'] : undefined
  if (!isObject(request) || !isObject(payload)) return failed('80100003')
  const tokens = objectOf(request['target'])['token']
  const options = objectOf(request['pushOptions'])
  const isTest = options['testMessage'] === true
  if (!isTokenList(tokens, pushType === pushTypes.card ? CARD_TOKENS_MAX : TOKENS_MAX)) return failed('80300010')
  if (isTest && tokens.length > TEST_TOKENS_MAX) return failed('80300030')
  if (!isTtl(options['ttl'], pushType)) return failed('80100004')
  if (!isCollapseKey(options['collapseKey'])) return failed('80100013')
  const code = payloadFault(payload, pushType)
  if (code !== undefined) return failed(code)
  if (Buffer.byteLength(JSON.stringify(payload)) > MESSAGE_BYTES_MAX) return failed('80300008')
  return { kind: 'passed', tokens: [...new Set(tokens)], payload, options, pushType }
}

function failed(code: string): CheckedRequest {
  return { kind: 'failed', code }
}

function isTokenList(tokens: unknown, most: number): tokens is readonly string[] {
  if (!Array.isArray(tokens) || tokens.length < 1 || tokens.length > most) return false
  return tokens.every(token => typeof token === 'string' && token !== '')
}

function isTtl(ttl: unknown, pushType: number): boolean {
  if (ttl === undefined) return true
  const [least, most] = pushType === pushTypes.call ? [30, 60] : [0, TTL_SECONDS_MAX]
  return typeof ttl === 'number' && Number.isInteger(ttl) && ttl >= least && ttl <= most
}

function isCollapseKey(key: unknown): boolean {
  return key === undefined || (typeof key === 'number' && Number.isInteger(key) && key >= -1 && key <= 100)
}

function payloadFault(payload: JsonObject, pushType: number): string | undefined {
  if (pushType === pushTypes.background || pushType === pushTypes.call) {
    return typeof payload['extraData'] === 'string' ? undefined : '80100003'
  }
  if (pushType !== pushTypes.notification && pushType !== pushTypes.voice) return undefined
  const { category, title, body, clickAction, badge } = objectOf(payload['notification'])
  if (typeof category !== 'string' || category === '') return '80100001'
  if (typeof title !== 'string' || typeof body !== 'string') return '80100003'
  return isClickAction(clickAction) && isBadge(badge) ? undefined : '80100001'
}

function isClickAction(click: unknown): boolean {
  const { actionType, action, uri } = objectOf(click)
  return actionType === 0 || (actionType === 1 && (typeof action === 'string' || typeof uri === 'string'))
}

function isBadge(badge: unknown): boolean {
  const { addNum = 1, setNum = 0 } = objectOf(badge)
  return Number(addNum) >= 1 && Number(addNum) <= 99 && Number(setNum) >= 0 && Number(setNum) <= 99
}
