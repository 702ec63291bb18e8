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
    if (grant.kind === 'failed') return [unreachable('oauth-unreachable', "Huawei's token service", grant)]
    await using push = openOrigin('push', io)
    const body = requestBody(probe(credentials, io.clock.now()), [IMPOSSIBLE_TOKEN])
    const result = await push.request(pushRequest(credentials.appId, grant.token, body), limited)
    return [SECRET_ACCEPTED, pushFinding(result, credentials)]
  })
}

const SECRET_ACCEPTED: Finding = finding(
  'ok',
  'secret-accepted',
  'Huawei issued an access token for this app id and app secret.',
)

function secretRefused(appId: string, code: string): Finding {
  const text = `Huawei refused the app secret for app id ${appId} (error ${code}). Copy both again from AppGallery Connect.`
  return finding('error', 'secret-refused', text)
}

/** Checked only; with a badge, so that Huawei looks at its class too. */
function probe(credentials: HuaweiCredentials, nowMs: number): HuaweiPayload {
  const notification = { ...PROBE, badge: { setNum: 0 }, blocks: { huawei: { validateOnly: true } } }
  return renderHuawei(notification, probeTarget(credentials, nowMs))
}

function pushFinding(result: WireResult, { appId }: HuaweiCredentials): Finding {
  if (result.kind !== 'answered') return unreachable('push-unreachable', "Huawei's push service", result)
  const code = codeIn(parsedJson(result.body), 'code')
  switch (code) {
    case '80000000':
    case '80100000':
    case '80300007':
      return finding('ok', 'push-accepted', 'Push Kit takes messages with this credential.')
    case '80200001':
      return finding(
        'error',
        'app-refused',
        `Push Kit does not take the access token for app id ${appId} (80200001). Enable Push Kit for this app in AppGallery Connect and use the app id and app secret of the same app.`,
      )
    case '80300002':
      return finding(
        'error',
        'permission-missing',
        `App id ${appId} may not push (80300002). Enable Push Kit for the app in AppGallery Connect, and check that the phones' app was built with this app id.`,
      )
    case '80300037':
      return finding('error', 'app-penalised', `Huawei has suspended pushes of app id ${appId} (80300037).`)
    default:
      return result.status === 503 ? BUSY : unexpected('Push Kit', codeAndStatus(code, result.status))
  }
}

const BUSY: Finding = finding('warn', 'push-busy', 'Push Kit is limiting the flow (HTTP 503). Check again in a minute.')
