// Asks Honor whether a credential works: an access token first, then a message to a token that no phone has. Refuses to judge what it
// could not ask: an unreachable service is a warning, never a verdict on the credential.
import { codeIn } from '../channel/judgement.ts'
import type { VendorIo } from '../io.ts'
import { parsedJson } from '../json.ts'
import type { WireResult } from '../transport/contract.ts'
import { withDeadline } from '../transport/deadline.ts'
import type { Finding } from '../vendor.ts'
import { requestGrant } from './access-token.ts'
import { openOrigin, pushRequest } from './client.ts'
import type { HonorCredentials } from './credentials.ts'
import { renderHonor, requestBody } from './payload.ts'

/** Runs both steps within one deadline; the second only with a token of the first. */
export async function checkHonor(
  credentials: HonorCredentials,
  io: VendorIo,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const limit = { clock: io.clock, timeoutMs: CHECK_TIMEOUT_MS, signal }
  return await withDeadline(limit, async limited => {
    await using oauth = openOrigin('oauth', io)
    const nowMs = io.clock.now()
    const grant = await requestGrant({ transport: oauth, nowMs }, credentials, limited)
    if (grant.kind === 'refused') return [secretRefused(credentials, grant.code)]
    if (grant.kind === 'failed') {
      return [warning('oauth-unreachable', `Honor's token service could not be asked: ${grant.cause}.`)]
    }
    await using push = openOrigin('push', io)
    const body = requestBody(probe(credentials, nowMs), [IMPOSSIBLE_TOKEN])
    const result = await push.request(pushRequest(credentials, grant.token, { body, nowMs }), limited)
    return [SECRET_ACCEPTED, pushFinding(result, credentials)]
  })
}

/** Time for the sign-in and the probe together. */
const CHECK_TIMEOUT_MS = 15_000
/** No device has it: Honor has nothing that is checked only, so the message goes to nobody. */
const IMPOSSIBLE_TOKEN = 'posthouse-credential-check'

const SECRET_ACCEPTED: Finding = {
  level: 'ok',
  code: 'secret-accepted',
  text: 'Honor issued an access token for this client id and client secret.',
}

function secretRefused({ clientId }: HonorCredentials, code: string): Finding {
  const text = `Honor refused the client secret for client id ${clientId} (${code}). Copy both again from the developer platform; the client id is not always the app id.`
  return { level: 'error', code: 'secret-refused', text }
}

/** With the notifier's own badge class and click action, so that Honor looks at them too. */
function probe(credentials: HonorCredentials, nowMs: number): ReturnType<typeof renderHonor> {
  const notification = { title: 'Posthouse', content: 'credential check', badge: { setNum: 0 }, blocks: {} }
  return renderHonor(notification, { credentials, nowMs, expiresAtMs: nowMs + 60_000 })
}

function pushFinding(result: WireResult, { appId }: HonorCredentials): Finding {
  if (result.kind !== 'answered') {
    return warning('push-unreachable', `Honor's push service could not be asked: ${result.cause}.`)
  }
  const { status } = result
  switch (codeIn(parsedJson(result.body), 'code') ?? `HTTP ${status}`) {
    case '200':
    case '80100000':
    case '80300007':
      return { level: 'ok', code: 'push-accepted', text: 'The push service takes messages with this credential.' }
    case '80200001':
    case '80200003':
    case 'HTTP 401':
    case 'HTTP 403':
      return failure(
        'app-refused',
        `The push service does not take the access token for app id ${appId}. Use the app id, client id and client secret of one and the same app.`,
      )
    case '80300002':
      return failure(
        'permission-missing',
        `App id ${appId} may not push (80300002). Switch the push service on for the app, and check that the phones' app was built with this app id.`,
      )
    case 'HTTP 429':
    case 'HTTP 503':
      return warning('push-busy', `The push service is limiting the flow (HTTP ${status}). Check again in a minute.`)
    default:
      return unexpected(status, codeIn(parsedJson(result.body), 'code'))
  }
}

function unexpected(status: number, code: string | undefined): Finding {
  const said = code === undefined ? `HTTP ${status} without a code` : `code ${code} (HTTP ${status})`
  return warning('push-answer-unexpected', `The push service answered ${said} to a message that reaches nobody.`)
}

function warning(code: string, text: string): Finding {
  return { level: 'warn', code, text }
}

function failure(code: string, text: string): Finding {
  return { level: 'error', code, text }
}
