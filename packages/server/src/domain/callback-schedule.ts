// When a callback is tried again, and when it is given up: a table, and what an answer means. Pure; knows no clock and no socket.
import { hour, minute, second } from '@posthouse/protocol'
import type { CallbackState } from './callback-rule.ts'

/**
 * Waiting times after the first, second, … failed try, before jitter: 10 tries over 75 h 35 min. The steps are those that the
 * Standard Webhooks specification proposes ("Retries").
 */
export const retryDelaysMs: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]

/** Tries of a callback before it is a dead letter. */
export const triesMax: number = retryDelaysMs.length + 1

/** Each waiting time is stretched or shrunk by up to this share, so that a returning endpoint is not hit at one instant. */
export const jitterShare = 0.2

/** Bounds of a `Retry-After` that is believed. */
const retryAfterMs: { readonly min: number; readonly max: number } = { min: second, max: hour }

/** What one try came to, as far as the schedule cares. */
export type TryEnd =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'unanswered' }

/** Where a try leaves its callback. */
export interface AfterTry {
  readonly state: CallbackState
  readonly dueAtMs: number | undefined
  /** True when the endpoint said that it is gone for good (410): its rule is switched off. */
  readonly gone: boolean
}

/**
 * Where the `number`-th try (1, 2, …) leaves the callback. 2xx: delivered. 410: dead, and the rule with it. Everything else,
 * redirects included (S23), is repeated until the tries are used up; `fraction` in [0, 1) is chance.
 */
export function afterTry(end: TryEnd, number: number, nowMs: number, fraction: number): AfterTry {
  if (isDelivered(end)) return { state: 'delivered', dueAtMs: undefined, gone: false }
  const gone = end.kind === 'answered' && end.status === 410
  const delayMs = retryDelaysMs[number - 1]
  if (gone || delayMs === undefined) return { state: 'dead', dueAtMs: undefined, gone }
  const jitteredMs = Math.round(delayMs * (1 - jitterShare + 2 * jitterShare * fraction))
  const askedMs = end.kind === 'answered' ? (end.retryAfterMs ?? 0) : 0
  return { state: 'waiting', dueAtMs: nowMs + Math.max(jitteredMs, askedMs), gone: false }
}

/** Whether the endpoint took the callback. */
export function isDelivered(end: TryEnd): boolean {
  return end.kind === 'answered' && end.status >= 200 && end.status < 300
}

/**
 * Reads a `Retry-After` header, seconds or an HTTP date (RFC 9110 §10.2.3), and bounds it. It never shortens the schedule: an
 * endpoint that always asks for one second would otherwise use up a callback's tries within ten.
 */
export function readRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined
  const text = header.trim()
  const asked = /^[0-9]{1,9}$/.test(text) ? Number(text) * second : Date.parse(text) - nowMs
  if (Number.isNaN(asked)) return undefined
  return Math.min(Math.max(asked, retryAfterMs.min), retryAfterMs.max)
}
