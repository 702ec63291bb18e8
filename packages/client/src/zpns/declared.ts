// The enums of ZPNs as types only (spec/zego.md §2.2): names and numbers are ZEGO's, and the compiler takes them for its own enums. Their
// values stand in enums.ts.

export declare enum ZPNsPushSourceType {
  APNs = 1,
  FCM = 2,
  HuaWei = 3,
  XiaoMi = 4,
  Oppo = 5,
  Vivo = 6,
}

export declare enum ZPNsIOSEnvironment {
  Production = 0,
  Development = 1,
  Automatic = 2,
}
