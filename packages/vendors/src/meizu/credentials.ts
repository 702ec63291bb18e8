// What a Meizu notifier must hold. Refuses to know how a request is signed with it.
import { settingText } from '../credentials/settings.ts'
import type { JsonObject } from '../json.ts'
import { CredentialError, type NotifierInput } from '../vendor.ts'

/** An app as the Flyme push platform describes it, and what its notifier adds to every push. */
export interface MeizuCredentials {
  readonly appId: string
  readonly appSecret: string
  readonly packageName?: string
  /** The page that a tap opens where nothing else is said. */
  readonly clickActivity?: string
  /** Whether pushes name the address for receipts. */
  readonly receipt: boolean
  /** `noticeMsgType` of notifications without a category: 0 public, 1 private (spec/vendors.md §8.5). */
  readonly noticeMsgType?: 0 | 1
}

/**
 * Reads a notifier: its name is the app id, its certificate the app secret (spec/easemob.md §3.2). Blanks around both are dropped,
 * they come from copying. Throws {@link CredentialError} naming `name`, `certificate` or `settings.<member>`.
 */
export function parseMeizuCredentials(input: NotifierInput): MeizuCredentials {
  const packageName = input.packageName?.trim()
  const clickActivity = settingText(input.settings, 'clickActivity')
  const noticeMsgType = settingDigit(input.settings, 'noticeMsgType')
  return {
    appId: appIdOf(input.name),
    appSecret: appSecretOf(input.certificate),
    ...(packageName ? { packageName } : {}),
    ...(clickActivity === undefined ? {} : { clickActivity }),
    receipt: settingFlag(input.settings, 'receipt') ?? true,
    ...(noticeMsgType === undefined ? {} : { noticeMsgType }),
  }
}

function appIdOf(name: string): string {
  const appId = name.trim()
  // Digits only, so that nothing in it can be another parameter of the signed text.
  if (/^\d{1,32}$/.test(appId)) return appId
  throw new CredentialError(
    'name',
    'the name of a Meizu notifier must be the App ID of the Flyme push platform: digits',
  )
}

function appSecretOf(certificate: string | undefined): string {
  const secret = certificate?.trim() ?? ''
  if (secret === '') throw new CredentialError('certificate', 'the App Secret of the Flyme push platform is missing')
  // Never echoes the value: it is a secret.
  if (secret.length > SECRET_CHARS_MAX) {
    throw new CredentialError('certificate', `the App Secret is longer than ${SECRET_CHARS_MAX} characters`)
  }
  return secret
}

/** Forms send `true`, command lines `"true"`. */
function settingFlag(settings: JsonObject, member: string): boolean | undefined {
  const value = settings[member]
  if (value === undefined || value === null || value === '') return undefined
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw new CredentialError(`settings.${member}`, `${member} must be true or false`)
}

function settingDigit(settings: JsonObject, member: string): 0 | 1 | undefined {
  const value = settings[member]
  if (value === undefined || value === null || value === '') return undefined
  if (value === 0 || value === '0') return 0
  if (value === 1 || value === '1') return 1
  throw new CredentialError(`settings.${member}`, `${member} must be 0 (public) or 1 (private)`)
}

/** Real secrets are 32 characters; this only keeps a pasted file out. */
const SECRET_CHARS_MAX = 1024
