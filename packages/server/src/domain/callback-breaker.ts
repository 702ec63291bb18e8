// The breaker of one endpoint: after several failures in a row it is left alone for a while, then asked with one callback. Pure:
// a state, an event, the next state. While it is open, callbacks stay in the store untouched and use up none of their tries.
import { minute, second } from '@posthouse/protocol'
import type { TryEnd } from './callback-schedule.ts'

/** What is known of an endpoint's health. Instants are monotonic ms. */
export type Breaker =
  | { readonly kind: 'closed'; readonly failures: number }
  /** Nothing is sent before `untilMs`; then one probe is. `opened`: how often in a row it has opened. */
  | { readonly kind: 'open'; readonly untilMs: number; readonly opened: number }
  /** The probe is on its way. */
  | { readonly kind: 'probing'; readonly opened: number }

/** Failures in a row that open a breaker. */
export const failuresToOpen = 10

/** The first and the longest pause; they double in between. */
export const pauseMs: { readonly first: number; readonly longest: number } = { first: second, longest: minute }

/** A breaker that has seen nothing. */
export const newBreaker: Breaker = { kind: 'closed', failures: 0 }

/** How many callbacks may be sent at once. */
export function breakerAllows(breaker: Breaker, cap: number, nowMs: number): number {
  if (breaker.kind === 'closed') return cap
  return breaker.kind === 'open' && nowMs >= breaker.untilMs ? 1 : 0
}

/** The state once sending begins: an open breaker whose pause is over is probing. */
export function afterStart(breaker: Breaker): Breaker {
  return breaker.kind === 'open' ? { kind: 'probing', opened: breaker.opened } : breaker
}

/** The state when a probe could not be made, because nothing waited or we are stopping. */
export function afterNoProbe(breaker: Breaker, nowMs: number): Breaker {
  return breaker.kind === 'probing' ? { kind: 'open', untilMs: nowMs, opened: breaker.opened } : breaker
}

/**
 * The state after a try has ended. The endpoint is ill when it does not answer, answers 5xx, or asks for a pause (429); any
 * other answer comes from an endpoint that works, whatever it thinks of the callback. A pause that it asks for is kept by all.
 */
export function afterEnd(breaker: Breaker, end: TryEnd, nowMs: number): Breaker {
  if (!isIll(end)) return newBreaker
  const askedMs = end.kind === 'answered' ? end.retryAfterMs : undefined
  if (breaker.kind === 'closed') {
    const failures = breaker.failures + 1
    if (askedMs === undefined && failures < failuresToOpen) return { kind: 'closed', failures }
    return open(1, askedMs, nowMs)
  }
  if (breaker.kind === 'probing') return open(breaker.opened + 1, askedMs, nowMs)
  // A late answer of a try that began before the breaker opened: it says nothing new, but a longer pause is respected.
  return askedMs === undefined ? breaker : { ...breaker, untilMs: Math.max(breaker.untilMs, nowMs + askedMs) }
}

/** How long those who only heard of a rest wait beyond its end: whoever found out asks first, and says what came of it. */
const hearsayMs: number = 20 * second
/** Rests whose ends are no further apart are the same. */
const sameMs = 100

/** The state after it was heard that the endpoint rests for so long: one who found that out alone asks it no sooner. */
export function afterHearsay(
  breaker: Breaker,
  heard: { readonly forMs: number; readonly opened: number },
  nowMs: number,
): Breaker {
  const untilMs = nowMs + heard.forMs + hearsayMs
  // Its own word comes back to it too.
  const isKnown = breaker.kind === 'open' && breaker.untilMs >= nowMs + heard.forMs - sameMs
  return isKnown || breaker.kind === 'probing' ? breaker : { kind: 'open', untilMs, opened: heard.opened }
}

function open(opened: number, askedMs: number | undefined, nowMs: number): Breaker {
  const pause = Math.min(pauseMs.first * 2 ** Math.min(opened - 1, 16), pauseMs.longest)
  return { kind: 'open', untilMs: nowMs + Math.max(pause, askedMs ?? 0), opened }
}

function isIll(end: TryEnd): boolean {
  return end.kind === 'unanswered' || end.status >= 500 || end.status === 429
}
