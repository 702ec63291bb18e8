// Asks Huawei whether a credential works: an access token first, then a message that is checked and delivered to nobody.
// Refuses to judge what it could not ask: an unreachable service is a warning, never a verdict on the credential.

import { codeIn } from '../channel/judgement.ts'
import type { VendorIo } from '../io.ts'
import { parsedJson } from '../json.ts'
import type { WireResult } from '../transport/contract.ts'
import { withDeadline } from '../transport/deadline.ts'
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
  const limit = { clock: io.clock, timeoutMs: CHECK_TIMEOUT_MS, signal }
  return await withDeadline(limit, async limited => {
    await using oauth = openOrigin('oauth', io)
    const grant = await requestGrant({ transport: oauth, nowMs: io.clock.now() }, credentials, limited)
    if (grant.kind === 'refused') return [secretRefused(credentials.appId, grant.code)]
    if (grant.kind === 'failed') {
      return [
        {
          level: 'warn',
          code: 'oauth-unreachable',
          text: `Huawei's token service could not be asked: ${grant.cause}.`,
        },
      ]
    }
    await using push = openOrigin('push', io)
    const body = requestBody(probe(credentials, io.clock.now()), [IMPOSSIBLE_TOKEN])
    const result = await push.request(pushRequest(credentials.appId, grant.token, body), limited)
    return [SECRET_ACCEPTED, pushFinding(result, credentials)]
  })
}

/** Time for the sign-in and the probe together. */
const CHECK_TIMEOUT_MS = 15_000
/** No device has it: real ones are about 130 characters of Base64. */
const IMPOSSIBLE_TOKEN = 'posthouse-credential-check'

const SECRET_ACCEPTED: Finding = {
  level: 'ok',
  code: 'secret-accepted',
  text: 'Huawei issued an access token for this app id and app secret.',
}

function secretRefused(appId: string, code: string): Finding {
  const text = `Huawei refused the app secret for app id ${appId} (error ${code}). Copy both again from AppGallery Connect.`
  return { level: 'error', code: 'secret-refused', text }
}

/** With the notifier's own category and badge class, so that Huawei looks at them too. */
function probe(credentials: HuaweiCredentials, nowMs: number): HuaweiPayload {
  const notification = {
    title: 'Posthouse',
    content: 'credential check',
    badge: { setNum: 0 },
    blocks: { huawei: { validateOnly: true } },
  }
  return renderHuawei(notification, { credentials, nowMs, expiresAtMs: nowMs + 60_000 })
}

function pushFinding(result: WireResult, { appId }: HuaweiCredentials): Finding {
  if (result.kind !== 'answered') {
    return {
      level: 'warn',
      code: 'push-unreachable',
      text: `Huawei's push service could not be asked: ${result.cause}.`,
    }
  }
  const code = codeIn(parsedJson(result.body), 'code')
  switch (code) {
    case '80000000':
    case '80100000':
    case '80300007':
      return { level: 'ok', code: 'push-accepted', text: 'Push Kit takes messages with this credential.' }
    case '80200001':
      return {
        level: 'error',
        code: 'app-refused',
        text: `Push Kit does not take the access token for app id ${appId} (80200001). Enable Push Kit for this app in AppGallery Connect and use the app id and app secret of the same app.`,
      }
    case '80300002':
      return {
        level: 'error',
        code: 'permission-missing',
        text: `App id ${appId} may not push (80300002). Enable Push Kit for the app in AppGallery Connect, and check that the phones' app was built with this app id.`,
      }
    case '80300037':
      return {
        level: 'error',
        code: 'app-penalised',
        text: `Huawei has suspended pushes of app id ${appId} (80300037).`,
      }
    default:
      return unexpected(result.status, code)
  }
}

function unexpected(status: number, code: string | undefined): Finding {
  if (status === 503) {
    return {
      level: 'warn',
      code: 'push-busy',
      text: 'Push Kit is limiting the flow (HTTP 503). Check again in a minute.',
    }
  }
  const said = code === undefined ? `HTTP ${status} without a code` : `code ${code} (HTTP ${status})`
  return {
    level: 'warn',
    code: 'push-answer-unexpected',
    text: `Push Kit answered ${said} to a message that reaches nobody.`,
  }
}
