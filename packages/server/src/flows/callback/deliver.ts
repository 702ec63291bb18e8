// One try of one callback: sign the stored bytes, post them, and decide where that leaves it. It writes nothing; the lane records.
import type { Clock } from '../../base/clock.ts'
import { hmacSha256Base64 } from '../../base/crypto.ts'
import type { Random } from '../../base/random.ts'
import type { Callback, CallbackTry } from '../../domain/callback-rule.ts'
import { type AfterTry, afterTry, isDelivered, readRetryAfter, type TryEnd } from '../../domain/callback-schedule.ts'
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
  readonly next: AfterTry
}

/** What is delivered: the row's fixed id and bytes, and how often it was tried. */
export type Parcel = Pick<Callback, 'id' | 'body' | 'tries'>

/** Posts a callback to the rule's present URL. Never rejects; undefined when `signal` aborted it, so that it counts as no try. */
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
  const result = await parts.egress.post({ url: rule.url, headers, body: parcel.body }, signal)
  if (signal.aborted && result.kind === 'failed') return undefined
  const nowMs = parts.clock.now()
  const end = endOf(result, nowMs)
  const number = parcel.tries + 1
  return {
    made: { callbackId: parcel.id, number, atMs, ...whatHappened(result, end) },
    end,
    next: afterTry(end, number, nowMs, parts.random.fraction()),
  }
}

function endOf(result: OutgoingResult, nowMs: number): TryEnd {
  if (result.kind !== 'answered') return { kind: 'unanswered' }
  const retryAfterMs = readRetryAfter(result.headers['retry-after'], nowMs)
  return { kind: 'answered', status: result.status, retryAfterMs }
}

function whatHappened(
  result: OutgoingResult,
  end: TryEnd,
): Pick<CallbackTry, 'durationMs' | 'httpStatus' | 'error' | 'excerpt'> {
  switch (result.kind) {
    case 'answered':
      return {
        durationMs: result.durationMs,
        httpStatus: result.status,
        error: isDelivered(end) ? undefined : `the endpoint answered ${result.status}`,
        excerpt: result.excerpt === '' ? undefined : result.excerpt,
      }
    case 'failed':
      return { durationMs: result.durationMs, httpStatus: undefined, error: result.cause, excerpt: undefined }
    case 'refused':
      return { durationMs: 0, httpStatus: undefined, error: `not sent: ${result.cause}`, excerpt: undefined }
  }
}
