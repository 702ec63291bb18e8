// The online channel as the last word of a delivery (spec/easemob.md §6.9): when it takes what the vendor did not, what the outcome is
// then, and how long it keeps a notification. Pure.
import { day } from '@posthouse/protocol'
import type { Outcome } from './delivery.ts'
import { mayRepeatAmbiguous, type Push } from './push.ts'
import type { ReasonCode } from './reason.ts'
import { fallsBack } from './strategy.ts'

/** The channel's name where vendors have theirs: in callbacks, counters and traces (spec/easemob.md §6.11). */
export const onlineProvider = 'EASEMOB'

/** The outcome of a delivery that the channel took: a device that is connected has it at once, the others when they come. */
export function onlineOutcome(settledAtMs: number, possibleDuplicate = false): Outcome {
  return {
    status: 'success',
    reason: 'delivered-online',
    notifierName: undefined,
    provider: onlineProvider,
    deviceToken: undefined,
    answer: undefined,
    errorMessage: undefined,
    possibleDuplicate,
    unbound: false,
    settledAtMs,
  }
}

/** What ends a delivery because of its vendor, its notifier or its token, and not because somebody does not want it. */
const vendorFailures: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'illegal-binding',
  'no-notifier',
  'notifier-out-of-limit',
  'notifier-disabled',
  'notifier-banned',
  'invalid-notifier',
  'invalid-message',
  'invalid-voip',
  'message-expired',
  'push-token-failed',
  'vendor-refused',
  'vendor-unreachable',
  'vendor-unclear',
])

/**
 * Whether the online channel takes a delivery that ended so. What the vendor may have sent is not sent again, by this channel either, where a
 * repeat is not allowed: a waiting caller is told `ERROR` (reliability §3).
 */
export function mayFallBack(push: Push, { status, reason, settledAtMs }: Outcome): boolean {
  if (status === 'success' || !fallsBack(push.strategy) || !vendorFailures.has(reason)) return false
  if (settledAtMs > push.expiresAtMs) return false
  return reason !== 'vendor-unclear' || mayRepeatAmbiguous(push)
}

/** The outcome of a delivery that the channel took after the vendor failed. */
export function fallenBack({ settledAtMs, possibleDuplicate, reason, unbound }: Outcome): Outcome {
  return { ...onlineOutcome(settledAtMs, possibleDuplicate || reason === 'vendor-unclear'), unbound }
}

/** When the channel forgets a notification that nobody fetched (spec/easemob.md §11.3): its own end or the app's retention. Epoch ms. */
export function keptUntilMs(
  { acceptedAtMs, notification: { ttlSeconds } }: Push,
  ownEndMs: number | undefined,
  retentionDays: number,
): number {
  const lifeMs = ttlSeconds === undefined ? Number.POSITIVE_INFINITY : ttlSeconds * 1_000
  return Math.min(acceptedAtMs + Math.min(retentionDays * day, lifeMs), ownEndMs ?? Number.POSITIVE_INFINITY)
}
