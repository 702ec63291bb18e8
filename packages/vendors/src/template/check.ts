// Asks the service whether a credential works, by a push to a token that no device can have. Nothing reaches a phone.
import { finding, IMPOSSIBLE_TOKEN, PROBE_ID } from '../channel/credential-check.ts'
import type { VendorIo } from '../io.ts'
import type { Finding } from '../vendor.ts'
import { openTemplate } from './client.ts'
import type { TemplateCredentials } from './credentials.ts'

/** One finding. Never rejects for what the network does. */
export async function check(
  credentials: TemplateCredentials,
  io: VendorIo,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  await using channel = openTemplate(credentials, io)
  const probe = { token: IMPOSSIBLE_TOKEN, id: PROBE_ID, payload: { message: {} } }
  const [result] = await channel.send([probe], signal)
  if (result?.kind === 'rejected' && result.scope === 'notifier') {
    return [finding('error', 'key-refused', `The service refuses the API key (${result.code}).`)]
  }
  if (result?.kind === 'accepted' || result?.kind === 'rejected') {
    return [finding('ok', 'key-accepted', 'The service accepts the API key.')]
  }
  return [finding('warn', 'service-unreachable', 'The service could not be asked; try again later.')]
}
