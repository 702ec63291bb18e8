// A notifier: a named vendor credential of an app (spec/easemob.md §3). The credential itself stays sealed.
import type { AppId, JsonObject, NotifierName } from '@posthouse/protocol'

/** What stands between a notifier and its use, in the order it is looked at. */
export type NotifierState =
  | { readonly kind: 'enabled' }
  /** Nothing is sent before this instant (epoch ms): the vendor asked for a pause, or refused the credential. */
  | { readonly kind: 'paused'; readonly untilMs: number; readonly why: 'throttled' | 'quota' | 'refused' }
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
  /** Changes whenever the credential or settings change, so that an open channel can be replaced. */
  readonly version: number
  readonly createdAtMs: number
  readonly modifiedAtMs: number
}

/** Most notifiers of one app (spec/easemob.md §3.2). */
export const notifiersPerAppMax = 100
