// An app: one tenant, and what it allows.
import type { AppId, Appkey } from '@posthouse/protocol'

/** What an app's owner may set. */
export interface AppSettings {
  /** Whether anybody may register a single user without a token (spec/easemob.md §1.5). */
  readonly openRegistration: boolean
  /** Whether the push feature is on; off answers 403 `push service not open` (seed 002). */
  readonly pushOpen: boolean
}

/** The settings of a new app. */
export const defaultAppSettings: AppSettings = { openRegistration: false, pushOpen: true }

/** One tenant. Secrets are sealed elsewhere; this value may be logged. */
export interface App {
  readonly id: AppId
  readonly org: string
  readonly name: string
  readonly appkey: Appkey
  /** The `application` UUID of the platform envelope. */
  readonly uuid: string
  readonly clientId: string
  readonly settings: AppSettings
  readonly createdAtMs: number
}
