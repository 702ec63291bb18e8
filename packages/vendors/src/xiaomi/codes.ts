// Every code that Xiaomi documents and what it means (spec/vendors.md §5.7), for the client to judge by and for documents. Codes for
// topics, aliases and accounts cannot come from a push to registration ids; they stand here for people who look them up.
import { classRests, type Meaning, type VendorCode } from '../vendor-code.ts'

/** The vendor's name for people. */
export const BRAND = 'Xiaomi'

/**
 * `unclear` where Xiaomi may have taken the message. Codes about a package or a channel refuse the push and not the notifier, because a
 * message may name its own. 20301 is about the tokens only where its reason says so (outcome.ts).
 */
export const CODES: readonly VendorCode[] = [
  row('0', 'accepted', 'taken; `bad_regids` lists the ids that were not', '成功；`bad_regids` 列出无效的 regid'),
  row('-1', 'unclear', 'unknown error', '未知错误'),
  row('1', 'unclear', 'internal error', '内部错误'),
  row('100', 'message-malformed', 'a parameter is empty', '参数为空'),
  row('10001', 'unclear', 'system error', '系统错误'),
  row('10002', 'busy', 'the service is paused', '服务暂停'),
  row('10003', 'unclear', 'a remote service failed', '远程服务错误'),
  row('10004', 'permission-missing', "the caller's IP address is not allowed", '调用方 IP 未被允许'),
  row('10005', 'permission-missing', 'the app lacks the right to this interface', '应用无此接口权限'),
  row('10006', 'credential-refused', 'the app key is missing', '缺少应用密钥'),
  row('10007', 'message-malformed', 'the MIME type is not supported', '不支持的 MIME 类型'),
  row('10008', 'message-malformed', 'a parameter is wrong', '参数错误'),
  row('10009', 'busy', 'the service is busy', '系统繁忙'),
  row('10010', 'unclear', 'the task timed out', '任务超时'),
  row('10011', 'unclear', 'an internal call failed', 'RPC 错误'),
  row('10012', 'message-malformed', 'the request is illegal', '非法请求'),
  row('10013', 'message-malformed', 'the user is illegal', '不合法的用户'),
  row('10014', 'permission-missing', 'the right to this interface is limited', '接口权限受限'),
  row('10016', 'message-malformed', 'a required parameter is missing', '缺少必选参数'),
  row('10017', 'message-malformed', "a parameter's value is illegal", '参数值非法'),
  row('10018', 'message-too-large', 'a parameter is too long', '参数过长'),
  row('10020', 'message-malformed', 'no such interface', '接口不存在'),
  row('10021', 'message-malformed', 'the method is not supported', '不支持的请求方法'),
  row('10022', 'busy', 'too many requests from this IP address', 'IP 请求频次超限'),
  row('10023', 'busy', 'too many requests of this user', '用户请求频次超限'),
  row('10024', 'busy', 'too many requests of this user to this interface', '用户对特定接口的请求频次超限'),
  row('10025', 'message-malformed', 'the receipt address is illegal', '回执地址非法'),
  row('10026', 'permission-missing', 'the app is on the blacklist', '应用在黑名单中'),
  row('10027', 'busy', 'the app calls this interface too often', '应用对接口的请求频次超限'),
  row('10028', 'busy', 'the app calls too often in all', '应用总调用频次超限'),
  unsure(row('10029', 'token-malformed', 'the device is illegal', '非法设备')),
  row('10030', 'busy', 'invalid ids are fetched too often', '拉取无效 regid 的频次超限'),
  row('10031', 'permission-missing', 'the app is on the blacklist', '应用在黑名单中'),
  row('10034', 'quota', "the day's number of messages is used up", '当日消息数超限'),
  row('10036', 'permission-missing', 'forbidden', '禁止访问'),
  row('10037', 'busy', 'the request expired before it was looked at', '请求已过期'),
  ...rows(['20209', '20215', '20216'], 'message-malformed', 'the topic is wrong', '主题错误'),
  row(
    '20301',
    'token-dead-unsure',
    'no valid target, if the reason says so; else the message could not be sent and is given up',
    '原因为无有效目标时表示所有 regid 无效；否则表示发送失败，放弃本次推送',
  ),
  row('20315', 'message-malformed', 'the message could not be sent', '发送消息失败'),
  row('20607', 'unclear', 'database error', '数据库错误'),
  row('21301', 'credential-refused', 'the app secret is wrong', '认证失败'),
  row('21302', 'credential-refused', 'the credential is illegal', '凭据非法'),
  row('21303', 'credential-refused', 'the credential is restricted', '凭据受限'),
  row('21305', 'credential-refused', 'the credential is missing', '缺少凭据'),
  row('22000', 'credential-refused', 'the app is illegal', '非法应用'),
  row('22001', 'credential-refused', 'the app does not exist', '应用不存在'),
  row('22002', 'credential-refused', 'the app was withdrawn', '应用已撤销'),
  ...rows(['22003', '22004'], 'credential-refused', 'the app is not in order', '应用状态异常').map(unsure),
  row('22005', 'credential-refused', "the app's name is illegal", '应用名称不合法'),
  row('22006', 'credential-refused', 'the app id is illegal', '应用 ID 不合法'),
  row('22007', 'credential-refused', 'the app key is illegal', '应用 Key 不合法'),
  row('22008', 'credential-refused', 'the app secret is illegal', '应用 Secret 不合法'),
  row('22020', 'credential-refused', "the app's description is illegal", '应用描述不合法'),
  row('22021', 'permission-missing', 'the app was not authorised', '应用未获授权'),
  row('22022', 'permission-missing', 'the package name does not belong to the secret', '应用包名不合法或与密钥不符'),
  row('22100', 'message-malformed', "the notification's format is illegal", '通知格式不合法'),
  row('22101', 'busy', 'too many notifications', '通知消息过多'),
  row('22102', 'message-malformed', 'the notification could not be sent', '发送通知失败'),
  row('22103', 'message-malformed', 'the notification id is illegal', '通知 ID 不合法'),
  row('26003', 'unclear', 'internal error', '内部错误'),
  row('26004', 'busy', 'broadcasts come too often', '全量推送频次超限'),
  row('26005', 'content-refused', 'the content is not allowed', '内容不合规'),
  row('26006', 'content-refused', 'the content needs a review', '内容需要审核'),
  row('27001', 'permission-missing', 'the channel is not one of the app', '通知类别与应用不匹配'),
  row(
    '65003',
    'accepted',
    'the phone is offline and the message was to be sent once only',
    '设备离线，且消息仅发送一次',
  ),
  ...rows(
    ['65006', '65007', '65008'],
    'message-malformed',
    'an alias, topic, account or extra field is too long',
    '别名、主题、账号或附加字段过长',
  ),
  row('65009', 'message-too-large', 'the content is too long', '内容过长'),
  ...rows(
    ['65010', '65011', '65012', '65013', '65014', '65015', '65016', '65017', '65028', '65029', '65030'],
    'message-malformed',
    'an alias, topic, account or extra field is too long',
    '别名、主题、账号或附加字段过长',
  ),
  ...rows(['65035', '65036', '65037', '65038'], 'message-malformed', 'a receipt field is wrong', '回执字段错误'),
  {
    ...row('200001', 'quota', "the channel's quota of the day is used up", '通知类别的当日配额已用尽'),
    action: classRests,
  },
]

function row(code: string, meaning: Meaning, en: string, zh: string): VendorCode {
  return { code, meaning, text: { en, zh } }
}

function rows(codes: readonly string[], meaning: Meaning, en: string, zh: string): readonly VendorCode[] {
  return codes.map(code => row(code, meaning, en, zh))
}

function unsure(code: VendorCode): VendorCode {
  return { ...code, isUnconfirmed: true }
}
