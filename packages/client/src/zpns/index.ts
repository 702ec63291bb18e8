// The entry of ZPNs: `import ZPNs, { ZPNsIOSEnvironment } from '@posthouse/client/zpns'`, or by name (spec/zego.md §2.1).
export type {
  ZPNsConfig,
  ZPNsEventHandler,
  ZPNsIOSNotificationArrivedConfig,
  ZPNsLocalMessage,
  ZPNsMessage,
  ZPNsNotificationChannel,
  ZPNsRegisterConfig,
  ZPNsRegisterMessage,
} from './definitions.ts'
export { ZPNsIOSEnvironment, ZPNsPushSourceType } from './enums.ts'
export { ZPNs, ZPNs as default } from './zpns.ts'
