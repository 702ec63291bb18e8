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
    if (grant.kind === 'failed') return [unreachable('oauth-unreachable', "Honor's token service", grant)]
    await using push = openOrigin('push', io)
    const body = requestBody(probe(credentials, nowMs), [IMPOSSIBLE_TOKEN])
    const result = await push.request(pushRequest(credentials, grant.token, { body, nowMs }), limited)
    return [SECRET_ACCEPTED, pushFinding(result, credentials)]
  })
}

const SECRET_ACCEPTED: Finding = finding(
  'ok',
  'secret-accepted',
  'Honor issued an access token for this client id and client secret.',
)

function secretRefused({ clientId }: HonorCredentials, code: string): Finding {
  const text = `Honor refused the client secret for client id ${clientId} (${code}). Copy both again from the developer platform; the client id is not always the app id.`
  return finding('error', 'secret-refused', text)
}

/** Honor has nothing that is checked only. With a badge, so that it looks at its class too. */
function probe(credentials: HonorCredentials, nowMs: number): HonorPayload {
  return renderHonor({ ...PROBE, badge: { setNum: 0 } }, probeTarget(credentials, nowMs))
}

function pushFinding(result: WireResult, { appId }: HonorCredentials): Finding {
  if (result.kind !== 'answered') return unreachable('push-unreachable', "Honor's push service", result)
  const { status } = result
  const code = codeIn(parsedJson(result.body), 'code')
  switch (code ?? `HTTP ${status}`) {
    case '200':
    case '80100000':
    case '80300007':
      return finding('ok', 'push-accepted', 'The push service takes messages with this credential.')
    case '80200001':
    case '80200003':
    case 'HTTP 401':
    case 'HTTP 403':
      return finding(
        'error',
        'app-refused',
        `The push service does not take the access token for app id ${appId}. Use the app id, client id and client secret of one and the same app.`,
      )
    case '80300002':
      return finding(
        'error',
        'permission-missing',
        `App id ${appId} may not push (80300002). Switch the push service on for the app, and check that the phones' app was built with this app id.`,
      )
    case 'HTTP 429':
    case 'HTTP 503':
      return finding(
        'warn',
        'push-busy',
        `The push service is limiting the flow (HTTP ${status}). Check again in a minute.`,
      )
    default:
      return unexpected('The push service', codeAndStatus(code, status))
  }
}
