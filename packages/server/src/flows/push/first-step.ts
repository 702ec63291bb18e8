// The first step of a device's delivery: its first way rendered and ready to leave, or put off, or over before it began. Decides and writes
// nothing, so that a push that is only thought of goes the same way.
import type { NotifierName } from '@posthouse/protocol'
import type { Outcome, Way } from '../../domain/delivery.ts'
import type { DevicePlan } from '../../domain/eligibility.ts'
import type { Notifier } from '../../domain/notifier.ts'
import type { Decision } from '../../domain/plan-user.ts'
import { attemptDeadlineMs, type Push } from '../../domain/push.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import type { Rendered } from '../../ports/channels.ts'
import type { Renderings } from './render.ts'

/** What is to be done. */
export type FirstStep =
  | { readonly kind: 'end'; readonly ended: Ended }
  /** The notifier is paused until then. */
  | { readonly kind: 'later'; readonly notifier: Notifier; readonly notBeforeMs: number }
  /** Its notifier has no room now. */
  | { readonly kind: 'full'; readonly notifier: Notifier }
  | { readonly kind: 'start'; readonly notifier: Notifier; readonly payload: Rendered }

/** Why nothing is sent, and about which binding. */
export interface Ended {
  readonly reason: ReasonCode
  readonly binding?: Pick<Way, 'notifierName' | 'deviceToken'> | undefined
  readonly provider?: string | undefined
  readonly answer?: unknown
}

/** What a step is decided with. */
export interface FirstStepTools {
  readonly renderings: Renderings
  isFull(notifier: Notifier): boolean
}

/** See the head of the file. */
export function firstStep(
  { renderings, isFull }: FirstStepTools,
  push: Push,
  { ways: [way], skip, notBeforeMs }: DevicePlan,
  notifiers: ReadonlyMap<NotifierName, Notifier>,
): FirstStep {
  const notifier = way && notifiers.get(way.notifierName)
  if (!way || !notifier) {
    const provider = skip && notifiers.get(skip.binding.notifierName)?.provider
    return { kind: 'end', ended: { reason: skip?.reason ?? 'no-notifier', binding: skip?.binding, provider } }
  }
  if (notBeforeMs !== undefined) return later(push, way, notifier, notBeforeMs)
  if (isFull(notifier)) return { kind: 'full', notifier }
  const rendering = renderings(push, notifier)
  if (rendering.payload !== undefined) return { kind: 'start', notifier, payload: rendering.payload }
  const { reason, answer } = rendering
  return { kind: 'end', ended: { reason, binding: way, provider: notifier.provider, answer } }
}

/** Waits, unless that is past the deadline. */
export function later(push: Push, way: Way, notifier: Notifier, notBeforeMs: number): FirstStep {
  if (notBeforeMs <= attemptDeadlineMs(push)) return { kind: 'later', notifier, notBeforeMs }
  const { provider } = notifier
  return { kind: 'end', ended: { reason: 'notifier-out-of-limit', binding: way, provider } }
}

/** Those that some delivery may start with. */
export function firstNotifiers(decisions: Iterable<Decision>): ReadonlySet<Notifier> {
  const notifiers = new Set<Notifier>()
  for (const decision of decisions) {
    if (decision.kind !== 'devices') continue
    for (const { ways } of decision.devices) {
      const notifier = ways[0] && decision.notifiers.get(ways[0].notifierName)
      if (notifier) notifiers.add(notifier)
    }
  }
  return notifiers
}

/** The outcome of a delivery that is over before it began. */
export function endedOutcome({ reason, binding, provider, answer }: Ended, settledAtMs: number): Outcome {
  return {
    status: 'fail',
    reason,
    notifierName: binding?.notifierName,
    provider,
    deviceToken: binding?.deviceToken,
    answer: answer === undefined ? undefined : JSON.stringify(answer),
    errorMessage: undefined,
    possibleDuplicate: false,
    unbound: false,
    settledAtMs,
  }
}
