// Which channel a device registers with: pure (spec/zego.md §1.7, §2.3). A phone has its maker's channel, and perhaps Google's.
import type { PushSource, VendorCredentials } from '../push/provider.ts'
import type { ZPNsConfig } from './definitions.ts'

/** The channel, or a sentence about why there is none. */
export type ChannelChoice = { readonly source: PushSource } | { readonly problem: string }

/**
 * Google's where the app enables it and the phone has it, and then no other; else the maker's, if the app enables that one. Apple's and a
 * browser's need no leave, nor do makers that ZPNs has no setting for.
 */
export function channelFor(config: ZPNsConfig, offered: readonly PushSource[]): ChannelChoice {
  if (offered.length === 0) return { problem: 'this device offers no push channel' }
  if (config.enableFCMPush === true && offered.includes('fcm')) return { source: 'fcm' }
  const source = offered.find(one => isEnabled(config, one))
  if (source !== undefined) return { source }
  const settings = offered.map(one => settingOf[one]).filter(name => name !== undefined)
  return { problem: `no channel of this device is enabled: set ${settings.join(' or ')} with setPushConfig` }
}

/** What the vendor's own SDK is told of the app. */
export function credentialsFor(config: ZPNsConfig, source: PushSource): VendorCredentials {
  switch (source) {
    case 'xiaomi':
      return named(config.miAppID, config.miAppKey)
    case 'oppo':
      return named(config.oppoAppID, config.oppoAppKey, config.oppoAppSecret)
    case 'vivo':
      return named(config.vivoAppID, config.vivoAppKey)
    case 'huawei':
      return named(config.hwAppID)
    default:
      return {}
  }
}

type Setting = Extract<keyof ZPNsConfig, `enable${string}Push`>

const settingOf: Readonly<Partial<Record<PushSource, Setting>>> = {
  fcm: 'enableFCMPush',
  huawei: 'enableHWPush',
  xiaomi: 'enableMiPush',
  oppo: 'enableOppoPush',
  vivo: 'enableVivoPush',
}

function isEnabled(config: ZPNsConfig, source: PushSource): boolean {
  const setting = settingOf[source]
  return setting === undefined || config[setting] === true
}

function named(appId?: string, appKey?: string, appSecret?: string): VendorCredentials {
  return {
    ...(appId === undefined ? {} : { appId }),
    ...(appKey === undefined ? {} : { appKey }),
    ...(appSecret === undefined ? {} : { appSecret }),
  }
}
