// What a Huawei notifier must hold. Refuses to know how an access token is obtained with it.
import { type ChannelIds, settingChannelIds } from '../credentials/channel-ids.ts'
import { settingText } from '../credentials/settings.ts'
import type { JsonValue } from '../json.ts'
import { CredentialError, type NotifierInput } from '../vendor.ts'

/** A Huawei app as AppGallery Connect describes it, and what its notifier adds to every push. */
export interface HuaweiCredentials {
  /** The app id, which is also the OAuth client id and part of the push path (spec/vendors.md §3.1). */
  readonly appId: string
  readonly appSecret: string
  readonly packageName?: string
  /** `android.category` of messages that name none; the app must have been granted it. */
  readonly category?: string
  /** `badge.class` of messages that name none: the app's entry activity. */
  readonly activityClass?: string
  /** Action of the page that a tap opens where neither the message nor the basic fields say. */
  readonly clickAction?: string
  /** Android notification channels of messages that name none; absent where no channel is set. */
  readonly channelIds?: ChannelIds
  /** User name and secret of the receipt configuration; with them receipts are taken only with a valid signature (§3.10). */
  readonly receiptUser?: string
  readonly receiptSecret?: string
  /** Recorded as given; it selects nothing, its meaning is not published (spec/easemob.md §3.1). */
  readonly apiVersion?: number
}

/**
 * Reads a notifier: its name is the app id, its certificate the app secret (spec/easemob.md §3.2). Blanks around both are
 * dropped, they come from copying. Throws {@link CredentialError} naming `name`, `certificate` or `settings.<member>`.
 */
export function parseHuaweiCredentials(input: NotifierInput): HuaweiCredentials {
  const packageName = input.packageName?.trim()
  const category = settingText(input.settings, 'category')
  const activityClass = settingText(input.settings, 'activityClass')
  const clickAction = settingText(input.settings, 'clickAction')
  const apiVersion = settingVersion(input.settings['apiVersion'])
  const receiptUser = settingText(input.settings, 'receiptUser')
  const receiptSecret = settingText(input.settings, 'receiptSecret')
  if (receiptUser === undefined && receiptSecret !== undefined) throw missing('receiptUser', 'receiptSecret')
  if (receiptSecret === undefined && receiptUser !== undefined) throw missing('receiptSecret', 'receiptUser')
  const channelIds = settingChannelIds(input.settings)
  const hasChannel = channelIds.general !== undefined || Object.keys(channelIds.byCategory).length > 0
  checkSecretLength(receiptSecret ?? '', 'settings.receiptSecret', 'the receipt secret')
  return {
    appId: appIdOf(input.name),
    appSecret: appSecretOf(input.certificate),
    ...(packageName ? { packageName } : {}),
    ...(category === undefined ? {} : { category }),
    ...(activityClass === undefined ? {} : { activityClass }),
    ...(clickAction === undefined ? {} : { clickAction }),
    ...(hasChannel ? { channelIds } : {}),
    ...(receiptUser === undefined || receiptSecret === undefined ? {} : { receiptUser, receiptSecret }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
  }
}

function missing(member: string, other: string): CredentialError {
  return new CredentialError(`settings.${member}`, `${member} is missing; it belongs to ${other}`)
}

function appIdOf(name: string): string {
  const appId = name.trim()
  // The id becomes part of a path: digits only, so nothing in it can point elsewhere.
  if (!/^\d{1,32}$/.test(appId)) {
    throw new CredentialError(
      'name',
      'the name of a Huawei notifier must be the app id from AppGallery Connect: digits only',
    )
  }
  return appId
}

function appSecretOf(certificate: string | undefined): string {
  const secret = certificate?.trim() ?? ''
  if (secret === '') throw new CredentialError('certificate', 'the app secret from AppGallery Connect is missing')
  checkSecretLength(secret, 'certificate', 'the app secret')
  return secret
}

/** Never echoes the value: it is a secret. */
function checkSecretLength(secret: string, field: string, what: string): void {
  if (secret.length > SECRET_CHARS_MAX) {
    throw new CredentialError(field, `${what} is longer than ${SECRET_CHARS_MAX} characters`)
  }
}

function settingVersion(value: JsonValue | undefined): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const version = typeof value === 'string' ? Number(value) : value
  if (typeof version === 'number' && Number.isInteger(version) && version > 0) return version
  throw new CredentialError('settings.apiVersion', 'apiVersion must be a whole number such as 4')
}

/** Real secrets are 64 hexadecimal digits; this only keeps a pasted file out. */
const SECRET_CHARS_MAX = 1024
