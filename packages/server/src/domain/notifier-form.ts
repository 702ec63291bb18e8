// From what an app's owner sends about a notifier to the input that vendors read, and to what may be shown again. Pure.
import type { JsonObject, JsonValue } from '@posthouse/protocol'
import type { NotifierInput } from '@posthouse/vendors'

/** The members of a request about a notifier; those that are absent stay as they were. */
export interface NotifierForm {
  readonly name?: string
  readonly environment?: 'PRODUCTION' | 'DEVELOPMENT'
  readonly packageName?: string
  readonly certificate?: string
  readonly teamId?: string
  readonly keyId?: string
  readonly passphrase?: string
  /** Base64. */
  readonly file?: string
  readonly settings?: JsonObject
}

/** Settings that a multipart form carries as fields of its own (spec/easemob.md §3.1). */
const looseSettings = ['sound', 'pushType', 'priority', 'supportAPNs', 'projectId', 'version'] as const
/** Members that belong to both: vendors read them from the input, clients look for them in the settings. */
const sharedMembers = ['teamId', 'keyId'] as const
const textMembers = ['name', 'packageName', 'certificate', 'teamId', 'keyId', 'passphrase', 'file'] as const
/** Members of settings that look like secrets are never shown, whatever a client put there (S15). */
const secretName = /secret|passw|passphrase|private|token|credential/i

/** Reads a request. `settingsKeys` are the vendor's names of its settings object, misspelt ones included. */
export function readNotifierForm(
  body: Readonly<Record<string, unknown>>,
  settingsKeys: readonly string[],
): NotifierForm {
  const texts = Object.fromEntries(
    textMembers.flatMap(name => (typeof body[name] === 'string' ? [[name, body[name]] as const] : [])),
  )
  const environment = body['environment']
  const settings = readSettings(body, settingsKeys)
  const shared = Object.fromEntries(
    sharedMembers.flatMap(name => {
      const value = settings?.[name]
      return texts[name] === undefined && typeof value === 'string' ? [[name, value] as const] : []
    }),
  )
  return {
    ...texts,
    ...shared,
    ...(environment === 'PRODUCTION' || environment === 'DEVELOPMENT' ? { environment } : {}),
    ...(settings === undefined ? {} : { settings }),
  }
}

/**
 * The input after a change: what the form names is new, the rest stays. Settings are replaced as a whole, except for those that are
 * never shown: nobody can send back what was not shown, so a secret stays until the form names it, empty or not.
 */
export function changedInput(before: NotifierInput | undefined, form: NotifierForm): NotifierInput {
  const fresh = { name: '', environment: 'PRODUCTION', settings: {} } as const
  const changed = { ...fresh, ...before, ...form }
  const hidden = Object.entries(before?.settings ?? {}).filter(([name]) => secretName.test(name))
  return { ...changed, settings: { ...Object.fromEntries(hidden), ...changed.settings } }
}

/** The settings that may be shown: as their owner wrote them, without secrets, and with the name of an uploaded file. */
export function shownSettings(input: NotifierInput): JsonObject {
  const shown = Object.entries(input.settings).filter(([name]) => !secretName.test(name))
  const shared = sharedMembers.flatMap(name => (input[name] === undefined ? [] : [[name, input[name]] as const]))
  const fileName = fileNameOf(input)
  return Object.fromEntries([
    ...shown,
    ...shared,
    ...(fileName === undefined ? [] : [[fileNameMember, fileName] as const]),
  ])
}

/** Where {@link shownSettings} keeps the file's name; no vendor has a setting of this name. */
export const fileNameMember = 'certificate'

/** `certificate` is a file's name only beside a file, and only when it looks like one; otherwise it is a secret. */
function fileNameOf({ file, certificate }: NotifierInput): string | undefined {
  if (file === undefined || certificate === undefined) return undefined
  return /^[^/\\\p{Cc}]{1,128}\.(p8|p12|pfx|pem|json)$/iu.test(certificate) ? certificate : undefined
}

function readSettings(
  body: Readonly<Record<string, unknown>>,
  settingsKeys: readonly string[],
): JsonObject | undefined {
  const named = settingsKeys.map(key => objectOf(body[key])).find(settings => settings !== undefined)
  const loose = looseSettings.flatMap(name => {
    const value = body[name]
    return typeof value === 'string' || typeof value === 'boolean' ? [[name, looseValue(name, value)] as const] : []
  })
  if (!named && loose.length === 0) return undefined
  return { ...named, ...Object.fromEntries(loose) }
}

function looseValue(name: (typeof looseSettings)[number], value: string | boolean): JsonValue {
  return name === 'supportAPNs' ? value === true || value === 'true' : value
}

/** A form carries the object as JSON text. */
function objectOf(value: unknown): JsonObject | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  if (typeof value !== 'string') return undefined
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === 'string' ? undefined : objectOf(parsed)
  } catch {
    return undefined
  }
}
