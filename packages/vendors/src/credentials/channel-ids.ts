// Channels that an app has registered with a vendor, among a notifier's settings: which of them a notification belongs to.
import { type Category, categories } from '../category.ts'
import { isObject, type JsonObject } from '../json.ts'
import { CredentialError } from '../vendor.ts'
import { settingText } from './settings.ts'

/** The channels that an app has registered with a vendor: one for each category, and one for all others. */
export interface ChannelIds {
  readonly general?: string
  readonly byCategory: Readonly<Partial<Record<Category, string>>>
}

/** Reads `settings.channelId` and `settings.channelIds` (an object by category). Throws {@link CredentialError}. */
export function settingChannelIds(settings: JsonObject): ChannelIds {
  const general = settingText(settings, 'channelId')
  const given = settings['channelIds'] ?? {}
  if (!isObject(given)) throw new CredentialError('settings.channelIds', 'channelIds must be an object by category')
  const entries = categories.flatMap(category => {
    const id = settingText(given, category)
    return id === undefined ? [] : [[category, id] as const]
  })
  return { ...(general === undefined ? {} : { general }), byCategory: Object.fromEntries(entries) }
}

/** The channel for a notification of a category, or of none. */
export function channelIdFor(ids: ChannelIds, category: Category | undefined): string | undefined {
  return (category === undefined ? undefined : ids.byCategory[category]) ?? ids.general
}
