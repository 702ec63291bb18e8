// Every reason APNs gives, under which status, and what it means (spec/vendors.md §1.7, §12): one table, read by the client to
// judge, by the simulator to answer and by documents to explain. Refuses to know how an answer is read.
import type { VendorCode } from '../vendor-code.ts'

/** A reason as APNs writes it. */
export type ApnsReason = keyof typeof REASONS

/** The table. `status` is the only one a reason counts under. The broadcast interface's reasons are not here: nobody calls it. */
export const REASONS = {
  BadDeviceToken: {
    status: 400,
    meaning: 'token-malformed',
    text: { en: 'the token is malformed or of the other environment', zh: 'token 格式错误，或属于另一环境' },
  },
  DeviceTokenNotForTopic: {
    status: 400,
    meaning: 'token-foreign',
    text: { en: 'the token is of another app', zh: 'token 属于其他应用' },
  },
  MissingDeviceToken: {
    status: 400,
    meaning: 'message-malformed',
    text: { en: 'the path names no token', zh: '请求路径缺少 token' },
  },
  BadCollapseId: {
    status: 400,
    meaning: 'message-malformed',
    text: { en: 'apns-collapse-id is longer than 64 bytes', zh: 'apns-collapse-id 超过 64 字节' },
  },
  BadExpirationDate: {
    status: 400,
    meaning: 'message-malformed',
    text: { en: 'apns-expiration is wrong', zh: 'apns-expiration 错误' },
  },
  BadMessageId: {
    status: 400,
    meaning: 'message-malformed',
    text: { en: 'apns-id is not a UUID', zh: 'apns-id 不是 UUID' },
  },
  BadPriority: {
    status: 400,
    meaning: 'message-malformed',
    text: { en: 'apns-priority is wrong', zh: 'apns-priority 错误' },
  },
  InvalidPushType: {
    status: 400,
    meaning: 'message-malformed',
    text: { en: 'apns-push-type is unknown', zh: 'apns-push-type 未知' },
  },
  DuplicateHeaders: {
    status: 400,
    meaning: 'message-malformed',
    text: { en: 'a header came twice', zh: '请求头重复' },
  },
  PayloadEmpty: {
    status: 400,
    meaning: 'message-malformed',
    text: { en: 'the payload is empty', zh: '消息体为空' },
  },
  BadTopic: {
    status: 400,
    meaning: 'topic-refused',
    text: { en: 'the topic (bundle ID) is wrong', zh: 'topic（Bundle ID）错误' },
  },
  MissingTopic: {
    status: 400,
    meaning: 'topic-refused',
    text: { en: 'the topic (bundle ID) is missing', zh: '缺少 topic（Bundle ID）' },
  },
  TopicDisallowed: {
    status: 400,
    meaning: 'topic-refused',
    text: { en: 'the key or certificate may not push to this topic', zh: '密钥或证书无权向该 topic 推送' },
  },
  IdleTimeout: {
    status: 400,
    meaning: 'leaving',
    text: { en: 'the connection was idle for too long', zh: '连接空闲过久' },
  },
  ExpiredProviderToken: {
    status: 403,
    meaning: 'access-refused',
    text: { en: 'the JWT is older than an hour', zh: 'JWT 签发已超过一小时' },
  },
  InvalidProviderToken: {
    status: 403,
    meaning: 'credential-refused',
    text: { en: 'the JWT is wrong: key, key ID or team ID', zh: 'JWT 无效：密钥、Key ID 或 Team ID 有误' },
  },
  MissingProviderToken: {
    status: 403,
    meaning: 'credential-refused',
    text: { en: 'neither JWT nor certificate came along', zh: '未携带 JWT 或证书' },
  },
  BadCertificate: {
    status: 403,
    meaning: 'credential-refused',
    text: { en: 'the certificate is expired, revoked or wrong', zh: '证书过期、被吊销或有误' },
  },
  BadCertificateEnvironment: {
    status: 403,
    meaning: 'credential-refused',
    text: { en: 'the certificate is for the other environment', zh: '证书属于另一环境' },
  },
  BadEnvironmentKeyInToken: {
    status: 403,
    meaning: 'credential-refused',
    text: { en: 'the key is limited to the other environment', zh: '密钥仅限另一环境使用' },
  },
  BadEnvironmentKeyIdInToken: {
    status: 403,
    meaning: 'credential-refused',
    text: { en: 'the same, in the spelling of other reports', zh: '同上，另一种写法' },
  },
  UnrelatedKeyIdInToken: {
    status: 403,
    meaning: 'credential-refused',
    text: { en: 'the key is limited to other topics', zh: '密钥仅限其他 topic 使用' },
    isUnconfirmed: true,
  },
  Forbidden: {
    status: 403,
    meaning: 'permission-missing',
    text: { en: 'this action is not allowed', zh: '无权执行该操作' },
  },
  BadPath: { status: 404, meaning: 'message-malformed', text: { en: 'the path is wrong', zh: '请求路径错误' } },
  MethodNotAllowed: {
    status: 405,
    meaning: 'message-malformed',
    text: { en: 'the method is not POST', zh: '请求方法不是 POST' },
  },
  Unregistered: {
    status: 410,
    meaning: 'token-dead',
    text: { en: 'the app was removed; APNs says since when', zh: '应用已卸载，APNs 会给出时间' },
  },
  ExpiredToken: { status: 410, meaning: 'token-dead', text: { en: 'the token expired', zh: 'token 已过期' } },
  PayloadTooLarge: {
    status: 413,
    meaning: 'message-too-large',
    text: { en: 'more than 4096 bytes, or 5120 for VoIP', zh: '消息体超过 4096 字节（VoIP 为 5120）' },
  },
  TooManyRequests: {
    status: 429,
    meaning: 'token-busy',
    text: { en: 'too many pushes to this device', zh: '向该设备推送过于频繁' },
  },
  TooManyProviderTokenUpdates: {
    status: 429,
    meaning: 'busy',
    text: { en: 'the JWT changed more than once in 20 minutes', zh: 'JWT 在 20 分钟内多次更换' },
  },
  InternalServerError: { status: 500, meaning: 'unclear', text: { en: 'internal error', zh: '系统内部错误' } },
  ServiceUnavailable: { status: 503, meaning: 'busy', text: { en: 'not available for now', zh: '服务暂不可用' } },
  Shutdown: { status: 503, meaning: 'leaving', text: { en: 'this server is shutting down', zh: '服务器正在关闭' } },
} as const

/** The table as documents read it. */
export const CODES: readonly VendorCode[] = Object.entries(REASONS).map(([code, { status: _, ...row }]) => ({
  code,
  ...row,
}))

/** The meaning of a reason under a status; nothing for a reason that is not listed or stands under another status. */
export function meaningOf(status: number, reason: string): (typeof REASONS)[ApnsReason]['meaning'] | undefined {
  if (!isReason(reason)) return undefined
  const row = REASONS[reason]
  return row.status === status ? row.meaning : undefined
}

function isReason(text: string): text is ApnsReason {
  return Object.hasOwn(REASONS, text)
}
