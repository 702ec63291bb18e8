// What an FCM notifier's settings lack for a category of notifications. Pure; asks nobody.
import type { Category } from '../category.ts'
import { channelIdFor } from '../credentials/channel-ids.ts'
import type { Finding } from '../vendor.ts'
import type { FcmCredentials } from './credentials.ts'

/**
 * A missing channel, where the category is meant to pop up: from Android 8 on, the channel decides that and not the message. Other
 * categories lose nothing, because a notification without a channel is shown quietly in any case.
 */
export function lacksFcm(credentials: FcmCredentials, category: Category): readonly Finding[] {
  if (category !== 'im' && category !== 'call') return []
  if (channelIdFor(credentials.channelIds, category) !== undefined) return []
  return [
    {
      level: 'warn',
      code: `category-${category}-no-channel`,
      text: `No Android channel is set for ${category}: Android 8 and later shows these notifications in the default channel of the app's manifest, or in one called Miscellaneous, which does not pop up. Set settings.channelIds.${category} or settings.channelId to a channel that the app has created with high importance.`,
      zh: `未设置 ${category} 类通知的 Android 通知渠道：Android 8 及以上会在应用清单的默认渠道（或名为“其他”的渠道）中显示这些通知，不会弹出横幅。请将 settings.channelIds.${category} 或 settings.channelId 设为应用以高重要性创建的渠道。`,
    },
  ]
}
