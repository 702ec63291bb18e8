// What a Xiaomi notifier must hold, and what it lacks for a category. Refuses to know what is sent with it.
import { type Category, classifications } from '../category.ts'
import { type ChannelIds, channelIdFor, settingChannelIds } from '../credentials/channel-ids.ts'
import { settingChoice, settingText } from '../credentials/settings.ts'
import { CredentialError, type Finding, type NotifierInput } from '../vendor.ts'

/** Where the app is registered: each has hosts of its own (spec/vendors.md §5.1). */
export type Region = 'china' | 'global'

/** Every region; the first is that of a notifier that names none. */
export const REGIONS: readonly Region[] = ['china', 'global']

/** An app as Xiaomi's open platform describes it, and what its notifier adds to every push. */
export interface XiaomiCredentials {
  /** For people only: requests are known by the secret and the package (spec/vendors.md §5.2). */
  readonly appId: string
  readonly appSecret: string
  readonly packageName: string
  readonly region: Region
  readonly channelIds: ChannelIds
  /** What a tap opens where a message says nothing: a class name or an intent URI. */
  readonly clickAction?: string
}

/**
 * Reads a notifier: its name is the app id, its certificate the app secret (spec/easemob.md §3.2). Blanks around values are dropped, they
 * come from copying. Throws {@link CredentialError} naming `name`, `certificate`, `packageName` or `settings.<member>`.
 */
export function parseXiaomiCredentials(input: NotifierInput): XiaomiCredentials {
  const { settings } = input
  const clickAction = settingText(settings, 'clickAction')
  if (clickAction !== undefined && clickAction.length > CLICK_CHARS_MAX) {
    throw new CredentialError('settings.clickAction', `clickAction is longer than ${CLICK_CHARS_MAX} characters`)
  }
  return {
    appId: appIdOf(input.name),
    appSecret: appSecretOf(input.certificate),
    packageName: packageNameOf(input.packageName),
    region: settingChoice(settings, 'region', REGIONS) ?? 'china',
    channelIds: settingChannelIds(settings),
    ...(clickAction === undefined ? {} : { clickAction }),
  }
}

/** Without a channel a message counts as public and takes from the app's share of the day (spec/vendors.md §5.5, §5.9). */
export function lacksXiaomi(credentials: XiaomiCredentials, category: Category): readonly Finding[] {
  if (!classifications[category].xiaomi.needsChannel) return []
  if (channelIdFor(credentials.channelIds, category) !== undefined) return []
  const text = `No channel is set for ${category}: Xiaomi counts these notifications as public messages, within the day's quota of the app. Apply for a private channel on Xiaomi's open platform and set settings.channelIds.${category}, or settings.channelId for all categories.`
  const zh = `未设置 ${category} 类通知的渠道：小米会将这些通知计为公信消息，占用应用的每日配额。请在小米开放平台申请私信渠道，并设置 settings.channelIds.${category}；或以 settings.channelId 用于所有分类。`
  return [{ level: 'warn', code: `category-${category}-no-channel`, text, zh }]
}

/** Real ids have 19 digits, real secrets 24 characters; the bounds only keep pasted files out. */
const ID_DIGITS_MAX = 32
const SECRET_CHARS_MAX = 256
const PACKAGE_CHARS_MAX = 256
/** No limit is published; ours. */
const CLICK_CHARS_MAX = 500

function appIdOf(name: string): string {
  const appId = name.trim()
  if (/^\d+$/.test(appId) && appId.length <= ID_DIGITS_MAX) return appId
  throw new CredentialError(
    'name',
    "the name of a Xiaomi notifier must be the app id (AppID) from Xiaomi's open platform: digits only",
  )
}

/** Never echoes the value: it is a secret. It becomes a header, so nothing but visible ASCII may be in it. */
function appSecretOf(certificate: string | undefined): string {
  const secret = certificate?.trim() ?? ''
  if (secret === '') {
    throw new CredentialError('certificate', "the app secret (AppSecret) from Xiaomi's open platform is missing")
  }
  if (/^[\x21-\x7e]+$/.test(secret) && secret.length <= SECRET_CHARS_MAX) return secret
  throw new CredentialError(
    'certificate',
    `the app secret must be at most ${SECRET_CHARS_MAX} letters, digits and signs without blanks`,
  )
}

function packageNameOf(given: string | undefined): string {
  const packageName = given?.trim() ?? ''
  if (/^[\w.]+$/.test(packageName) && packageName.length <= PACKAGE_CHARS_MAX) return packageName
  throw new CredentialError(
    'packageName',
    'a Xiaomi notifier needs the package name of its app, such as com.example.chat',
  )
}
