// What a meaning makes of a shipment: from a vendor's code, through the one vocabulary, to a result. Refuses to know any vendor's codes.
import type { FailureReason, SendResult } from '../vendor.ts'
import type { Meaning, Refusal, VendorCode } from '../vendor-code.ts'

/** One refusal as it came. */
export interface Evidence {
  /** The vendor's own code, or `HTTP 503`. */
  readonly code: string
  /** What may be passed through about this shipment; bounded (answer.ts). */
  readonly answer: unknown
  /** The vendor's name for people. */
  readonly brand: string
  readonly nowMs: number
  /** The wait that the vendor named, ms; without it a busy vendor gets a second and a quota ends with the vendor's day. */
  readonly waitMs?: number | undefined
  /** For `token-dead`: when the vendor last knew the token to be dead, epoch ms. */
  readonly diedAtMs?: number | undefined
}

/** Pause after a refusal for load that names none, in ms (spec/vendors.md §0.2-4). */
const PAUSE_MS = 1_000

/** What a refusal makes of a shipment. */
export function resultOf(refusal: Refusal, evidence: Evidence): SendResult {
  const { code, answer, brand, nowMs, waitMs, diedAtMs } = evidence
  const words = { code, answer }
  switch (refusal) {
    case 'busy':
    case 'token-busy': {
      const scope = refusal === 'busy' ? 'notifier' : 'token'
      return { kind: 'throttled', scope, retryAfterMs: waitMs ?? PAUSE_MS, ...words }
    }
    case 'quota':
      return {
        kind: 'throttled',
        scope: 'notifier',
        retryAfterMs: waitMs ?? untilBeijingMidnightMs(nowMs),
        quota: true,
        ...words,
      }
    case 'leaving':
      return { kind: 'unsent', cause: `${brand} is closing the connection: ${code}` }
    case 'unclear':
      return { kind: 'unknown', cause: `${brand} answered ${code}`, answer }
    case 'token-dead':
      return { ...rejections[refusal], ...(diedAtMs === undefined ? {} : { diedAtMs }), ...words }
    default:
      return { ...rejections[refusal], ...words }
  }
}

/** The meaning of an HTTP status that came without a known code (spec/vendors.md §0.2-1): never a success (F73). */
export function meaningOfStatus(status: number): Refusal {
  if (status === 401 || status === 403) return 'access-refused'
  if (status === 408 || status === 429 || status === 503) return 'busy'
  if (status === 413) return 'message-too-large'
  // 2xx and 3xx promise nothing, and a 5xx may have come after the message was taken.
  return status >= 400 && status < 500 ? 'message-malformed' : 'unclear'
}

/** The refusal that a meaning is; nothing where it is none. Then the status decides, or what the vendor's judge knows better. */
export function refusalIn(meaning: Meaning | undefined): Refusal | undefined {
  return meaning === 'accepted' || meaning === 'partial' ? undefined : meaning
}

/** The same for vendors whose status may say more than an `unclear` code: an internal error that comes with a 503 asks for a pause. */
export function clearRefusalIn(meaning: Meaning | undefined): Refusal | undefined {
  return meaning === 'unclear' ? undefined : refusalIn(meaning)
}

/** True for what is said about everything the notifier sends; what holds for one is then true of the others, though nobody asked. */
export function isForAll(result: SendResult): boolean {
  if (result.kind === 'throttled') return result.scope === 'notifier'
  return result.kind === 'rejected' && result.reason === 'credential-refused'
}

/** Meanings by code. */
export function meaningsOf(codes: readonly VendorCode[]): ReadonlyMap<string, Meaning> {
  return new Map(codes.map(({ code, meaning }) => [code, meaning]))
}

/** How long until the day ends in Beijing (UTC+8, no daylight saving), ms: daily quotas of Chinese vendors start anew then. */
export function untilBeijingMidnightMs(nowMs: number): number {
  return DAY_MS - ((nowMs + 8 * HOUR_MS) % DAY_MS)
}

/**
 * The vendor's time by the `Date` of its answer: its days and hours begin by its own clock, and ours being seconds ahead would make a
 * rest of a day out of one that is over in a moment. A date further off than an hour (ours) is a broken one, and our time is taken.
 */
export function vendorsNowMs(headers: Readonly<Record<string, string>>, nowMs: number): number {
  const theirsMs = Date.parse(headers['date'] ?? '')
  return Math.abs(theirsMs - nowMs) <= HOUR_MS ? theirsMs : nowMs
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

interface Rejection {
  readonly kind: 'rejected'
  readonly scope: 'token' | 'message' | 'notifier'
  readonly reason: FailureReason
  readonly unsure?: true
}

const rejections = {
  'token-dead': { kind: 'rejected', scope: 'token', reason: 'token-dead' },
  'token-dead-unsure': { kind: 'rejected', scope: 'token', reason: 'token-dead', unsure: true },
  'token-malformed': { kind: 'rejected', scope: 'token', reason: 'token-malformed', unsure: true },
  'token-foreign': { kind: 'rejected', scope: 'token', reason: 'token-foreign', unsure: true },
  'access-refused': { kind: 'rejected', scope: 'notifier', reason: 'credential-refused' },
  'credential-refused': { kind: 'rejected', scope: 'notifier', reason: 'credential-refused' },
  'permission-missing': { kind: 'rejected', scope: 'notifier', reason: 'permission-missing' },
  'topic-refused': { kind: 'rejected', scope: 'notifier', reason: 'topic-refused' },
  'message-malformed': { kind: 'rejected', scope: 'message', reason: 'message-malformed' },
  'message-too-large': { kind: 'rejected', scope: 'message', reason: 'message-too-large' },
  'message-forbidden': { kind: 'rejected', scope: 'message', reason: 'permission-missing' },
  'content-refused': { kind: 'rejected', scope: 'message', reason: 'content-refused' },
} as const satisfies Readonly<Record<string, Rejection>>
