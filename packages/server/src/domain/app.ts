// An app: one tenant, and what it allows.
import type { AppId, Appkey } from '@posthouse/protocol'
import type { Category } from '@posthouse/vendors'

/** What an app's owner may set. */
export interface AppSettings {
  /** Whether anybody may register a single user without a token (spec/easemob.md §1.5). */
  readonly openRegistration: boolean
  /** Whether the push feature is on; off answers 403 `push service not open` (seed 002). */
  readonly pushOpen: boolean
  /** The category of notifications that name none; absent = none, then each notifier's settings decide. */
  readonly defaultCategory?: Category
}

/** A change of settings: members that are named; a null takes the default category away. */
export interface SettingsChange extends Partial<Omit<AppSettings, 'defaultCategory'>> {
  readonly defaultCategory?: Category | null
}

/** The settings after a change. */
export function changedSettings(settings: AppSettings, change: SettingsChange): AppSettings {
  const { defaultCategory, ...rest } = { ...settings, ...change }
  return { ...rest, ...(defaultCategory ? { defaultCategory } : {}) }
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

/** Organisations that would hide a path of the server itself. */
const reservedOrgs: ReadonlySet<string> = new Set([
  'admin',
  'healthz',
  'readyz',
  'openapi.json',
  'easemob',
  'console',
  'receipts',
])

/** Why an organisation's or app's name may not be used, or undefined. Both stand in paths and, joined by `#`, in appkeys. */
export function appNameObjection(org: string, name: string): { field: 'org' | 'name'; reason: string } | undefined {
  const rule = 'must be 1 to 64 letters, digits, "_", "-" or ".", and begin with a letter or digit'
  if (!isAppName(org)) return { field: 'org', reason: `org ${rule}` }
  if (reservedOrgs.has(org.toLowerCase())) return { field: 'org', reason: `org "${org}" is reserved` }
  return isAppName(name) ? undefined : { field: 'name', reason: `name ${rule}` }
}

function isAppName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(text)
}
