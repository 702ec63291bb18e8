// Asks OPPO whether a credential works: signs in, then sends to a registration id that no phone can have. Refuses to judge what it could
// not ask: an unreachable service is a warning, never a verdict on the credential.
import {
  codeAndStatus,
  finding,
  IMPOSSIBLE_TOKEN,
  PROBE,
  probeTarget,
  unexpected,
  unreachable,
  withinCheckTime,
} from '../channel/credential-check.ts'
import type { VendorIo } from '../io.ts'
import { parsedJson } from '../json.ts'
import type { WireResult } from '../transport/contract.ts'
import type { FetchedToken } from '../transport/token-source.ts'
import type { Finding } from '../vendor.ts'
import { CLOCK_WINDOW_MS, signIn } from './auth.ts'
import { openOrigin, pushRequest, requestsFor } from './client.ts'
import type { OppoCredentials } from './credentials.ts'
import { codeOf, meaningOf } from './outcome.ts'
import { renderOppo } from './payload.ts'

/** Runs both steps within one deadline; the second only with a token of the first. */
export async function checkOppo(
  credentials: OppoCredentials,
  io: VendorIo,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  return await withinCheckTime(io.clock, signal, async limited => {
    await using auth = openOrigin('auth', io)
    const { fetched, skewMs = 0 } = await signIn({ transport: auth, now: () => io.clock.now() }, credentials, limited)
    const clock = clockFinding(skewMs)
    if (fetched.kind !== 'token') return [...clock, signInFinding(fetched, credentials.appKey)]
    await using push = openOrigin('push', io)
    const result = await push.request(probe(credentials, io.clock.now(), fetched.token), limited)
    return [...clock, SECRET_ACCEPTED, pushFinding(result)]
  })
}

/** Half of what OPPO puts up with: a clock so far off is about to cost the next sign-in. */
const SKEW_MS_MAX = CLOCK_WINDOW_MS / 2

const SECRET_ACCEPTED: Finding = finding('ok', 'secret-accepted', {
  en: 'OPPO issued an auth token for this app key and master secret.',
  zh: 'OPPO 已为该 AppKey 与 MasterSecret 签发鉴权令牌。',
})

/** F78. */
function clockFinding(skewMs: number): readonly Finding[] {
  if (Math.abs(skewMs) <= SKEW_MS_MAX) return []
  const away = `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'behind' : 'ahead of'}`
  const text = {
    en: `This server's clock is ${away} OPPO's, which takes sign-ins within ${CLOCK_WINDOW_MS / 1000} s only. Posthouse then signs with OPPO's time; set the clock, because other things depend on it too.`,
    zh: `本服务器时钟比 OPPO 的${skewMs > 0 ? '慢' : '快'} ${Math.round(Math.abs(skewMs) / 1000)} 秒，OPPO 仅接受误差在 ${CLOCK_WINDOW_MS / 1000} 秒以内的鉴权。Posthouse 会改用 OPPO 的时间签名；其他功能同样依赖时钟，请校准。`,
  }
  return [finding('warn', 'clock-skewed', text)]
}

function signInFinding(failure: Exclude<FetchedToken, { readonly kind: 'token' }>, appKey: string): Finding {
  if (failure.kind === 'failed')
    return unreachable('auth-unreachable', { en: "OPPO's auth service", zh: ' OPPO 鉴权服务' }, failure)
  const { code } = failure
  switch (code) {
    case '18':
    case '19':
      return finding('error', 'clock-refused', {
        en: `OPPO does not take the time of this server (code ${code}). Set the server's clock; OPPO puts up with ten minutes.`,
        zh: `OPPO 不接受本服务器的时间（错误码 ${code}）。请校准服务器时钟；OPPO 允许十分钟误差。`,
      })
    case '26':
      return finding('error', 'address-refused', {
        en: 'OPPO has blacklisted the IP address of this server (code 26). Ask OPPO to take it off.',
        zh: 'OPPO 已将本服务器的 IP 地址列入黑名单（错误码 26）。请联系 OPPO 解除。',
      })
    case '27':
    case '28':
    case '30':
      return permissionMissing(code)
    default:
      return finding('error', 'secret-refused', {
        en: `OPPO refused the sign-in of app key ${appKey} (code ${code}). Copy the app key and the master secret again from OPPO's console; the app secret does not work here.`,
        zh: `OPPO 拒绝了 AppKey ${appKey} 的鉴权（错误码 ${code}）。请从 OPPO 控制台重新复制 AppKey 与 MasterSecret；此处不能使用 AppSecret。`,
      })
  }
}

function permissionMissing(code: string): Finding {
  const text = {
    en: `OPPO does not let this app push (code ${code}). Check in OPPO's console that push is enabled and approved for the app.`,
    zh: `OPPO 不允许该应用推送（错误码 ${code}）。请在 OPPO 控制台确认推送服务已启用且审核通过。`,
  }
  return finding('error', 'permission-missing', text)
}

/** With the notifier's own channel, category and activity, so that OPPO looks at them too. */
function probe(credentials: OppoCredentials, nowMs: number, authToken: string): ReturnType<typeof pushRequest> {
  const payload = renderOppo(PROBE, probeTarget(credentials, nowMs))
  const shipment = { token: IMPOSSIBLE_TOKEN, id: `check-${nowMs}`, payload }
  return pushRequest(requestsFor([shipment])[0] ?? { tokens: [], body: '' }, authToken)
}

function pushFinding(result: WireResult): Finding {
  if (result.kind !== 'answered')
    return unreachable('push-unreachable', { en: "OPPO's push service", zh: ' OPPO 推送服务' }, result)
  const code = codeOf(parsedJson(result.body))
  if (code === '67') {
    const text = {
      en: 'OPPO has not granted the category or the notify level of this notifier (code 67). Apply for it in the console, or change settings.category and settings.notifyLevel.',
      zh: 'OPPO 未授予该推送证书所设的消息分类或通知级别（错误码 67）。请在控制台申请，或修改 settings.category 与 settings.notifyLevel。',
    }
    return finding('error', 'category-refused', text)
  }
  switch (meaningOf(code)) {
    case 'accepted':
    case 'token-malformed':
    case 'token-dead':
      return finding('ok', 'push-accepted', {
        en: 'OPPO takes messages with this credential.',
        zh: 'OPPO 接受使用该凭据发送的消息。',
      })
    case 'permission-missing':
    case 'credential-refused':
    case 'access-refused':
      return permissionMissing(code ?? '')
    case 'quota':
      return finding('warn', 'quota-used', {
        en: `The app's messages of today are used up (code ${code}).`,
        zh: `该应用今日的消息配额已用完（错误码 ${code}）。`,
      })
    case 'busy':
      return finding('warn', 'push-busy', {
        en: `OPPO is limiting the flow (code ${code}). Check again later.`,
        zh: `OPPO 正在限流（错误码 ${code}）。请稍后重新检查。`,
      })
    default:
      return unexpected({ en: 'OPPO', zh: 'OPPO ' }, codeAndStatus(code, result.status))
  }
}
