// What APNs' answers mean: one table of (status, reason), read by the client to classify and by the simulator to answer
// (spec/vendors.md §1.7, §12). Refuses to know connections, credentials and what a notification says.
import type { FailureReason, SendResult } from '../vendor.ts'
import type { ApnsPayload } from './payload.ts'

/** What APNs answered, before it means anything. */
export interface ApnsAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** The request an answer belongs to; `id` is the `apns-id` that was sent, `retryAfterMs` how long to hold back when APNs does not say. */
export interface AnsweredPush {
  readonly token: string
  readonly payload: ApnsPayload
  readonly id: string
  readonly retryAfterMs: number
}

/**
 * Turns an answer into a result. Only a 200 is ever a success (F73), and a reason counts only under its own status, so that
 * a stray body cannot unbind a device. Everything unlisted falls back to its status (spec/vendors.md §0.2).
 */
export function resultOf(answer: ApnsAnswer, push: AnsweredPush): SendResult {
  const said = readBody(answer.body)
  if (isYes(answer, said)) {
    return {
      kind: 'accepted',
      vendorId: answer.headers['apns-id'] ?? push.id,
      answer: passedThrough(answer, said, push),
    }
  }
  const code = said.reason ?? `HTTP ${answer.status}`
  const words = { code, answer: passedThrough(answer, said, push) }
  const meaning = meaningOf(answer.status, said.reason)
  switch (meaning.kind) {
    case 'rejected': {
      const isDated = meaning.scope === 'token' && said.timestampMs !== undefined
      return { ...meaning, ...(isDated ? { diedAtMs: said.timestampMs } : {}), ...words }
    }
    case 'throttled':
      return { ...meaning, retryAfterMs: push.retryAfterMs, ...words }
    case 'unsent':
      return { kind: 'unsent', cause: `APNs is closing the connection: ${code}` }
    case 'unknown':
      return { kind: 'unknown', cause: `APNs answered ${answer.status}: ${code}`, answer: words.answer }
    default:
      return unreachable(meaning)
  }
}

/** What a status and reason mean, without the particulars of one answer. */
export type Meaning =
  | {
      readonly kind: 'rejected'
      readonly scope: 'token' | 'message' | 'notifier'
      readonly reason: FailureReason
      readonly unsure?: boolean
    }
  | { readonly kind: 'throttled'; readonly scope: 'token' | 'notifier' }
  /** APNs refused because it is closing the connection; nothing was processed. */
  | { readonly kind: 'unsent' }
  | { readonly kind: 'unknown' }

const badToken: Meaning = { kind: 'rejected', scope: 'token', reason: 'token-malformed', unsure: true }
const foreignToken: Meaning = { kind: 'rejected', scope: 'token', reason: 'token-foreign', unsure: true }
const deadToken: Meaning = { kind: 'rejected', scope: 'token', reason: 'token-dead' }
const malformed: Meaning = { kind: 'rejected', scope: 'message', reason: 'message-malformed' }
const tooLarge: Meaning = { kind: 'rejected', scope: 'message', reason: 'message-too-large' }
const refusedTopic: Meaning = { kind: 'rejected', scope: 'notifier', reason: 'topic-refused' }
const refusedCredential: Meaning = { kind: 'rejected', scope: 'notifier', reason: 'credential-refused' }
const missingPermission: Meaning = { kind: 'rejected', scope: 'notifier', reason: 'permission-missing' }
const busyToken: Meaning = { kind: 'throttled', scope: 'token' }
const busyNotifier: Meaning = { kind: 'throttled', scope: 'notifier' }
const leaving: Meaning = { kind: 'unsent' }
const unknown: Meaning = { kind: 'unknown' }

/** Every documented reason with its status and meaning (spec/vendors.md §1.7). */
export const REASONS: Readonly<Record<ApnsReason, { readonly status: number; readonly meaning: Meaning }>> = {
  BadDeviceToken: { status: 400, meaning: badToken },
  DeviceTokenNotForTopic: { status: 400, meaning: foreignToken },
  MissingDeviceToken: { status: 400, meaning: malformed },
  BadCollapseId: { status: 400, meaning: malformed },
  BadExpirationDate: { status: 400, meaning: malformed },
  BadMessageId: { status: 400, meaning: malformed },
  BadPriority: { status: 400, meaning: malformed },
  InvalidPushType: { status: 400, meaning: malformed },
  DuplicateHeaders: { status: 400, meaning: malformed },
  PayloadEmpty: { status: 400, meaning: malformed },
  BadTopic: { status: 400, meaning: refusedTopic },
  MissingTopic: { status: 400, meaning: refusedTopic },
  TopicDisallowed: { status: 400, meaning: refusedTopic },
  IdleTimeout: { status: 400, meaning: leaving },
  ExpiredProviderToken: { status: 403, meaning: refusedCredential },
  InvalidProviderToken: { status: 403, meaning: refusedCredential },
  MissingProviderToken: { status: 403, meaning: refusedCredential },
  BadCertificate: { status: 403, meaning: refusedCredential },
  BadCertificateEnvironment: { status: 403, meaning: refusedCredential },
  BadEnvironmentKeyInToken: { status: 403, meaning: refusedCredential },
  BadEnvironmentKeyIdInToken: { status: 403, meaning: refusedCredential },
  UnrelatedKeyIdInToken: { status: 403, meaning: refusedCredential },
  Forbidden: { status: 403, meaning: missingPermission },
  BadPath: { status: 404, meaning: malformed },
  MethodNotAllowed: { status: 405, meaning: malformed },
  Unregistered: { status: 410, meaning: deadToken },
  ExpiredToken: { status: 410, meaning: deadToken },
  PayloadTooLarge: { status: 413, meaning: tooLarge },
  TooManyRequests: { status: 429, meaning: busyToken },
  TooManyProviderTokenUpdates: { status: 429, meaning: busyNotifier },
  InternalServerError: { status: 500, meaning: unknown },
  ServiceUnavailable: { status: 503, meaning: busyNotifier },
  Shutdown: { status: 503, meaning: leaving },
}

/** A reason as APNs writes it. */
export type ApnsReason =
  | 'BadDeviceToken'
  | 'DeviceTokenNotForTopic'
  | 'MissingDeviceToken'
  | 'BadCollapseId'
  | 'BadExpirationDate'
  | 'BadMessageId'
  | 'BadPriority'
  | 'InvalidPushType'
  | 'DuplicateHeaders'
  | 'PayloadEmpty'
  | 'BadTopic'
  | 'MissingTopic'
  | 'TopicDisallowed'
  | 'IdleTimeout'
  | 'ExpiredProviderToken'
  | 'InvalidProviderToken'
  | 'MissingProviderToken'
  | 'BadCertificate'
  | 'BadCertificateEnvironment'
  | 'BadEnvironmentKeyInToken'
  | 'BadEnvironmentKeyIdInToken'
  | 'UnrelatedKeyIdInToken'
  | 'Forbidden'
  | 'BadPath'
  | 'MethodNotAllowed'
  | 'Unregistered'
  | 'ExpiredToken'
  | 'PayloadTooLarge'
  | 'TooManyRequests'
  | 'TooManyProviderTokenUpdates'
  | 'InternalServerError'
  | 'ServiceUnavailable'
  | 'Shutdown'

/** True for an answer after which the connection is useless, because APNs is closing it. */
export function isLeaving(answer: ApnsAnswer): boolean {
  return answer.status !== 200 && meaningOf(answer.status, readBody(answer.body).reason).kind === 'unsent'
}

/** True for the one refusal that a new JWT on a new connection cures. */
export function isExpiredProviderToken(answer: ApnsAnswer): boolean {
  return answer.status === 403 && readBody(answer.body).reason === 'ExpiredProviderToken'
}

/** The members of a push that every answer repeats, in the shape callbacks show (spec/easemob.md §6.2, seed 000). */
function pushNotificationOf(payload: ApnsPayload, token: string): Readonly<Record<string, unknown>> {
  return {
    payload: payload.body,
    topic: payload.topic,
    expiration: payload.expirationMs,
    priority: payload.priority === 10 ? 'IMMEDIATE' : 'CONSERVE_POWER',
    token,
  }
}

/** The verdict on a token that cannot be in a request at all; APNs was not asked. */
export function malformedTokenResult(payload: ApnsPayload, token: string, id: string): SendResult {
  return {
    kind: 'rejected',
    scope: 'token',
    reason: 'token-malformed',
    code: 'BadDeviceToken',
    // Tokens of another vendor, bound to this notifier by mistake, look like this too.
    unsure: true,
    answer: {
      accepted: false,
      apnsId: id,
      rejectionReason: 'BadDeviceToken',
      statusCode: null,
      tokenInvalidationTimestamp: null,
      pushNotification: pushNotificationOf(payload, token),
    },
  }
}

interface Said {
  readonly reason?: string
  readonly timestampMs?: number
}

/** APNs' 200 has no body. One with a reason, or with text and no `apns-id`, is no yes of APNs. */
function isYes(answer: ApnsAnswer, said: Said): boolean {
  if (answer.status !== 200 || said.reason !== undefined) return false
  return answer.body.trim() === '' || answer.headers['apns-id'] !== undefined
}

function meaningOf(status: number, reason: string | undefined): Meaning {
  const listed = reason !== undefined && isReason(reason) ? REASONS[reason] : undefined
  return listed?.status === status ? listed.meaning : meaningOfStatus(status)
}

/** A body that says nothing: by status alone, and never certain enough to unbind a device. */
function meaningOfStatus(status: number): Meaning {
  switch (status) {
    case 400:
    case 404:
    case 405:
    case 411:
    case 415:
    case 422:
      return malformed
    case 401:
    case 403:
      return refusedCredential
    case 410:
      return { kind: 'rejected', scope: 'token', reason: 'token-dead', unsure: true }
    case 413:
      return tooLarge
    case 408:
    case 429:
    case 503:
      return busyNotifier
    default:
      // Other 5xx may have come after the push was taken; 1xx–3xx are no word of APNs (redirects are not followed, F74).
      return unknown
  }
}

function isReason(text: string): text is ApnsReason {
  return Object.hasOwn(REASONS, text)
}

function readBody(body: string): Said {
  const value = parseJson(body)
  if (typeof value !== 'object' || value === null) return {}
  const reason = 'reason' in value && typeof value.reason === 'string' ? value.reason : undefined
  const timestampMs =
    'timestamp' in value && Number.isSafeInteger(value.timestamp) ? Number(value.timestamp) : undefined
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(timestampMs === undefined || timestampMs <= 0 ? {} : { timestampMs }),
  }
}

function parseJson(text: string): unknown {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined // A page or a cut body says nothing; the status decides.
  }
}

function passedThrough(answer: ApnsAnswer, said: Said, push: AnsweredPush): Readonly<Record<string, unknown>> {
  const uniqueId = answer.headers['apns-unique-id']
  return {
    accepted: isYes(answer, said),
    apnsId: answer.headers['apns-id'] ?? push.id,
    ...(uniqueId === undefined ? {} : { apnsUniqueId: uniqueId }),
    rejectionReason: said.reason ?? null,
    statusCode: answer.status,
    tokenInvalidationTimestamp: said.timestampMs ?? null,
    pushNotification: pushNotificationOf(push.payload, push.token),
  }
}

function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
