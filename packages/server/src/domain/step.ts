// The state machine of a delivery: one pure step from (delivery, what an attempt brought) to the final word or the next try.
//
//   started ──accepted──────────────────────────────▶ done: success
//      │────rejected── another way left ────────────▶ waiting (at once, next way)
//      │              └─ none ──────────────────────▶ done: fail
//      │────throttled─ before the deadline ─────────▶ waiting (as the vendor asked)
//      │              └─ after it ──────────────────▶ waiting (next way) or done: fail
//      │────unsent──── before the deadline ─────────▶ waiting (back-off)
//      │              └─ after it ──────────────────▶ done: error
//      └────unknown─── may be repeated ─────────────▶ waiting (back-off, a possible duplicate)
//                     └─ may not ───────────────────▶ done: error
import type { SendResult } from '@posthouse/vendors'
import { unreachable } from '../base/unreachable.ts'
import type { AttemptEnd, Delivery, Outcome, Way } from './delivery.ts'
import { type NotifierState, pauseCodeCharsMax } from './notifier.ts'
import type { ReasonCode } from './reason.ts'
import { ambiguousDelayMs, quotaDelayMs, throttledDelayMs, unsentDelayMs } from './retry.ts'

/** What the step needs to know besides the result. */
export interface StepContext {
  readonly nowMs: number
  /** No attempt begins after this instant. */
  readonly deadlineMs: number
  readonly mayRepeatAmbiguous: boolean
  /** Whether a refusal that a wrong configuration could also cause may unbind (domain/unbind-guard.ts). */
  readonly mayUnbindUnsure: boolean
  readonly attemptStartedAtMs: number
  /** In [0, 1), for jitter. */
  readonly fraction: number
}

/** What comes next. */
export type Step = {
  readonly next:
    | { readonly kind: 'done'; readonly outcome: Outcome }
    | { readonly kind: 'again'; readonly delivery: Delivery; readonly dueAtMs: number }
  /** The token to remove, unless it was bound again after it died. */
  readonly drop: { readonly way: Way; readonly diedAtMs: number } | undefined
  /** What becomes of the notifier. */
  readonly pause: Extract<NotifierState, { kind: 'paused' }> | undefined
}

/** Most attempts whose end is unknown before a delivery is given up as `error`. */
export const ambiguousMax = 3
/** How long a refused credential is left alone. */
const refusedPauseMs = 60_000

/** How an attempt ended: as the channel says, or withdrawn by us because the device was unbound before it was sent (I5). */
export type AttemptResult = SendResult | { readonly kind: 'withdrawn' }

/** Moves a delivery whose attempt has ended. The delivery's first way is the one that was tried. */
export function stepDelivery(delivery: Delivery, result: AttemptResult, context: StepContext): Step {
  switch (result.kind) {
    case 'accepted':
      return done(delivery, context, { status: 'success', reason: 'delivered', answer: result.answer })
    case 'rejected':
      return stepRejected(delivery, result, context)
    case 'throttled':
      return stepThrottled(delivery, result, context)
    case 'unsent':
      return stepUnsent(delivery, result, context)
    case 'unknown':
      return stepUnknown(delivery, result, context)
    case 'withdrawn':
      return stepWithdrawn(delivery, context)
    default:
      return unreachable(result)
  }
}

/** An attempt that a crash cut off: nobody knows whether its bytes left (F05–F07). */
export const cutOff: Extract<SendResult, { kind: 'unknown' }> = {
  kind: 'unknown',
  cause: 'the server stopped during the attempt',
}

/** What the attempt's row says of its end. */
export function attemptEndOf(result: AttemptResult, nowMs: number): AttemptEnd {
  const answer = 'answer' in result ? answerText(result.answer) : undefined
  return { endedAtMs: nowMs, kind: result.kind === 'withdrawn' ? 'unsent' : result.kind, code: codeOf(result), answer }
}

function codeOf(result: AttemptResult): string {
  switch (result.kind) {
    case 'accepted':
      return result.vendorId ?? ''
    case 'rejected':
    case 'throttled':
      return result.code
    case 'unsent':
    case 'unknown':
      return result.cause
    case 'withdrawn':
      return 'the device was unbound before it was sent'
    default:
      return unreachable(result)
  }
}

function stepRejected(
  delivery: Delivery,
  result: Extract<SendResult, { kind: 'rejected' }>,
  context: StepContext,
): Step {
  const [way, ...others] = delivery.ways
  const dropIt = result.scope === 'token' && way && (!result.unsure || context.mayUnbindUnsure)
  const drop = dropIt ? { way, diedAtMs: result.diedAtMs ?? context.attemptStartedAtMs } : undefined
  const credential = result.reason === 'credential-refused'
  const pause = credential ? pausedBy(result, context.nowMs + refusedPauseMs, 'refused', context) : undefined
  if (others.length > 0) return { ...again({ ...delivery, ways: others }, context.nowMs), drop, pause }
  const reason = credential ? 'push-token-failed' : 'vendor-refused'
  return {
    ...done(delivery, context, { status: 'fail', reason, answer: result.answer, unbound: drop !== undefined }),
    drop,
    pause,
  }
}

type Pause = NonNullable<Step['pause']>

function pausedBy(
  { code }: { readonly code: string },
  untilMs: number,
  why: Pause['why'],
  { nowMs }: Pick<StepContext, 'nowMs'>,
): Pause {
  return { kind: 'paused', untilMs, why, sinceMs: nowMs, code: code.slice(0, pauseCodeCharsMax).toWellFormed() }
}

function stepThrottled(
  delivery: Delivery,
  result: Extract<SendResult, { kind: 'throttled' }>,
  context: StepContext,
): Step {
  const delayMs = result.quota ? quotaDelayMs : throttledDelayMs
  const dueAtMs = context.nowMs + delayMs(result.retryAfterMs, context.fraction)
  const why = result.quota ? 'quota' : 'throttled'
  const pause = result.scope === 'notifier' ? pausedBy(result, dueAtMs, why, context) : undefined
  if (dueAtMs <= context.deadlineMs) return { ...again(delivery, dueAtMs), pause }
  const others = delivery.ways.slice(1)
  if (others.length > 0) return { ...again({ ...delivery, ways: others }, context.nowMs), pause }
  return {
    ...done(delivery, context, { status: 'fail', reason: 'notifier-out-of-limit', answer: result.answer }),
    pause,
  }
}

function stepUnsent(delivery: Delivery, result: Extract<SendResult, { kind: 'unsent' }>, context: StepContext): Step {
  const dueAtMs = context.nowMs + unsentDelayMs(delivery.attempts, context.fraction)
  if (dueAtMs <= context.deadlineMs) return again(delivery, dueAtMs)
  return done(delivery, context, { status: 'error', reason: 'vendor-unreachable', errorMessage: result.cause })
}

function stepUnknown(delivery: Delivery, result: Extract<SendResult, { kind: 'unknown' }>, context: StepContext): Step {
  const counted = { ...delivery, ambiguous: delivery.ambiguous + 1 }
  const dueAtMs = context.nowMs + ambiguousDelayMs(counted.ambiguous, context.fraction)
  const mayRepeat = context.mayRepeatAmbiguous && counted.ambiguous < ambiguousMax
  if (mayRepeat && dueAtMs <= context.deadlineMs) return again(counted, dueAtMs)
  return done(counted, context, {
    status: 'error',
    reason: 'vendor-unclear',
    errorMessage: result.cause,
    answer: result.answer,
  })
}

function stepWithdrawn(delivery: Delivery, context: StepContext): Step {
  const others = delivery.ways.slice(1)
  if (others.length > 0) return again({ ...delivery, ways: others }, context.nowMs)
  return done(delivery, context, { status: 'fail', reason: 'illegal-binding' })
}

function again(delivery: Delivery, dueAtMs: number): Step {
  return {
    next: { kind: 'again', delivery: { ...delivery, attemptOpen: false }, dueAtMs },
    drop: undefined,
    pause: undefined,
  }
}

interface Verdict {
  readonly status: Outcome['status']
  readonly reason: ReasonCode
  readonly answer?: unknown
  readonly errorMessage?: string
  readonly unbound?: boolean
}

function done(delivery: Delivery, context: StepContext, verdict: Verdict): Step {
  const [way] = delivery.ways
  // One ambiguous attempt is no repeat; a later attempt after it is.
  const repeats = verdict.reason === 'vendor-unclear' ? delivery.ambiguous - 1 : delivery.ambiguous
  const outcome: Outcome = {
    status: verdict.status,
    reason: verdict.reason,
    notifierName: way?.notifierName,
    provider: way?.provider,
    deviceToken: way?.deviceToken,
    answer: answerText(verdict.answer),
    errorMessage: verdict.errorMessage,
    possibleDuplicate: repeats > 0,
    unbound: verdict.unbound ?? false,
    settledAtMs: context.nowMs,
  }
  return { next: { kind: 'done', outcome }, drop: undefined, pause: undefined }
}

function answerText(answer: unknown): string | undefined {
  return answer === undefined ? undefined : JSON.stringify(answer)
}
