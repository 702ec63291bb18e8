// Asks the service whether a credential works, by a push to a token that no device can have. Nothing reaches a phone.
import type { VendorIo } from '../io.ts'
import type { Finding } from '../vendor.ts'
import { openTemplate } from './client.ts'
import type { TemplateCredentials } from './credentials.ts'

/** Not in the shape of a token. */
const IMPOSSIBLE_TOKEN = 'posthouse-credential-check'

/** One finding. Never rejects for what the network does. */
export async function check(
  credentials: TemplateCredentials,
  io: VendorIo,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  await using channel = openTemplate(credentials, io)
  const probe = { token: IMPOSSIBLE_TOKEN, id: '00000000-0000-4000-8000-000000000000', payload: { message: {} } }
  const [result] = await channel.send([probe], signal)
  if (result?.kind === 'rejected' && result.scope === 'notifier') {
    return [{ level: 'error', code: 'key-refused', text: `The service refuses the API key (${result.code}).` }]
  }
  if (result?.kind === 'accepted' || result?.kind === 'rejected') {
    return [{ level: 'ok', code: 'key-accepted', text: 'The service accepts the API key.' }]
  }
  return [{ level: 'warn', code: 'service-unreachable', text: 'The service could not be asked; try again later.' }]
}
