// What an OPPO notifier must hold, and what it lacks for a category. Refuses to know how one signs in with it.
import { type Category, classifications } from '../category.ts'
import { type ChannelIds, channelIdFor, settingChannelIds } from '../credentials/channel-ids.ts'
import { settingText } from '../credentials/settings.ts'
import type { JsonObject } from '../json.ts'
import { CredentialError, type Finding, type NotifierInput } from '../vendor.ts'

/** `1`: notification bar; `2`: and lock screen; `16`: and banner, vibration and sound (spec/easemob.md §8.6). */
export type NotifyLevel = 1 | 2 | 16

/** Every level. */
export const NOTIFY_LEVELS: readonly NotifyLevel[] = [1, 2, 16]

/** Longest activity that a tap may name, characters (spec/vendors.md §6.5). */
export const ACTIVITY_CHARS_MAX = 500

/** An app as OPPO's developer console describes it, and what its notifier adds to every push. */
export interface OppoCredentials {
  readonly appKey: string
  readonly masterSecret: string
  readonly channelIds: ChannelIds
  /** `category` of messages that name none. */
  readonly category?: string
  /** `notify_level` of messages that name none; stands only beside a category. */
  readonly notifyLevel?: NotifyLevel
  /** The class that a tap opens where a message says nothing else. */
  readonly clickActivity?: string
}

/**
 * Reads a notifier: its name is the app key, its certificate the master secret (spec/easemob.md §3.2). Blanks around both are dropped,
 * they come from copying. Throws {@link CredentialError} naming `name`, `certificate` or `settings.<member>`.
 */
export function parseOppoCredentials(input: NotifierInput): OppoCredentials {
  const { settings } = input
  const category = settingText(settings, 'category')
  const notifyLevel = settingLevel(settings)
  const clickActivity = settingText(settings, 'clickActivity')
  if (clickActivity !== undefined && clickActivity.length > ACTIVITY_CHARS_MAX) {
    throw new CredentialError('settings.clickActivity', `clickActivity is longer than ${ACTIVITY_CHARS_MAX} characters`)
  }
  return {
    appKey: appKeyOf(input.name),
    masterSecret: masterSecretOf(input.certificate),
    channelIds: settingChannelIds(settings),
    ...(category === undefined ? {} : { category }),
    ...(notifyLevel === undefined ? {} : { notifyLevel }),
    ...(clickActivity === undefined ? {} : { clickActivity }),
  }
}

/** A private category without a channel of its own is shown like any other message, within the public share of the day. */
export function lacksOppo(credentials: OppoCredentials, category: Category): readonly Finding[] {
  const { needsChannel, category: told } = classifications[category].oppo
  if (!needsChannel || channelIdFor(credentials.channelIds, category) !== undefined) return []
  const text = `Notifications of the category ${category} go to OPPO as ${told} without a channel, so OPPO may show them in the app's default channel and count them as public messages. Register a private channel in OPPO's console and set settings.channelIds.${category}, or settings.channelId for all categories.`
  const zh = `${category} 类通知会以 ${told} 分类、不带渠道发给 OPPO，OPPO 可能在应用的默认渠道中显示，并计入公信消息。请在 OPPO 控制台登记私信渠道，并设置 settings.channelIds.${category}；或以 settings.channelId 用于所有分类。`
  return [{ level: 'warn', code: `category-${category}-no-channel`, text, zh }]
}

/** Real keys and secrets are 32 characters; this only keeps a pasted file out. */
const KEY_CHARS_MAX = 256
const PRINTABLE = /^[\x21-\x7e]+$/

function appKeyOf(name: string): string {
  const appKey = name.trim()
  if (PRINTABLE.test(appKey) && appKey.length <= KEY_CHARS_MAX) return appKey
  throw new CredentialError('name', "the name of an OPPO notifier must be the app key (AppKey) from OPPO's console")
}

/** Never echoes the value: it is a secret. */
function masterSecretOf(certificate: string | undefined): string {
  const secret = certificate?.trim() ?? ''
  if (secret === '') {
    throw new CredentialError('certificate', "the master secret (MasterSecret) from OPPO's console is missing")
  }
  if (PRINTABLE.test(secret) && secret.length <= KEY_CHARS_MAX) return secret
  throw new CredentialError(
    'certificate',
    `the master secret must be at most ${KEY_CHARS_MAX} letters, digits and signs without blanks`,
  )
}

/** Forms send digits as a text, programs as a number. */
function settingLevel(settings: JsonObject): NotifyLevel | undefined {
  const given = settings['notifyLevel']
  const written = typeof given === 'number' ? String(given) : settingText(settings, 'notifyLevel')
  if (written === undefined) return undefined
  const level = NOTIFY_LEVELS.find(known => String(known) === written)
  if (level !== undefined) return level
  throw new CredentialError('settings.notifyLevel', `notifyLevel must be one of ${NOTIFY_LEVELS.join(', ')}`)
}
