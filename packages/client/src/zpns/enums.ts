// The enums of ZPNs as values, names to numbers and back; the compiler holds them against declared.ts.
import { enumOf } from '../zim/enum-of.ts'
import type * as declared from './declared.ts'

/** Whose notification it was. */
export const ZPNsPushSourceType: typeof declared.ZPNsPushSourceType = /* @__PURE__ */ enumOf<
  typeof declared.ZPNsPushSourceType
>({ APNs: 1, FCM: 2, HuaWei: 3, XiaoMi: 4, Oppo: 5, Vivo: 6 })
export type ZPNsPushSourceType = declared.ZPNsPushSourceType

/** The certificate that the app was packaged with: distribution, development, or to be found out. */
export const ZPNsIOSEnvironment: typeof declared.ZPNsIOSEnvironment = /* @__PURE__ */ enumOf<
  typeof declared.ZPNsIOSEnvironment
>({ Production: 0, Development: 1, Automatic: 2 })
export type ZPNsIOSEnvironment = declared.ZPNsIOSEnvironment
