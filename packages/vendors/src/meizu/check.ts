// Asks Meizu whether a credential works: a push to a push id that no phone has. There is no other question to ask, because every
// request is signed anew. Refuses to judge what it could not ask: an unreachable service is a warning, never a verdict.
import { finding, IMPOSSIBLE_TOKEN, PROBE, PROBE_ID, probeTarget, unreachable } from '../channel/credential-check.ts'
import type { VendorIo } from '../io.ts'
import type { Finding, SendResult } from '../vendor.ts'
import { openMeizu } from './client.ts'
import type { MeizuCredentials } from './credentials.ts'
import { CODES } from './outcome.ts'
import { renderMeizu } from './payload.ts'

/** One finding. Never rejects for what the network does. */
export async function checkMeizu(
  credentials: MeizuCredentials,
  io: VendorIo,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  await using channel = openMeizu(credentials, io)
  const payload = renderMeizu(PROBE, probeTarget(credentials, io.clock.now()))
  const [result] = await channel.send([{ token: IMPOSSIBLE_TOKEN, id: PROBE_ID, payload }], signal)
  return [findingOf(result, credentials.appId)]
}

function findingOf(result: SendResult | undefined, appId: string): Finding {
  switch (result?.kind) {
    case 'accepted':
      return SECRET_ACCEPTED
    case 'rejected':
      return rejectedFinding(result, appId)
    case 'throttled':
      return throttledFinding(result)
    default:
      return unreachable('push-unreachable', 'Meizu', { cause: result?.cause ?? 'no answer' })
  }
}

/** A refused push id proves that the signature was right. */
const SECRET_ACCEPTED: Finding = finding(
  'ok',
  'secret-accepted',
  'Meizu takes requests with this App ID and App Secret.',
)

function rejectedFinding({ scope, reason, code }: Extract<SendResult, { kind: 'rejected' }>, appId: string): Finding {
  if (scope === 'token') return SECRET_ACCEPTED
  const said = `${code}${wordsOf(code)}`
  if (scope === 'message') {
    return finding('warn', 'push-answer-unexpected', `Meizu refused a plain notification (${said}).`)
  }
  if (reason === 'permission-missing') {
    const text = `App ID ${appId} may not push (${said}). Look at the app on the Flyme push platform.`
    return finding('error', 'permission-missing', text)
  }
  const text = `Meizu refused App ID ${appId} with this App Secret (${said}). Copy both again from the Flyme push platform; the App Key is another thing.`
  return finding('error', 'secret-refused', text)
}

function throttledFinding({ quota, code }: Extract<SendResult, { kind: 'throttled' }>): Finding {
  return quota === true
    ? finding('warn', 'quota-used-up', `The app's pushes of today are used up (${code}).`)
    : finding('warn', 'push-busy', `Meizu is limiting the flow (${code}). Check again in a minute.`)
}

function wordsOf(code: string): string {
  const row = CODES.find(one => one.code === code)
  return row ? `: ${row.text.en}` : ''
}
