// What an APNs notifier lacks for a category of notifications. Pure; asks nobody.
import type { Category } from '../category.ts'
import type { Finding } from '../vendor.ts'
import type { ApnsCredentials } from './credentials.ts'

/** A call through a notifier of ordinary tokens is an alert that can be missed: only a VoIP push makes an iPhone ring. */
export function lacksApns({ isVoip, bundleId }: ApnsCredentials, category: Category): readonly Finding[] {
  if (category !== 'call' || isVoip) return []
  return [
    {
      level: 'warn',
      code: 'category-call-no-voip',
      text: `Calls through this notifier arrive as ordinary alerts and do not ring. For ringing calls, add a notifier with the bundle ID ${bundleId}.voip and bind the devices' VoIP tokens to it.`,
    },
  ]
}
