// Asks vivo whether a credential works: a sign-in first, then a message to a device that cannot exist. Refuses to judge what it could not
// ask: an unreachable service is a warning, never a verdict on the credential.
import { finding, PROBE, probeTarget, unexpected, unreachable, withinCheckTime } from '../channel/credential-check.ts'
import type { VendorIo } from '../io.ts'
import type { WireResult } from '../transport/contract.ts'
import type { Finding, SendResult } from '../vendor.ts'
import { authRequest, CLOCK_OFF_MS, judgeAuth, skewOf } from './auth.ts'
import { openOrigin, pushRequest } from './client.ts'
import type { VivoCredentials } from './credentials.ts'
import { judge } from './outcome.ts'
import { renderVivo, sendBody } from './payload.ts'

/** Runs both steps within one deadline; the second only with a token of the first. */
export async function checkVivo(
  credentials: VivoCredentials,
  io: VendorIo,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  return await withinCheckTime(io.clock, signal, async limited => {
    await using auth = openOrigin('auth', io)
    const nowMs = io.clock.now()
    const wire = await auth.request(authRequest(credentials, nowMs), limited)
    const clock = clockFindings(wire, nowMs)
    const grant = judgeAuth(wire, nowMs)
    if (grant.kind === 'refused') return [...clock, secretRefused(credentials.appId, grant.code)]
    if (grant.kind === 'failed')
      return [...clock, unreachable('auth-unreachable', { en: "vivo's sign-in", zh: ' vivo 鉴权服务' }, grant)]
    await using push = openOrigin('push', io)
    const sent = await push.request(pushRequest('send', grant.token, probe(credentials, nowMs)), limited)
    return [...clock, SECRET_ACCEPTED, pushFinding(sent, credentials, nowMs)]
  })
}

/** Unlike other vendors' in the shape of a regId, so that it is looked up; no device has it. */
const IMPOSSIBLE_TOKEN = '0'.repeat(23)

const SECRET_ACCEPTED: Finding = finding('ok', 'secret-accepted', {
  en: 'vivo issued an access token for this app id, app key and app secret.',
  zh: 'vivo 已为该 AppID、AppKey 与 AppSecret 签发访问令牌。',
})

/** F78: a signature holds our time. */
function clockFindings(wire: WireResult, nowMs: number): readonly Finding[] {
  const offMs = -skewOf(wire, nowMs)
  if (Math.abs(offMs) <= CLOCK_OFF_MS) return []
  const minutes = Math.round(Math.abs(offMs) / 60_000)
  const text = {
    en: `This machine's clock is ${minutes} minutes ${offMs > 0 ? 'ahead of' : 'behind'} vivo's; from 10 minutes on vivo refuses to sign in. Set the clock.`,
    zh: `本机时钟比 vivo 的${offMs > 0 ? '快' : '慢'} ${minutes} 分钟；达到 10 分钟时 vivo 将拒绝鉴权。请校准时钟。`,
  }
  return [finding('warn', 'clock-off', text)]
}

function secretRefused(appId: string, code: string): Finding {
  const text = {
    en: `vivo refused to sign in app id ${appId} (${code}). Copy app id, app key and app secret again from the vivo developer platform.`,
    zh: `vivo 拒绝了 AppID ${appId} 的鉴权（${code}）。请从 vivo 开放平台重新复制 AppID、AppKey 与 AppSecret。`,
  }
  return finding('error', 'secret-refused', text)
}

function probe(credentials: VivoCredentials, nowMs: number): string {
  const payload = renderVivo(PROBE, probeTarget(credentials, nowMs))
  return sendBody(payload, IMPOSSIBLE_TOKEN, `posthouse-check-${nowMs}`)
}

function pushFinding(wire: WireResult, credentials: VivoCredentials, nowMs: number): Finding {
  if (wire.kind !== 'answered')
    return unreachable('push-unreachable', { en: "vivo's push service", zh: ' vivo 推送服务' }, wire)
  const { code = `HTTP ${wire.status}`, resultFor } = judge(wire, [IMPOSSIBLE_TOKEN], nowMs)
  const result = resultFor(IMPOSSIBLE_TOKEN)
  return findings(credentials)[code] ?? generalFinding(result, code)
}

function generalFinding(result: SendResult, code: string): Finding {
  // A test message to nobody's test device is an answer as good as any.
  if (
    result.kind === 'accepted' ||
    (result.kind === 'rejected' && (result.scope === 'token' || result.code === 'status 4'))
  ) {
    return finding('ok', 'push-accepted', {
      en: 'vivo takes messages with this credential.',
      zh: 'vivo 接受使用该凭据发送的消息。',
    })
  }
  if (result.kind === 'rejected' && result.reason === 'credential-refused') {
    const text = {
      en: `vivo does not take the access token that it has just issued (${code}).`,
      zh: `vivo 不接受其刚签发的访问令牌（${code}）。`,
    }
    return finding('error', 'app-refused', text)
  }
  if (result.kind === 'throttled') {
    return finding('warn', 'push-busy', {
      en: `vivo asks for a pause (${code}). Check again later.`,
      zh: `vivo 要求暂停发送（${code}）。请稍后重新检查。`,
    })
  }
  return unexpected({ en: 'vivo', zh: 'vivo ' }, code)
}

function findings({ appId, category = 'none' }: VivoCredentials): Readonly<Record<string, Finding>> {
  return {
    10045: finding('error', 'app-under-review', {
      en: `App id ${appId} is under review (10045): vivo takes test messages only. Until it is approved, make the notifier one for DEVELOPMENT and register test users.`,
      zh: `AppID ${appId} 正在审核（10045）：vivo 只接受测试消息。审核通过之前，请将推送证书的环境设为 DEVELOPMENT 并登记测试用户。`,
    }),
    10070: finding('warn', 'quota-used-up', {
      en: `The day's operation messages of app id ${appId} are used up (10070).`,
      zh: `AppID ${appId} 今日的运营消息配额已用完（10070）。`,
    }),
    10071: finding('warn', 'outside-hours', {
      en: 'vivo takes operation messages from 07:00 to 23:00 in Beijing only (10071). Chat messages need classification 1 and category IM.',
      zh: 'vivo 仅在北京时间 07:00 至 23:00 接受运营消息（10071）。聊天消息须使用 classification 1 与分类 IM。',
    }),
    10073: finding('warn', 'quota-used-up', {
      en: `The day's system messages of app id ${appId} are used up (10073).`,
      zh: `AppID ${appId} 今日的系统消息配额已用完（10073）。`,
    }),
    10096: finding('error', 'category-refused', {
      en: `vivo does not know the notifier's category ${category} (10096).`,
      zh: `vivo 没有推送证书所设的分类 ${category}（10096）。`,
    }),
    10097: finding('error', 'category-refused', {
      en: `The notifier's category ${category} is not of its message kind (10097).`,
      zh: `推送证书所设的分类 ${category} 与其消息类别不符（10097）。`,
    }),
  }
}
