// Every code that vivo is known to answer and what each means (spec/vendors.md §7.6, §7.7, §11). Refuses to judge a whole answer.
import { classRests, type Meaning, type VendorCode } from '../vendor-code.ts'

/** The vendor's name for people. */
export const BRAND = 'vivo'

/** The table; `status n` is the status of an entry in `invalidUser(s)`. */
export const CODES: readonly VendorCode[] = [
  { code: '0', meaning: 'accepted', text: { en: 'taken, but for the targets listed', zh: '成功，所列目标除外' } },
  { code: '10000', meaning: 'access-refused', text: { en: 'authentication failed', zh: '鉴权失败或 authToken 无效' } },
  { code: '10040', meaning: 'busy', text: { en: 'out of resources, try again', zh: '资源限制，请重试' } },
  unconfirmed('10043', 'message-malformed', 'message template', '消息模板有误'),
  {
    code: '10045',
    meaning: 'permission-missing',
    text: { en: 'the app is under review and may send test messages only', zh: '应用审核中，不能发送正式消息' },
  },
  unconfirmed('10050', 'message-malformed', 'regId and alias are empty', 'regId 与 alias 均为空'),
  unconfirmed('10054', 'token-dead-unsure', 'the target is invalid', '目标无效'),
  {
    code: '10070',
    meaning: 'quota',
    text: {
      en: "the day's operation messages are used up",
      zh: '运营消息总量超限',
    },
    action: classRests,
  },
  {
    code: '10071',
    meaning: 'token-busy',
    text: {
      en: 'operation messages are taken from 07:00 to 23:00 in Beijing; they wait for the morning',
      zh: '运营消息仅限北京时间 07:00–23:00 发送；等到早晨',
    },
  },
  { code: '10072', meaning: 'busy', text: { en: 'too fast', zh: '发送速度超限' } },
  { code: '10073', meaning: 'quota', text: { en: "the day's system messages are used up", zh: '系统消息总量超限' } },
  {
    code: '10085',
    meaning: 'content-refused',
    text: { en: 'title or content breaks a rule: digits only, test words', zh: '标题或内容不合规（纯数字、测试字样）' },
  },
  {
    code: '10094',
    meaning: 'credential-refused',
    text: { en: 'the app id is not the one that signed in', zh: 'appId 与鉴权信息不一致' },
  },
  {
    code: '10096',
    meaning: 'message-malformed',
    text: { en: 'the category is invalid', zh: '二级分类无效' },
  },
  {
    code: '10097',
    meaning: 'message-malformed',
    text: { en: 'the category is of the other message class', zh: '二级分类与消息类型不匹配' },
  },
  unconfirmed('10101', 'content-refused', 'content review', '内容审核未通过'),
  unconfirmed('10102', 'unclear', 'server error', '服务异常'),
  unconfirmed('10103', 'content-refused', 'content review', '内容审核未通过'),
  {
    code: '10104',
    meaning: 'content-refused',
    text: { en: 'title or content breaks a rule: digits only, test words', zh: '标题或内容不合规（纯数字、测试字样）' },
  },
  ...['10200', '10201', '10202', '10203', '10204', '10205', '10206', '10207'].map(code =>
    unconfirmed(code, 'permission-missing', 'a parameter or the configuration', '参数或配置错误'),
  ),
  {
    code: '10252',
    meaning: 'quota',
    text: {
      en: 'no more list messages may be saved today',
      zh: '当日群推消息体数量超限',
    },
    action: { en: "send one by one until the vendor's next day", zh: '改为逐条发送，直至厂商次日零点' },
  },
  { code: '10254', meaning: 'quota', text: { en: 'no more messages to everybody today', zh: '全量发送次数超限' } },
  {
    code: '10302',
    meaning: 'token-dead-unsure',
    text: { en: 'the regId is invalid; without a status this is not certain', zh: 'regId 不合法；无 status 时不确定' },
  },
  unconfirmed('10303', 'message-malformed', 'the requestId', 'requestId 有误'),
  { code: 'status 1', meaning: 'token-dead', text: { en: 'the target does not exist', zh: '目标不存在' } },
  {
    code: 'status 2',
    meaning: 'token-dead',
    text: { en: 'the app was removed or its pushes switched off', zh: '已卸载或已取消订阅' },
  },
  unconfirmed('status 3', 'message-forbidden', 'the device is inactive; the binding stays', '设备不活跃；保留绑定'),
  {
    code: 'status 4',
    meaning: 'permission-missing',
    text: { en: 'a test message to somebody who is no test user', zh: '目标不是测试用户' },
  },
]

function unconfirmed(code: string, meaning: Meaning, en: string, zh: string): VendorCode {
  return { code, meaning, text: { en, zh }, isUnconfirmed: true }
}
