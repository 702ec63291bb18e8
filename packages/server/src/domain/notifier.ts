// A notifier: a named vendor credential of an app (spec/easemob.md §3). The credential itself stays sealed.
import { type AppId, hour, type JsonObject, type NotifierName } from '@posthouse/protocol'

/** What stands between a notifier and its use, in the order it is looked at. */
export type NotifierState =
  | { readonly kind: 'enabled' }
  /** Nothing is sent before this instant (epoch ms): the vendor asked for a pause, or refused the credential. */
  | {
      readonly kind: 'paused'
      readonly untilMs: number
      readonly why: 'throttled' | 'quota' | 'refused'
      /** When the vendor said so, epoch ms; absent in pauses of before it was kept. */
      readonly sinceMs?: number
      /** The vendor's own code, which its table of codes explains; at most {@link pauseCodeCharsMax} characters. */
      readonly code?: string
    }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'banned' }

/** A notifier without its secrets. */
export interface Notifier {
  readonly uuid: string
  readonly appId: AppId
  readonly name: NotifierName
  /** A vendor's name in `@posthouse/vendors`. */
  readonly vendor: string
  /** The vendor's name in the Easemob interface. */
  readonly provider: string
  readonly environment: 'PRODUCTION' | 'DEVELOPMENT'
  readonly packageName: string | undefined
  /** The settings object as its owner wrote it, without secrets. */
  readonly settings: JsonObject
  readonly state: NotifierState
  /** Most pushes that leave in a second, over all processes; absent: as many as go. */
  readonly pushesPerSecond?: number | undefined
  /** Changes whenever the credential or settings change, so that an open channel can be replaced. */
  readonly version: number
  readonly createdAtMs: number
  readonly modifiedAtMs: number
}

/** Ours: longer than any rest that is asked for (retry.ts), and an hour for processes whose clocks differ. */
export const restMsMax: number = 26 * hour

/** When a paused notifier's rest ends, or undefined. A rest that is too long was counted by a clock that was ahead (I19): it is over. */
export function restsUntil({ state }: Pick<Notifier, 'state'>, nowMs: number): number | undefined {
  if (state.kind !== 'paused') return undefined
  const leftMs = state.untilMs - nowMs
  return leftMs > 0 && leftMs <= restMsMax ? state.untilMs : undefined
}

/** Whether an APNs notifier is for VoIP tokens (spec/easemob.md §10.6). */
export function isForVoip({ packageName }: Pick<Notifier, 'packageName'>): boolean {
  return packageName?.endsWith('.voip') ?? false
}

/**
 * The one of a vendor's notifiers that a look without a receiver goes through: the first in order that a push could take, or else one that
 * is switched off; never one of the other kind, VoIP or not. Undefined where there is none.
 */
export function notifierToLookThrough(
  ofVendor: readonly Notifier[],
  push: { readonly isVoip: boolean },
): Notifier | undefined {
  const fitting = ofVendor.filter(one => one.vendor !== 'apns' || isForVoip(one) === push.isVoip)
  const isUsed = ({ state: { kind } }: Notifier): boolean => kind === 'enabled' || kind === 'paused'
  return fitting.find(isUsed) ?? fitting.find(({ state }) => state.kind === 'disabled')
}

/** Ours: longest code of a vendor that is kept with a pause. */
export const pauseCodeCharsMax = 64

/** Most notifiers of one app (spec/easemob.md §3.2). */
export const notifiersPerAppMax = 100
