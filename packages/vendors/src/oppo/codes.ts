// OPPO's codes (spec/vendors.md §6.7): what each means, in our words, and the text that OPPO itself sends with it. Both the client and
// the simulator read this table.
import type { VendorCode } from '../vendor-code.ts'

/** The vendor's name for people. */
export const BRAND = 'OPPO'

/** A row, with OPPO's own words for it; clients decide by the code only. */
export interface OppoCode extends VendorCode {
  readonly message: string
}

const row = (code: number, meaning: OppoCode['meaning'], message: string, en: string, zh: string): OppoCode => ({
  code: String(code),
  meaning,
  message,
  text: { en, zh },
})

/**
 * Every documented code. −1 and −2 come before a message is taken, and a second try is told apart by `app_message_id`. 18 and 19 are a
 * matter of clocks: signing in tries once more with OPPO's own time before they count. 67 is about one message's category.
 */
export const CODES: readonly OppoCode[] = [
  row(0, 'accepted', '', 'taken', '成功'),
  row(-2, 'busy', 'Service in Flow Control', 'flow control', '服务流控'),
  row(-1, 'busy', 'Service Currently Unavailable', 'the service is not available now', '服务暂不可用'),
  row(
    11,
    'access-refused',
    'Invalid Auth Token',
    'the auth token is wrong or expired',
    '鉴权令牌（auth_token）错误或已过期',
  ),
  row(12, 'message-malformed', 'Http Action Not Allowed', 'wrong HTTP method', 'HTTP 方法不允许'),
  row(13, 'busy', 'App Call Limited', 'too many calls of the app', '应用调用次数超限'),
  row(14, 'credential-refused', 'Invalid App Key', 'the app key is wrong', 'AppKey 无效'),
  row(15, 'credential-refused', 'Missing App Key', 'the app key is missing', '缺少 AppKey'),
  row(16, 'credential-refused', 'Invalid Signature', 'the signature, hence the master secret, is wrong', '签名无效'),
  row(17, 'credential-refused', 'Missing Signature', 'the signature is missing', '缺少签名'),
  row(18, 'credential-refused', 'Missing Timestamp', 'the timestamp is missing', '缺少时间戳'),
  row(
    19,
    'credential-refused',
    'Invalid Timestamp',
    'the timestamp is more than ten minutes off',
    '时间戳无效（偏差超过十分钟）',
  ),
  row(20, 'message-malformed', 'Invalid Method', 'the method is wrong', '方法名无效'),
  row(21, 'message-malformed', 'Missing Method', 'the method is missing', '缺少方法名'),
  row(22, 'message-malformed', 'Missing Version', 'the version is missing', '缺少版本'),
  row(23, 'message-malformed', 'Invalid Version', 'the version is wrong', '版本无效'),
  row(24, 'message-malformed', 'Unsupported Version', 'the version is not supported', '不支持的版本'),
  row(25, 'message-malformed', 'Invalid encoding', 'the encoding is wrong', '编码错误'),
  row(26, 'credential-refused', 'IP Black List', "this server's address is on a blacklist", '服务器 IP 在黑名单中'),
  row(27, 'permission-missing', 'Access Denied', 'access denied', '拒绝访问'),
  row(28, 'credential-refused', 'App Disabled', 'the app is disabled', '应用已被禁用'),
  row(29, 'access-refused', 'Missing Auth Token', 'the auth token is missing', '缺少鉴权令牌'),
  row(30, 'permission-missing', 'API Permission Denied', 'the app may not use this interface', '无接口权限'),
  row(31, 'message-malformed', 'Data Not Exists', 'something named does not exist', '数据不存在'),
  row(32, 'message-malformed', 'Data Duplicate Conflict', 'something exists already', '数据重复'),
  row(
    33,
    'quota',
    'The number of messages exceeds the daily limit',
    "the day's messages are used up",
    '当日消息数已达上限',
  ),
  row(
    34,
    'quota',
    'The number of pictures exceeds the daily limit',
    "the day's pictures are used up",
    '当日图片数已达上限',
  ),
  row(40, 'message-malformed', 'Missing Required Arguments', 'a field is missing', '缺少必填参数'),
  row(41, 'message-malformed', 'Invalid Arguments', 'a field is wrong', '参数无效'),
  row(51, 'message-malformed', 'Invalid Picture', 'the picture is wrong', '图片无效'),
  row(55, 'busy', 'App Call Frequency Limited', 'the app calls too often', '应用调用频率超限'),
  row(59, 'content-refused', 'Content Not Allowed', 'the content is not allowed', '内容不允许'),
  row(
    67,
    'message-forbidden',
    'Category or Notify Level Not Allowed',
    'the app was not granted this category or notify level',
    '应用未获准使用该分类或提醒等级',
  ),
  row(
    10000,
    'token-malformed',
    'registration_id格式不正确',
    'the registration id is wrong or of another app',
    'registration_id 无效或属于其他应用',
  ),
  row(10001, 'token-dead', 'registration_id未订阅', 'the app was removed or unsubscribed', '应用已卸载或已取消订阅'),
  row(10002, 'token-malformed', '别名格式不正确', 'the alias is wrong', '别名无效'),
  row(10003, 'token-dead-unsure', '别名未订阅', 'the alias is not subscribed', '别名未订阅'),
  row(
    10004,
    'unclear',
    'registration_id重复',
    'the registration id stands there twice; the other entry tells',
    'registration_id 重复，以另一条为准',
  ),
  row(10005, 'unclear', '别名重复', 'the alias stands there twice; the other entry tells', '别名重复，以另一条为准'),
]
