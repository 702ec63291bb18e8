// Asks OPPO whether a credential works: signs in, then sends to a registration id that no phone can have. Refuses to judge what it could
// not ask: an unreachable service is a warning, never a verdict on the credential.
import type { VendorIo } from '../io.ts'
import { parsedJson } from '../json.ts'
import type { WireResult } from '../transport/contract.ts'
import { withDeadline } from '../transport/deadline.ts'
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
  const limit = { clock: io.clock, timeoutMs: CHECK_TIMEOUT_MS, signal }
  return await withDeadline(limit, async limited => {
    await using auth = openOrigin('auth', io)
    const { fetched, skewMs = 0 } = await signIn({ transport: auth, now: () => io.clock.now() }, credentials, limited)
    const clock = clockFinding(skewMs)
    if (fetched.kind !== 'token') return [...clock, signInFinding(fetched, credentials.appKey)]
    await using push = openOrigin('push', io)
    const result = await push.request(probe(credentials, io.clock.now(), fetched.token), limited)
    return [...clock, SECRET_ACCEPTED, pushFinding(result)]
  })
}

/** Time for the sign-in and the probe together. */
const CHECK_TIMEOUT_MS = 15_000
/** Half of what OPPO puts up with: a clock so far off is about to cost the next sign-in. */
const SKEW_MS_MAX = CLOCK_WINDOW_MS / 2
/** Not in the shape of a registration id. */
const IMPOSSIBLE_TOKEN = 'posthouse-credential-check'

const SECRET_ACCEPTED: Finding = {
  level: 'ok',
  code: 'secret-accepted',
  text: 'OPPO issued an auth token for this app key and master secret.',
}

/** F78. */
function clockFinding(skewMs: number): readonly Finding[] {
  if (Math.abs(skewMs) <= SKEW_MS_MAX) return []
  const away = `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'behind' : 'ahead of'}`
  const text = `This server's clock is ${away} OPPO's, which takes sign-ins within ${CLOCK_WINDOW_MS / 1000} s only. Posthouse then signs with OPPO's time; set the clock, because other things depend on it too.`
  return [{ level: 'warn', code: 'clock-skewed', text }]
}

function signInFinding(failure: Exclude<FetchedToken, { readonly kind: 'token' }>, appKey: string): Finding {
  if (failure.kind === 'failed') {
    const text = `OPPO's auth service could not be asked: ${failure.cause}.`
    return { level: 'warn', code: 'auth-unreachable', text }
  }
  const { code } = failure
  switch (code) {
    case '18':
    case '19':
      return {
        level: 'error',
        code: 'clock-refused',
        text: `OPPO does not take the time of this server (code ${code}). Set the server's clock; OPPO puts up with ten minutes.`,
      }
    case '26':
      return {
        level: 'error',
        code: 'address-refused',
        text: 'OPPO has blacklisted the IP address of this server (code 26). Ask OPPO to take it off.',
      }
    case '27':
    case '28':
    case '30':
      return permissionMissing(code)
    default:
      return {
        level: 'error',
        code: 'secret-refused',
        text: `OPPO refused the sign-in of app key ${appKey} (code ${code}). Copy the app key and the master secret again from OPPO's console; the app secret does not work here.`,
      }
  }
}

function permissionMissing(code: string): Finding {
  const text = `OPPO does not let this app push (code ${code}). Check in OPPO's console that push is enabled and approved for the app.`
  return { level: 'error', code: 'permission-missing', text }
}

/** With the notifier's own channel, category and activity, so that OPPO looks at them too. */
function probe(credentials: OppoCredentials, nowMs: number, authToken: string): ReturnType<typeof pushRequest> {
  const target = { credentials, nowMs, expiresAtMs: nowMs + 60_000 }
  const payload = renderOppo({ title: 'Posthouse', content: 'credential check', blocks: {} }, target)
  const shipment = { token: IMPOSSIBLE_TOKEN, id: `check-${nowMs}`, payload }
  return pushRequest(requestsFor([shipment])[0] ?? { tokens: [], body: '' }, authToken)
}

function pushFinding(result: WireResult): Finding {
  if (result.kind !== 'answered') {
    const text = `OPPO's push service could not be asked: ${result.cause}.`
    return { level: 'warn', code: 'push-unreachable', text }
  }
  const code = codeOf(parsedJson(result.body))
  if (code === '67') {
    const text =
      'OPPO has not granted the category or the notify level of this notifier (code 67). Apply for it in the console, or change settings.category and settings.notifyLevel.'
    return { level: 'error', code: 'category-refused', text }
  }
  switch (meaningOf(code)) {
    case 'accepted':
    case 'token-malformed':
    case 'token-dead':
      return { level: 'ok', code: 'push-accepted', text: 'OPPO takes messages with this credential.' }
    case 'permission-missing':
    case 'credential-refused':
    case 'access-refused':
      return permissionMissing(code ?? '')
    case 'quota':
      return { level: 'warn', code: 'quota-used', text: `The app's messages of today are used up (code ${code}).` }
    case 'busy':
      return { level: 'warn', code: 'push-busy', text: `OPPO is limiting the flow (code ${code}). Check again later.` }
    default: {
      const said = code === undefined ? `HTTP ${result.status} without a code` : `code ${code} (HTTP ${result.status})`
      const text = `OPPO answered ${said} to a message that reaches nobody.`
      return { level: 'warn', code: 'push-answer-unexpected', text }
    }
  }
}
