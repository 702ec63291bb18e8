// An app: one tenant, and what it allows.
import type { AppId, Appkey, RateName } from '@posthouse/protocol'
import type { Category } from '@posthouse/vendors'

/** What an app's owner may set. Absent members mean their defaults, which stand at each. */
export interface AppSettings {
  /** Whether anybody may register a single user without a token (spec/easemob.md §1.5). */
  readonly openRegistration: boolean
  /** Whether the push feature is on; off answers 403 `push service not open` (seed 002). */
  readonly pushOpen: boolean
  /** The category of notifications that name none; absent = none, then each notifier's settings decide. */
  readonly defaultCategory?: Category
  /** Calls per window of each group of endpoints, in place of `rates` of the protocol; 0 = as many as come. */
  readonly rates?: Partial<Readonly<Record<RateName, number>>>
  /** What too many calls are answered with (spec/easemob.md §1.9); absent = 429. */
  readonly rateStatus?: 403 | 429
  /** Plan quotas (spec/easemob.md §11.2); absent = none. */
  readonly quotas?: Partial<Readonly<Record<QuotaName, number>>>
  readonly tasks?: TaskSettings
  readonly chat?: ChatSettings
  /** When somebody with several devices counts as offline (spec/easemob.md §10.2); absent = `all-offline`. */
  readonly devicePolicy?: 'all-offline' | 'any-offline'
  /** What becomes of texts over the limits of spec/easemob.md §7.2; absent = `refuse`. */
  readonly longTexts?: 'refuse' | 'cut'
  /** Whether pushes over REST leave a user alone who does not want to be disturbed; absent = true. */
  readonly quietForRest?: boolean
  /** Whether `push/data/offline-push` answers (spec/easemob.md §6.11); absent = true. */
  readonly statisticsOpen?: boolean
  /** Whether the exception storage of callbacks answers (spec/easemob.md §9.3); absent = true. */
  readonly callbackStorageOpen?: boolean
}

/** What a plan may limit (spec/easemob.md §11.2). */
export type QuotaName = 'users' | 'pushesPerMinute' | 'labelPushesPerMinute' | 'allPushesPerMinute' | 'allPushesPerDay'

/** Limits of tasks (seed 002, spec/easemob.md §6.6, §6.8, §6.10). */
export interface TaskSettings {
  /** Most tasks at the same time; absent = 3. */
  readonly runningMax?: number
  /** Most tasks created within five minutes, by the seed's counting; absent = 3. */
  readonly createdMax?: number
  /** Whether `startDate` may be any time to come, and not only 1 hour to 30 days ahead; absent = false. */
  readonly anyStart?: boolean
  /** Most labels of one task, which goes to the users who carry all of them; absent = 1. */
  readonly labelsMax?: number
}

/** The online channel (spec/zego.md §7). Defaults are in {@link chatDefaults}. */
export interface ChatSettings {
  /** How long messages are kept, days. */
  readonly retentionDays?: number
  /** How long a connected device may take to acknowledge before it is pushed to, ms (spec/zego.md §1.4). */
  readonly ackWaitMs?: number
  /** `single`: a new platform ends the others; `dual`: one and one web; `multi`: ten devices and ten web pages. */
  readonly loginPolicy?: 'single' | 'dual' | 'multi'
  /** Most messages that a returning device is told of by itself; older ones are left to the history. */
  readonly catchUpMax?: number
  readonly groupMembersMax?: number
  /** How long a sender may take a message back, seconds. */
  readonly recallSeconds?: number
  /** Whether the AppSign lets in, which can be read out of a client. */
  readonly appSignOpen?: boolean
  /** Whether a user who is not registered is, at the first login with a token of the app's server or its AppSign. */
  readonly registersAtLogin?: boolean
}

/** What holds where an app says nothing. */
export const chatDefaults: Required<ChatSettings> = {
  retentionDays: 7,
  ackWaitMs: 5_000,
  loginPolicy: 'multi',
  catchUpMax: 5_000,
  groupMembersMax: 2_000,
  recallSeconds: 120,
  appSignOpen: true,
  registersAtLogin: true,
}

/** A change of settings: members that are named; null brings the default back. Of `rates`, `quotas`, `tasks` and `chat` the same member by member. */
export type SettingsChange = Partial<Pick<AppSettings, 'openRegistration' | 'pushOpen'>> & {
  readonly [Name in Exclude<keyof AppSettings, 'openRegistration' | 'pushOpen' | Nested>]?: AppSettings[Name] | null
} & { readonly [Name in Nested]?: { readonly [Member in keyof NestedOf<Name>]?: NestedOf<Name>[Member] | null } | null }

type Nested = 'rates' | 'quotas' | 'tasks' | 'chat'
type NestedOf<Name extends Nested> = NonNullable<AppSettings[Name]>
const nested: readonly Nested[] = ['rates', 'quotas', 'tasks', 'chat']

/** The settings after a change. */
export function changedSettings(settings: AppSettings, change: SettingsChange): AppSettings {
  const changed: Record<string, unknown> = { ...settings, ...change }
  for (const name of nested) {
    if (!change[name]) continue
    const members = withoutNulls({ ...settings[name], ...change[name] })
    changed[name] = Object.keys(members).length === 0 ? null : members
  }
  return withoutNulls(changed) as unknown as AppSettings
}

function withoutNulls(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined))
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

/** Organisations that would hide a path of the server itself, or a page of the console that belongs to no app. */
const reservedOrgs: ReadonlySet<string> = new Set([
  'apps',
  'assets',
  'server',
  'set-up',
  'invitation',
  'admin',
  'healthz',
  'livez',
  'metrics',
  'readyz',
  'openapi.json',
  'easemob',
  'console',
  'receipts',
  'reference',
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
