// What an Honor notifier must hold. Refuses to know how an access token is obtained with it.
import { settingText } from '../credentials/settings.ts'
import { some } from '../json.ts'
import { CredentialError, type NotifierInput } from '../vendor.ts'

/** An app as Honor's developer platform describes it, and what its notifier adds to every push. */
export interface HonorCredentials {
  /** Part of the push path: digits only (spec/vendors.md §4.1). */
  readonly appId: string
  readonly clientId: string
  readonly clientSecret: string
  /** Completes a class name in the basic `clickAction.activity`. */
  readonly packageName?: string
  /** `badge.badgeClass` of messages that name none: the app's entry activity. */
  readonly activityClass?: string
  /** Action of the page that a tap opens where neither the message nor the basic fields say. */
  readonly clickAction?: string
}

/**
 * Reads a notifier: its name is the app id, its certificate the client secret (spec/easemob.md §3.2). The client id is a setting;
 * without one it is the app id, because forms of other platforms ask for a single id and the two are one for some apps. Throws
 * {@link CredentialError} naming `name`, `certificate` or `settings.<member>`.
 */
export function parseHonorCredentials({ name, certificate, packageName, settings }: NotifierInput): HonorCredentials {
  const appId = name.trim()
  // The id becomes part of a path: digits only, so nothing in it can point elsewhere.
  if (!/^\d{1,32}$/.test(appId)) {
    throw new CredentialError('name', 'the name of an Honor notifier must be the app id: digits only')
  }
  return {
    appId,
    clientId: clientIdOf(settingText(settings, 'clientId') ?? appId),
    clientSecret: clientSecretOf(certificate),
    ...some('packageName', packageName?.trim() || undefined),
    ...some('activityClass', settingText(settings, 'activityClass')),
    ...some('clickAction', settingText(settings, 'clickAction')),
  }
}

function clientIdOf(clientId: string): string {
  if (/^[\x21-\x7e]{1,256}$/.test(clientId)) return clientId
  throw new CredentialError('settings.clientId', 'clientId must be 1 to 256 printable characters without blanks')
}

function clientSecretOf(certificate: string | undefined): string {
  const secret = certificate?.trim() ?? ''
  if (secret === '') throw new CredentialError('certificate', 'the client secret from Honor is missing')
  // Never echoes the value: it is a secret.
  if (secret.length <= SECRET_CHARS_MAX) return secret
  throw new CredentialError('certificate', `the client secret is longer than ${SECRET_CHARS_MAX} characters`)
}

/** Real secrets have some dozens; this only keeps a pasted file out. */
const SECRET_CHARS_MAX = 1024
