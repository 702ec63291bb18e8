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
    return [
      finding('error', 'key-refused', {
        en: `The service refuses the API key (${result.code}).`,
        zh: `服务拒绝了该 API Key（${result.code}）。`,
      }),
    ]
  }
  if (result?.kind === 'accepted' || result?.kind === 'rejected') {
    return [finding('ok', 'key-accepted', { en: 'The service accepts the API key.', zh: '服务接受该 API Key。' })]
  }
  return [
    finding('warn', 'service-unreachable', {
      en: 'The service could not be asked; try again later.',
      zh: '无法询问服务，请稍后重试。',
    }),
  ]
}
