// Asks Huawei whether a credential works: an access token first, then a message that is checked and delivered to nobody.
// Refuses to judge what it could not ask: an unreachable service is a warning, never a verdict on the credential.
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
import { codeIn } from '../channel/judgement.ts'
import type { VendorIo } from '../io.ts'
import { parsedJson } from '../json.ts'
import type { WireResult } from '../transport/contract.ts'
import type { Finding } from '../vendor.ts'
import { requestGrant } from './access-token.ts'
import { openOrigin, pushRequest } from './client.ts'
import type { HuaweiCredentials } from './credentials.ts'
import { type HuaweiPayload, renderHuawei, requestBody } from './payload.ts'

/** Runs both steps within one deadline; the second only with a token of the first. */
export async function checkHuawei(
  credentials: HuaweiCredentials,
  io: VendorIo,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  return await withinCheckTime(io.clock, signal, async limited => {
    await using oauth = openOrigin('oauth', io)
    const grant = await requestGrant({ transport: oauth, nowMs: io.clock.now() }, credentials, limited)
    if (grant.kind === 'refused') return [secretRefused(credentials.appId, grant.code)]
    if (grant.kind === 'failed')
      return [unreachable('oauth-unreachable', { en: "Huawei's token service", zh: '华为的令牌服务' }, grant)]
    await using push = openOrigin('push', io)
    const body = requestBody(probe(credentials, io.clock.now()), [IMPOSSIBLE_TOKEN])
    const result = await push.request(pushRequest(credentials.appId, grant.token, body), limited)
    return [SECRET_ACCEPTED, pushFinding(result, credentials)]
  })
}

const SECRET_ACCEPTED: Finding = finding('ok', 'secret-accepted', {
  en: 'Huawei issued an access token for this app id and app secret.',
  zh: '华为已为该 App ID 与 App Secret 签发访问令牌。',
})

function secretRefused(appId: string, code: string): Finding {
  const text = {
    en: `Huawei refused the app secret for app id ${appId} (error ${code}). Copy both again from AppGallery Connect.`,
    zh: `华为拒绝了 App ID ${appId} 的 App Secret（错误 ${code}）。请从 AppGallery Connect 重新复制这两项。`,
  }
  return finding('error', 'secret-refused', text)
}

/** Checked only; with a badge, so that Huawei looks at its class too. */
function probe(credentials: HuaweiCredentials, nowMs: number): HuaweiPayload {
  const notification = { ...PROBE, badge: { setNum: 0 }, blocks: { huawei: { validateOnly: true } } }
  return renderHuawei(notification, probeTarget(credentials, nowMs))
}

function pushFinding(result: WireResult, { appId }: HuaweiCredentials): Finding {
  if (result.kind !== 'answered')
    return unreachable('push-unreachable', { en: "Huawei's push service", zh: '华为推送服务' }, result)
  const code = codeIn(parsedJson(result.body), 'code')
  switch (code) {
    case '80000000':
    case '80100000':
    case '80300007':
      return finding('ok', 'push-accepted', {
        en: 'Push Kit takes messages with this credential.',
        zh: 'Push Kit 接受使用该凭据发送的消息。',
      })
    case '80200001':
      return finding('error', 'app-refused', {
        en: `Push Kit does not take the access token for app id ${appId} (80200001). Enable Push Kit for this app in AppGallery Connect and use the app id and app secret of the same app.`,
        zh: `Push Kit 不接受 App ID ${appId} 的访问令牌（80200001）。请在 AppGallery Connect 为该应用开通 Push Kit，并使用同一应用的 App ID 与 App Secret。`,
      })
    case '80300002':
      return finding('error', 'permission-missing', {
        en: `App id ${appId} may not push (80300002). Enable Push Kit for the app in AppGallery Connect, and check that the phones' app was built with this app id.`,
        zh: `App ID ${appId} 没有推送权限（80300002）。请在 AppGallery Connect 为该应用开通 Push Kit，并确认手机上的应用使用此 App ID 构建。`,
      })
    case '80300037':
      return finding('error', 'app-penalised', {
        en: `Huawei has suspended pushes of app id ${appId} (80300037).`,
        zh: `华为已暂停 App ID ${appId} 的推送（80300037）。`,
      })
    default:
      return result.status === 503
        ? BUSY
        : unexpected({ en: 'Push Kit', zh: 'Push Kit ' }, codeAndStatus(code, result.status))
  }
}

const BUSY: Finding = finding('warn', 'push-busy', {
  en: 'Push Kit is limiting the flow (HTTP 503). Check again in a minute.',
  zh: 'Push Kit 正在限流（HTTP 503）。请一分钟后重新检查。',
})
