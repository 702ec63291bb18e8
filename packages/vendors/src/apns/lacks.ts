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
      zh: `通过该推送证书的呼叫只会显示为普通提醒，不会响铃。如需响铃，请添加 Bundle ID 为 ${bundleId}.voip 的推送证书，并将设备的 VoIP token 绑定到该证书。`,
    },
  ]
}
