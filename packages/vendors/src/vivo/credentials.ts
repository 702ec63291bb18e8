// What a vivo notifier must hold. Refuses to know how a request is signed with it.
import { settingText } from '../credentials/settings.ts'
import type { JsonValue } from '../json.ts'
import { CredentialError, type NotifierInput } from '../vendor.ts'
import { isCategory, type MessageClass } from './classification.ts'

/** A vivo app as the developer console describes it, and what its notifier adds to every push. */
export interface VivoCredentials {
  /** Digits; a number in sends, a text in sign-ins (spec/vendors.md §7.5). */
  readonly appId: string
  readonly appKey: string
  readonly appSecret: string
  /** `classification` of messages that name none: 0 operation, 1 system. */
  readonly classification?: MessageClass
  /** `category` of messages that name none; the app must have been granted it. */
  readonly category?: string
  /** What a tap opens where a message does not say: a class, `package/class` or an intent. */
  readonly clickActivity?: string
  readonly packageName?: string
  /** A development notifier sends test messages, which vivo delivers to the app's registered test users only (spec/vendors.md §7.1). */
  readonly isTest: boolean
}

/**
 * Reads a notifier: its name is `appId#appKey`, its certificate the app secret (spec/easemob.md §3.2). Blanks around the parts are
 * dropped, they come from copying. Throws {@link CredentialError} naming `name`, `certificate` or `settings.<member>`.
 */
export function parseVivoCredentials(input: NotifierInput): VivoCredentials {
  const { settings } = input
  const packageName = input.packageName?.trim()
  const category = settingCategory(settingText(settings, 'category'))
  const classification = settingClass(settings['classification'])
  const clickActivity = settingText(settings, 'clickActivity')
  return {
    ...idsOf(input.name),
    appSecret: appSecretOf(input.certificate),
    ...(classification === undefined ? {} : { classification }),
    ...(category === undefined ? {} : { category }),
    ...(clickActivity === undefined ? {} : { clickActivity }),
    ...(packageName ? { packageName } : {}),
    isTest: input.environment === 'DEVELOPMENT',
  }
}

function idsOf(name: string): Pick<VivoCredentials, 'appId' | 'appKey'> {
  const parts = name.split('#').map(part => part.trim())
  const [appId = '', appKey = ''] = parts
  if (parts.length !== 2) {
    throw new CredentialError('name', 'the name of a vivo notifier must be app id and app key joined by #: 10004#key')
  }
  // Fifteen digits are exact as a JSON number; real ids have five to nine.
  if (!/^[1-9]\d{0,14}$/.test(appId)) {
    throw new CredentialError('name', 'the app id, before the #, must be digits only')
  }
  if (!/^[\w-]{1,128}$/.test(appKey)) {
    throw new CredentialError('name', 'the app key, after the #, must be letters, digits, - or _')
  }
  return { appId, appKey }
}

function appSecretOf(certificate: string | undefined): string {
  const secret = certificate?.trim() ?? ''
  if (secret === '') throw new CredentialError('certificate', 'the app secret from the vivo console is missing')
  // Never echoes the value: it is a secret.
  if (secret.length > SECRET_CHARS_MAX) {
    throw new CredentialError('certificate', `the app secret is longer than ${SECRET_CHARS_MAX} characters`)
  }
  return secret
}

function settingCategory(category: string | undefined): string | undefined {
  if (category === undefined || isCategory(category)) return category
  throw new CredentialError('settings.category', 'category must be upper-case letters such as IM')
}

/** Forms send numbers as text. */
function settingClass(value: JsonValue | undefined): MessageClass | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (value === 0 || value === '0') return 0
  if (value === 1 || value === '1') return 1
  throw new CredentialError('settings.classification', 'classification must be 0 (operation) or 1 (system)')
}

/** Real secrets are UUIDs; this only keeps a pasted file out. */
const SECRET_CHARS_MAX = 1024
