// Asks Honor whether a credential works: an access token first, then a message to a token that no phone has. Refuses to judge what it
// could not ask: an unreachable service is a warning, never a verdict on the credential.
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
import type { HonorCredentials } from './credentials.ts'
import { type HonorPayload, renderHonor, requestBody } from './payload.ts'

/** Runs both steps within one deadline; the second only with a token of the first. */
export async function checkHonor(
  credentials: HonorCredentials,
  io: VendorIo,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  return await withinCheckTime(io.clock, signal, async limited => {
    await using oauth = openOrigin('oauth', io)
    const nowMs = io.clock.now()
    const grant = await requestGrant({ transport: oauth, nowMs }, credentials, limited)
    if (grant.kind === 'refused') return [secretRefused(credentials, grant.code)]
    if (grant.kind === 'failed')
      return [unreachable('oauth-unreachable', { en: "Honor's token service", zh: '荣耀的令牌服务' }, grant)]
    await using push = openOrigin('push', io)
    const body = requestBody(probe(credentials, nowMs), [IMPOSSIBLE_TOKEN])
    const result = await push.request(pushRequest(credentials, grant.token, { body, nowMs }), limited)
    return [SECRET_ACCEPTED, pushFinding(result, credentials)]
  })
}

const SECRET_ACCEPTED: Finding = finding('ok', 'secret-accepted', {
  en: 'Honor issued an access token for this client id and client secret.',
  zh: '荣耀已为该 Client ID 与 Client Secret 签发访问令牌。',
})

function secretRefused({ clientId }: HonorCredentials, code: string): Finding {
  const text = {
    en: `Honor refused the client secret for client id ${clientId} (${code}). Copy both again from the developer platform; the client id is not always the app id.`,
    zh: `荣耀拒绝了 Client ID ${clientId} 的 Client Secret（${code}）。请从荣耀开发者服务平台重新复制这两项；Client ID 不一定等于 App ID。`,
  }
  return finding('error', 'secret-refused', text)
}

/** Honor has nothing that is checked only. With a badge, so that it looks at its class too. */
function probe(credentials: HonorCredentials, nowMs: number): HonorPayload {
  return renderHonor({ ...PROBE, badge: { setNum: 0 } }, probeTarget(credentials, nowMs))
}

function pushFinding(result: WireResult, { appId }: HonorCredentials): Finding {
  if (result.kind !== 'answered')
    return unreachable('push-unreachable', { en: "Honor's push service", zh: '荣耀推送服务' }, result)
  const { status } = result
  const code = codeIn(parsedJson(result.body), 'code')
  switch (code ?? `HTTP ${status}`) {
    case '200':
    case '80100000':
    case '80300007':
      return finding('ok', 'push-accepted', {
        en: 'The push service takes messages with this credential.',
        zh: '推送服务接受使用该凭据发送的消息。',
      })
    case '80200001':
    case '80200003':
    case 'HTTP 401':
    case 'HTTP 403':
      return finding('error', 'app-refused', {
        en: `The push service does not take the access token for app id ${appId}. Use the app id, client id and client secret of one and the same app.`,
        zh: `推送服务不接受 App ID ${appId} 的访问令牌。请使用同一应用的 App ID、Client ID 与 Client Secret。`,
      })
    case '80300002':
      return finding('error', 'permission-missing', {
        en: `App id ${appId} may not push (80300002). Switch the push service on for the app, and check that the phones' app was built with this app id.`,
        zh: `App ID ${appId} 没有推送权限（80300002）。请为该应用开通推送服务，并确认手机上的应用使用此 App ID 构建。`,
      })
    case 'HTTP 429':
    case 'HTTP 503':
      return finding('warn', 'push-busy', {
        en: `The push service is limiting the flow (HTTP ${status}). Check again in a minute.`,
        zh: `推送服务正在限流（HTTP ${status}）。请一分钟后重新检查。`,
      })
    default:
      return unexpected({ en: 'The push service', zh: '推送服务' }, codeAndStatus(code, status))
  }
}
