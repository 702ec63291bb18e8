// By which way a delivery goes on, when it is due again: everything that decided its first attempt is looked at anew. Pure.
import type { NotifierName } from '@posthouse/protocol'
import type { Way } from './delivery.ts'
import type { Binding } from './device.ts'
import { objection, pausedUntil } from './eligibility.ts'
import type { Notifier } from './notifier.ts'
import { attemptDeadlineMs, isVoip, type Push } from './push.ts'
import type { ReasonCode } from './reason.ts'

/** What is next. `ways` begin with the one that is meant. */
export type NextWay =
  | { readonly kind: 'try'; readonly ways: readonly Way[]; readonly notifier: Notifier }
  | { readonly kind: 'wait'; readonly ways: readonly Way[]; readonly untilMs: number }
  /** No way is left; `way` is the one that the reason is about. */
  | { readonly kind: 'end'; readonly reason: ReasonCode; readonly way: Way | undefined }

/** The first way that is still bound and whose notifier may be used. `bound` are the device's bindings as they are now. */
export function nextWay(
  push: Push,
  ways: readonly Way[],
  bound: readonly Binding[],
  notifierOf: (name: NotifierName) => Notifier | undefined,
  nowMs: number,
): NextWay {
  if (nowMs > attemptDeadlineMs(push)) return { kind: 'end', reason: 'message-expired', way: ways[0] }
  let refused: NextWay = { kind: 'end', reason: 'illegal-binding', way: ways[0] }
  for (const [index, way] of ways.entries()) {
    if (!bound.some(binding => isWay(binding, way))) continue
    const notifier = notifierOf(way.notifierName)
    const reason = objection(way, notifier, { isVoip: isVoip(push.notification) }, nowMs)
    if (reason || !notifier) {
      refused = { kind: 'end', reason: reason ?? 'no-notifier', way }
      continue
    }
    const untilMs = pausedUntil(notifier, nowMs)
    if (untilMs === undefined) return { kind: 'try', ways: ways.slice(index), notifier }
    if (untilMs <= attemptDeadlineMs(push)) return { kind: 'wait', ways: ways.slice(index), untilMs }
    refused = { kind: 'end', reason: 'notifier-out-of-limit', way }
  }
  return refused
}

function isWay(binding: Binding, way: Way): boolean {
  return binding.notifierName === way.notifierName && binding.deviceToken === way.deviceToken
}
