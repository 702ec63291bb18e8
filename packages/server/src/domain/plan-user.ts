// What a push means for one user: which channel and devices it goes to, or why nothing is sent (the order of spec/easemob.md §10.4). Pure; what
// it decides from was loaded by others.
import type { NotifierName } from '@posthouse/protocol'
import type { Binding } from './device.ts'
import { type DevicePlan, type PlannedFor, planDevices } from './eligibility.ts'
import type { Notifier } from './notifier.ts'
import type { Strategy } from './push.ts'
import { ignoresRestPush } from './quiet-hours.ts'
import type { ReasonCode } from './reason.ts'
import { planChannel } from './strategy.ts'
import type { UserSettings } from './user-settings.ts'

/** What is to be done with a push. */
export type Decision =
  | { readonly kind: 'end'; readonly reason: ReasonCode }
  /** The online channel takes it. */
  | { readonly kind: 'online' }
  | {
      readonly kind: 'devices'
      readonly devices: readonly DevicePlan[]
      readonly notifiers: ReadonlyMap<NotifierName, Notifier>
    }

/** What deciding has to know of a push over REST. */
export interface PushFacts extends PlannedFor {
  readonly strategy: Strategy
  /** Handed to the app and shown to nobody. */
  readonly isTransparent: boolean
}

/** What deciding has to know of a user who exists. */
export interface UserFacts {
  /** Undefined or empty: none. */
  readonly bindings: readonly Binding[] | undefined
  /** Those that are heeded: undefined where the user set nothing, or the app's pushes over REST go out all the same. */
  readonly settings: UserSettings | undefined
  /** Whether some device is connected; asked for only where the strategy asks. */
  readonly isOnline: boolean
}

/** The instant, and the zone whose clocks settings are read by. */
export interface Now {
  /** Epoch ms. */
  readonly nowMs: number
  readonly timeZone: string
}

/** See the head of the file; `user` is undefined where there is no such user. */
export function planUser(
  push: PushFacts,
  user: UserFacts | undefined,
  notifiers: ReadonlyMap<NotifierName, Notifier>,
  { nowMs, timeZone }: Now,
): Decision {
  if (!user) return { kind: 'end', reason: 'no-user' }
  if (nowMs > push.deadlineMs) return { kind: 'end', reason: 'message-expired' }
  const { bindings, settings, isOnline } = user
  const { strategy, isTransparent } = push
  const channel = planChannel(strategy, { isTransparent, isOnline })
  if (channel.kind === 'end') return channel
  // What nobody sees disturbs nobody.
  if (settings && !isTransparent && ignoresRestPush(settings, nowMs, timeZone)) {
    return { kind: 'end', reason: 'user-ignores' }
  }
  if (channel.kind === 'online') return channel
  if (!bindings || bindings.length === 0) {
    // Seed 002 answers strategy 3 with `no push binding` for a user without one; 0 goes on to the online channel.
    return strategy === 0 ? { kind: 'online' } : { kind: 'end', reason: 'no-push-binding' }
  }
  return { kind: 'devices', devices: planDevices(bindings, notifiers, push, nowMs), notifiers }
}
