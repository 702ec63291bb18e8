// Channels that an app has registered with a vendor, among a notifier's settings: which of them a notification belongs to.
import type { Bilingual } from '../bilingual.ts'
import { type Category, categories } from '../category.ts'
import { isObject, type JsonObject } from '../json.ts'
import { CredentialError } from '../vendor.ts'
import type { FormField } from './form.ts'
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
    const member = `channelIds.${category}`
    const id = settingText({ [member]: given[category] }, member)
    return id === undefined ? [] : [[category, id] as const]
  })
  return { ...(general === undefined ? {} : { general }), byCategory: Object.fromEntries(entries) }
}

/** The channel for a notification of a category, or of none. */
export function channelIdFor(ids: ChannelIds, category: Category | undefined): string | undefined {
  return (category === undefined ? undefined : ids.byCategory[category]) ?? ids.general
}

/** The fields of a form that {@link settingChannelIds} reads; `help` says what a channel is for this vendor. */
export function channelFields(help: Bilingual): readonly FormField[] {
  const all: FormField = {
    field: 'settings.channelId',
    label: { en: 'Channel', zh: '通知渠道' },
    kind: 'text',
    isRequired: false,
    example: 'chat',
    help,
  }
  const own = categories.map(
    (category): FormField => ({
      field: `settings.channelIds.${category}`,
      label: { en: `Channel for ${category}`, zh: `${category} 类通知的渠道` },
      kind: 'text',
      isRequired: false,
      example: category,
    }),
  )
  return [all, ...own]
}
