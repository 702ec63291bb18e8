// Asks Push Kit whether a service account works: a message to a token that no phone has. Refuses to judge what it could not ask: an
// unreachable service is a warning, never a verdict on the credential.
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
import { openOrigin, pushRequest } from './client.ts'
import type { HarmonyCredentials } from './credentials.ts'
import { judge } from './outcome.ts'
import { renderHarmony, requestBody } from './payload.ts'
import { signServiceJwt } from './service-jwt.ts'

/** One finding, within one deadline. */
export async function checkHarmony(
  credentials: HarmonyCredentials,
  io: VendorIo,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  return await withinCheckTime(io.clock, signal, async limited => {
    await using push = openOrigin(io)
    const nowMs = io.clock.now()
    // Interface v3 has nothing that is checked only.
    const payload = renderHarmony(PROBE, probeTarget(credentials, nowMs))
    const body = requestBody(payload, [IMPOSSIBLE_TOKEN])
    const request = pushRequest(credentials, await signServiceJwt(credentials, nowMs), { ...payload, body })
    return [findingOf(await push.request(request, limited), credentials, nowMs)]
  })
}

function findingOf(result: WireResult, credentials: HarmonyCredentials, nowMs: number): Finding {
  if (result.kind !== 'answered') return unreachable('push-unreachable', 'Push Kit', result)
  const { status } = result
  const code = codeIn(parsedJson(result.body), 'code')
  if (code === '80000000' || code === '80100000' || code === '80300007') {
    const outcome = judge(result, [IMPOSSIBLE_TOKEN], nowMs).resultFor(IMPOSSIBLE_TOKEN)
    return outcome.kind === 'rejected' && outcome.scope === 'notifier'
      ? rightMissing(outcome.code)
      : finding('ok', 'push-accepted', 'Push Kit takes messages that this service account signs.')
  }
  return verdictOn(code ?? `HTTP ${status}`, credentials) ?? unexpected('Push Kit', codeAndStatus(code, status))
}

function verdictOn(word: string, { projectId, keyId }: HarmonyCredentials): Finding | undefined {
  switch (word) {
    case '80200001':
    case 'HTTP 401':
    case 'HTTP 403':
      return finding(
        'error',
        'account-refused',
        `Push Kit does not take a JWT of key ${keyId} for project ${projectId} (${word}). Create the service account key in the project of the app and upload its JSON file as it was downloaded.`,
      )
    case '80200003':
    case '80200005':
    case '80300036':
      return finding(
        'error',
        'clock-wrong',
        `Push Kit calls a JWT that was made just now expired or too long (${word}): check the clock of this machine.`,
      )
    case '80300002':
    case '80300011':
      return rightMissing(word)
    case '80300037':
      return finding('error', 'app-penalised', `Huawei has suspended pushes of project ${projectId} (80300037).`)
    case 'HTTP 429':
    case 'HTTP 503':
      return finding('warn', 'push-busy', `Push Kit is limiting the flow (${word}). Check again in a minute.`)
    default:
      return undefined
  }
}

function rightMissing(word: string): Finding {
  return finding(
    'error',
    'permission-missing',
    `The service account is known, but the app may not send this (${word}). Enable Push Kit for the app and apply for the right to the notifier's category.`,
  )
}
