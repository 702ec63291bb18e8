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

const SECRET_ACCEPTED: Finding = finding(
  'ok',
  'secret-accepted',
  'OPPO issued an auth token for this app key and master secret.',
)

/** F78. */
function clockFinding(skewMs: number): readonly Finding[] {
  if (Math.abs(skewMs) <= SKEW_MS_MAX) return []
  const away = `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'behind' : 'ahead of'}`
  const text = `This server's clock is ${away} OPPO's, which takes sign-ins within ${CLOCK_WINDOW_MS / 1000} s only. Posthouse then signs with OPPO's time; set the clock, because other things depend on it too.`
  return [finding('warn', 'clock-skewed', text)]
}

function signInFinding(failure: Exclude<FetchedToken, { readonly kind: 'token' }>, appKey: string): Finding {
  if (failure.kind === 'failed') return unreachable('auth-unreachable', "OPPO's auth service", failure)
  const { code } = failure
  switch (code) {
    case '18':
    case '19':
      return finding(
        'error',
        'clock-refused',
        `OPPO does not take the time of this server (code ${code}). Set the server's clock; OPPO puts up with ten minutes.`,
      )
    case '26':
      return finding(
        'error',
        'address-refused',
        'OPPO has blacklisted the IP address of this server (code 26). Ask OPPO to take it off.',
      )
    case '27':
    case '28':
    case '30':
      return permissionMissing(code)
    default:
      return finding(
        'error',
        'secret-refused',
        `OPPO refused the sign-in of app key ${appKey} (code ${code}). Copy the app key and the master secret again from OPPO's console; the app secret does not work here.`,
      )
  }
}

function permissionMissing(code: string): Finding {
  const text = `OPPO does not let this app push (code ${code}). Check in OPPO's console that push is enabled and approved for the app.`
  return finding('error', 'permission-missing', text)
}

/** With the notifier's own channel, category and activity, so that OPPO looks at them too. */
function probe(credentials: OppoCredentials, nowMs: number, authToken: string): ReturnType<typeof pushRequest> {
  const payload = renderOppo(PROBE, probeTarget(credentials, nowMs))
  const shipment = { token: IMPOSSIBLE_TOKEN, id: `check-${nowMs}`, payload }
  return pushRequest(requestsFor([shipment])[0] ?? { tokens: [], body: '' }, authToken)
}

function pushFinding(result: WireResult): Finding {
  if (result.kind !== 'answered') return unreachable('push-unreachable', "OPPO's push service", result)
  const code = codeOf(parsedJson(result.body))
  if (code === '67') {
    const text =
      'OPPO has not granted the category or the notify level of this notifier (code 67). Apply for it in the console, or change settings.category and settings.notifyLevel.'
    return finding('error', 'category-refused', text)
  }
  switch (meaningOf(code)) {
    case 'accepted':
    case 'token-malformed':
    case 'token-dead':
      return finding('ok', 'push-accepted', 'OPPO takes messages with this credential.')
    case 'permission-missing':
    case 'credential-refused':
    case 'access-refused':
      return permissionMissing(code ?? '')
    case 'quota':
      return finding('warn', 'quota-used', `The app's messages of today are used up (code ${code}).`)
    case 'busy':
      return finding('warn', 'push-busy', `OPPO is limiting the flow (code ${code}). Check again later.`)
    default:
      return unexpected('OPPO', codeAndStatus(code, result.status))
  }
}
