// What APNs checks of a request, in the order of spec/vendors.md §1.12: headers, path, authentication, token, payload.
// One deliberate difference from that order: the state of a token is told only to who has authenticated, as the real service does,
// so that a credential check with an unregistered token means something. Pure but for what it asks the gatekeeper to remember.
import type { X509Certificate } from 'node:crypto'
import type { JsonObject } from '../json.ts'
import type { ApnsReason } from './codes.ts'
import { isPushType, KNOWN_PUSH_TYPES, PUSH_TYPES } from './push-type.ts'
import type { Gatekeeper } from './simulated-auth.ts'
import type { ApnsRegistry, Environment } from './simulated-registry.ts'

/** A request as the checks see it. */
export interface CheckedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
  /** The same object for all requests of one connection. */
  readonly connection: object
  readonly certificate: X509Certificate | undefined
}

/** What a request is checked against. `environment`: the one this server plays; absent = both. */
export interface Checkpoint {
  readonly registry: ApnsRegistry
  readonly gatekeeper: Gatekeeper
  readonly environment?: Environment
}

/** Taken for a phone, or refused with APNs' reason and, for a token that died, when. */
export type Verdict =
  | { readonly kind: 'taken'; readonly token: string; readonly topic: string; readonly payload: JsonObject }
  | { readonly kind: 'refused'; readonly reason: ApnsReason; readonly timestampMs?: number }

/** The first check that fails, or the push. */
export function judge(request: CheckedRequest, point: Checkpoint, nowMs: number): Verdict {
  const topic = request.headers['apns-topic'] ?? point.gatekeeper.impliedTopic(request.certificate)
  const formal = headerRefusal(request, topic) ?? pathRefusal(request.path)
  if (formal !== undefined || topic === undefined) return { kind: 'refused', reason: formal ?? 'MissingTopic' }
  const { certificate, connection } = request
  const authorization = request.headers['authorization']
  const stranger = point.gatekeeper.refusal({ authorization, certificate, connection, topic }, nowMs)
  if (stranger !== undefined) return { kind: 'refused', reason: stranger }
  const token = request.path.slice(DEVICE_PATH.length).toLowerCase()
  return tokenRefusal(token, topic, point) ?? payloadVerdict(request, token, topic)
}

/** The token of a request's path, or undefined where it has none; for faults that aim at one token. */
export function tokenOfPath(path: string): string | undefined {
  return path.startsWith(DEVICE_PATH) ? path.slice(DEVICE_PATH.length).toLowerCase() : undefined
}

const DEVICE_PATH = '/3/device/'
/** Real tokens may be longer than 64 digits (Live Activities). */
const TOKEN = /^(?:[0-9a-f]{2}){32,100}$/i
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function headerRefusal(request: CheckedRequest, topic: string | undefined): ApnsReason | undefined {
  const { headers } = request
  const id = headers['apns-id']
  if (id !== undefined && !UUID.test(id)) return 'BadMessageId'
  if (request.method !== 'POST') return 'MethodNotAllowed'
  if (topic === undefined) return 'MissingTopic'
  if (Buffer.byteLength(headers['apns-collapse-id'] ?? '') > 64) return 'BadCollapseId'
  const priority = headers['apns-priority'] ?? '10'
  if (!['1', '5', '10'].includes(priority)) return 'BadPriority'
  const expiration = headers['apns-expiration']
  if (expiration !== undefined && !/^\d{1,12}$/.test(expiration)) return 'BadExpirationDate'
  return pushTypeRefusal(headers['apns-push-type'], priority, topic)
}

function pushTypeRefusal(pushType: string | undefined, priority: string, topic: string): ApnsReason | undefined {
  if (pushType === undefined) return undefined
  if (!KNOWN_PUSH_TYPES.includes(pushType)) return 'InvalidPushType'
  if (pushType === 'background' && priority === '10') return 'BadPriority'
  if (!isPushType(pushType)) return undefined
  return topic.endsWith(PUSH_TYPES[pushType].topicSuffix) ? undefined : 'BadTopic'
}

function pathRefusal(path: string): ApnsReason | undefined {
  if (path === DEVICE_PATH || path === DEVICE_PATH.slice(0, -1)) return 'MissingDeviceToken'
  const token = tokenOfPath(path)
  if (token === undefined) return 'BadPath'
  return TOKEN.test(token) ? undefined : 'BadDeviceToken'
}

function tokenRefusal(token: string, topic: string, point: Checkpoint): Verdict | undefined {
  const known = point.registry.token(token)
  if (known === undefined || known.state.kind === 'foreign-environment') return refused('BadDeviceToken')
  if (point.environment !== undefined && point.registry.environmentOf(known.app) !== point.environment) {
    return refused('BadDeviceToken')
  }
  if (known.state.kind === 'unregistered') {
    return { kind: 'refused', reason: 'Unregistered', timestampMs: known.state.atMs }
  }
  const isForeign = known.state.kind === 'foreign-app' || known.app !== topic
  return isForeign ? refused('DeviceTokenNotForTopic') : undefined
}

function payloadVerdict(request: CheckedRequest, token: string, topic: string): Verdict {
  if (request.body.length === 0) return refused('PayloadEmpty')
  const pushType = request.headers['apns-push-type'] ?? 'alert'
  const bytesMax = (isPushType(pushType) ? PUSH_TYPES[pushType] : PUSH_TYPES.alert).payloadBytesMax
  if (request.body.length > bytesMax) return refused('PayloadTooLarge')
  const payload = readObject(request.body)
  // No reason for a body that is not an object is documented; to APNs there is then no payload.
  return payload === undefined ? refused('PayloadEmpty') : { kind: 'taken', token, topic, payload }
}

function refused(reason: ApnsReason): Verdict {
  return { kind: 'refused', reason }
}

function readObject(body: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined // Not JSON: refused by the caller.
  }
}
