// What APNs' answers mean for one push (spec/vendors.md §1.6, §0.2); the reasons themselves stand in codes.ts.
// Refuses to know connections, credentials and what a notification says.
import { meaningOfStatus, resultOf } from '../channel/meaning.ts'
import type { SendResult } from '../vendor.ts'
import type { Refusal } from '../vendor-code.ts'
import { meaningOf } from './codes.ts'
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

/** The vendor's name for people. */
export const BRAND = 'APNs'

/**
 * Judges an answer. Only a 200 is ever a success (F73), and a reason counts only under its own status, so that
 * a stray body cannot unbind a device. Everything unlisted falls back to its status (spec/vendors.md §0.2).
 */
export function judge(answer: ApnsAnswer, push: AnsweredPush): SendResult {
  const said = readBody(answer.body)
  if (isYes(answer, said)) {
    return {
      kind: 'accepted',
      vendorId: answer.headers['apns-id'] ?? push.id,
      answer: passedThrough(answer, said, push),
    }
  }
  return resultOf(refusalOf(answer.status, said.reason), {
    code: said.reason ?? `HTTP ${answer.status}`,
    answer: passedThrough(answer, said, push),
    brand: BRAND,
    // None of APNs' limits ends with a day, so the time does not matter.
    nowMs: 0,
    waitMs: push.retryAfterMs,
    diedAtMs: said.timestampMs,
  })
}

/** True for an answer after which the connection is useless, because APNs is closing it. */
export function isLeaving(answer: ApnsAnswer): boolean {
  return answer.status !== 200 && refusalOf(answer.status, readBody(answer.body).reason) === 'leaving'
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

/** Without a listed reason the status alone speaks, and never certainly enough to unbind a device. */
function refusalOf(status: number, reason: string | undefined): Refusal {
  const listed = reason === undefined ? undefined : meaningOf(status, reason)
  return listed ?? (status === 410 ? 'token-dead-unsure' : meaningOfStatus(status))
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
