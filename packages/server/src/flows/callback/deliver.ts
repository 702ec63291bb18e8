// One try of one callback: sign the stored bytes, post them, and decide where that leaves it. It writes nothing; the lane records.
import type { Clock } from '../../base/clock.ts'
import { hmacSha256Base64 } from '../../base/crypto.ts'
import type { Random } from '../../base/random.ts'
import { afterTryUnder, easemobTimeoutMs, flawOf, isTaken, type PolicyEnd } from '../../domain/callback-policy.ts'
import type { Callback, CallbackTry, DeliveryPolicy } from '../../domain/callback-rule.ts'
import { type AfterTry, readRetryAfter, type TryEnd } from '../../domain/callback-schedule.ts'
import { signatureHeaders } from '../../domain/callback-signature.ts'
import type { Egress, OutgoingResult } from '../../ports/egress.ts'
import type { ReadyRule } from './rule-book.ts'

/** What delivering uses. */
export interface DeliverParts {
  readonly egress: Egress
  readonly clock: Clock
  readonly random: Random
}

/** A try that was made. */
export interface Delivered {
  readonly made: CallbackTry
  readonly end: TryEnd
  /** Whether the endpoint took it, by the rule's policy. */
  readonly isTaken: boolean
  readonly next: AfterTry
}

/** What is delivered: the row's fixed id and bytes, how often it was tried, and where it goes if not to the rule's URL. */
export type Parcel = Pick<Callback, 'id' | 'body' | 'tries'> & Partial<Pick<Callback, 'targetUrl'>>

/** Posts a callback to its own or the rule's present URL. Never rejects; undefined when `signal` aborted it, so that it counts as no try. */
export async function deliver(
  parts: DeliverParts,
  { rule, keysAt }: ReadyRule,
  parcel: Parcel,
  signal: AbortSignal,
): Promise<Delivered | undefined> {
  const atMs = parts.clock.now()
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Posthouse',
    ...signatureHeaders(parcel.id, parcel.body, keysAt(atMs), atMs, hmacSha256Base64),
  }
  const request = { url: parcel.targetUrl ?? rule.url, headers, body: parcel.body, ...timeoutOf(rule.policy) }
  const result = await parts.egress.post(request, signal)
  if (signal.aborted && isCutShort(result, rule.policy)) return undefined
  const nowMs = parts.clock.now()
  const ended = { end: endOf(result, nowMs), flaw: flawIn(result) }
  const number = parcel.tries + 1
  return {
    made: { callbackId: parcel.id, number, atMs, ...whatHappened(result, rule.policy, ended) },
    end: ended.end,
    isTaken: isTaken(rule.policy, ended),
    next: afterTryUnder(rule.policy, ended, number, nowMs, parts.random.fraction()),
  }
}

/** Whether an abort may have made it what it is: no answer, or one whose end the policy waits for. */
function isCutShort(result: OutgoingResult, policy: DeliveryPolicy): boolean {
  return result.kind === 'failed' || (policy === 'easemob' && result.kind === 'answered' && !result.isComplete)
}

function timeoutOf(policy: DeliveryPolicy): { readonly timeoutMs?: number } {
  return policy === 'easemob' ? { timeoutMs: easemobTimeoutMs } : {}
}

function flawIn(result: OutgoingResult): string | undefined {
  return result.kind === 'answered' ? flawOf(result.excerpt, result.isComplete) : undefined
}

function endOf(result: OutgoingResult, nowMs: number): TryEnd {
  if (result.kind !== 'answered') return { kind: 'unanswered' }
  const retryAfterMs = readRetryAfter(result.headers['retry-after'], nowMs)
  return { kind: 'answered', status: result.status, retryAfterMs }
}

function whatHappened(
  result: OutgoingResult,
  policy: DeliveryPolicy,
  ended: PolicyEnd,
): Pick<CallbackTry, 'durationMs' | 'httpStatus' | 'error' | 'excerpt'> {
  switch (result.kind) {
    case 'answered':
      return {
        durationMs: result.durationMs,
        httpStatus: result.status,
        error: isTaken(policy, ended) ? undefined : complaint(result.status, policy, ended),
        excerpt: keptOf(result.excerpt),
      }
    case 'failed':
      return { durationMs: result.durationMs, httpStatus: undefined, error: result.cause, excerpt: undefined }
    case 'refused':
      return { durationMs: 0, httpStatus: undefined, error: `not sent: ${result.cause}`, excerpt: undefined }
  }
}

/** PostgreSQL keeps no NUL in a text: an answer that holds one would leave its try unrecorded, and so be asked for again and again. */
function keptOf(excerpt: string): string | undefined {
  return excerpt === '' ? undefined : excerpt.replaceAll('\0', '\uFFFD')
}

function complaint(status: number, policy: DeliveryPolicy, { flaw }: PolicyEnd): string {
  return policy === 'easemob' && status === 200 && flaw !== undefined ? flaw : `the endpoint answered ${status}`
}
