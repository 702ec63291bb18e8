// Huawei's codes and what each means (spec/vendors.md §3.7), for the clients of both interfaces to judge by and for documents. Refuses to
// judge a whole answer.
import type { VendorCode } from '../vendor-code.ts'

/** The vendor's name for people. */
export const BRAND = 'Huawei'

/**
 * Every documented code (spec/vendors.md §3.7) but the topic and group ones, 82000001 to 82000013, which cannot come from a
 * send to tokens. 80300011 and 80300013 answer one message's `importance` and `receipt_id`: they must not stop the notifier.
 */
export const CODES: readonly VendorCode[] = [
  { code: '80000000', meaning: 'accepted', text: { en: 'taken', zh: '成功' } },
  { code: '80100000', meaning: 'partial', text: { en: 'taken but for some tokens', zh: '部分 token 成功' } },
  { code: '80100001', meaning: 'message-malformed', text: { en: 'a parameter is wrong', zh: '参数错误' } },
  {
    code: '80100002',
    meaning: 'message-malformed',
    text: { en: 'a system message needs exactly one token', zh: '系统消息只能有一个 token' },
  },
  { code: '80100003', meaning: 'message-malformed', text: { en: 'the structure is wrong', zh: '消息结构错误' } },
  { code: '80100004', meaning: 'message-malformed', text: { en: 'the ttl is wrong', zh: '消息有效期错误' } },
  { code: '80100013', meaning: 'message-malformed', text: { en: 'collapse_key is wrong', zh: 'collapse_key 错误' } },
  { code: '80100016', meaning: 'content-refused', text: { en: 'sensitive content', zh: '内容包含敏感信息' } },
  { code: '80100017', meaning: 'busy', text: { en: 'too many topic messages at once', zh: '主题消息并发过多' } },
  {
    code: '80100018',
    meaning: 'message-malformed',
    text: { en: 'body or review signature is wrong', zh: '消息体或审核签名错误' },
  },
  { code: '80100022', meaning: 'content-refused', text: { en: 'the image was not verified', zh: '图片未通过校验' } },
  {
    code: '80200001',
    meaning: 'access-refused',
    text: { en: 'the access token is missing, wrong or of another app', zh: '令牌缺失、错误或属于其他应用' },
  },
  { code: '80200003', meaning: 'access-refused', text: { en: 'the access token expired', zh: '令牌已过期' } },
  { code: '80200005', meaning: 'access-refused', text: { en: 'the JWT expired', zh: 'JWT 已过期' } },
  {
    code: '80300002',
    meaning: 'permission-missing',
    text: { en: 'the app may not push to these tokens', zh: '应用无权向这些 token 推送' },
  },
  { code: '80300007', meaning: 'token-dead-unsure', text: { en: 'all tokens are invalid', zh: '所有 token 均无效' } },
  { code: '80300008', meaning: 'message-too-large', text: { en: 'more than 4096 bytes', zh: '消息超过 4096 字节' } },
  {
    code: '80300010',
    meaning: 'message-malformed',
    text: { en: 'too many tokens, or none', zh: 'token 数量超出范围' },
  },
  {
    code: '80300011',
    meaning: 'message-forbidden',
    text: { en: 'no right to high importance', zh: '没有高优先级权限' },
  },
  {
    code: '80300013',
    meaning: 'message-malformed',
    text: { en: 'the receipt address is wrong', zh: '回执地址无效' },
  },
  { code: '80300029', meaning: 'busy', text: { en: 'too many test messages', zh: '测试消息频率超限' } },
  {
    code: '80300030',
    meaning: 'message-malformed',
    text: { en: 'a test message takes ten tokens at most', zh: '测试消息最多 10 个 token' },
  },
  {
    code: '80300036',
    meaning: 'credential-refused',
    text: { en: 'the JWT is valid for more than a day', zh: 'JWT 有效期超过一天' },
  },
  { code: '80300037', meaning: 'permission-missing', text: { en: 'the app is under penalty', zh: '应用处于处罚期' } },
  { code: '80600003', meaning: 'busy', text: { en: "Huawei's OAuth service failed", zh: '华为 OAuth 服务异常' } },
  { code: '81000001', meaning: 'unclear', text: { en: 'internal error', zh: '系统内部错误' } },
]
