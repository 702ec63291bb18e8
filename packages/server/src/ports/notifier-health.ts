// What is known of notifiers besides their credentials, as upper floors see the record; part of the store's tables.
import type { AppId } from '@posthouse/protocol'
import type { Finding } from '@posthouse/vendors'
import type { Write } from './write.ts'

/** What a check of a notifier found. */
export interface NotifierCheck {
  /** Epoch ms. */
  readonly atMs: number
  /** Of the notifier then; another one by now means that the check speaks of a credential that is gone. */
  readonly version: number
  readonly findings: readonly Finding[]
}

/** One notifier's. */
export interface NotifierHealth {
  readonly uuid: string
  /** When the credential ends by its own date, epoch ms; undefined where it has none, or nobody has looked. */
  readonly expiresAtMs: number | undefined
  /** The last one. */
  readonly check: NotifierCheck | undefined
}

/** At most one row per notifier; deleted with it. */
export interface NotifierHealthTable {
  /** Of all notifiers of the app about which something is known, in order of uuid. */
  ofApp(appId: AppId): Promise<readonly NotifierHealth[]>
  find(appId: AppId, uuid: string): Promise<NotifierHealth | undefined>
  /** Notes when a credential ends, unless the notifier is gone; the last check stays. */
  noteExpiry(appId: AppId, uuid: string, expiresAtMs: number | undefined): Write
  /** Replaces what was noted before, unless the notifier is gone. */
  noteCheck(appId: AppId, uuid: string, check: NotifierCheck, expiresAtMs: number | undefined): Write<boolean>
}
