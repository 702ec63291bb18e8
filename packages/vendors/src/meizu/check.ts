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
      return unreachable('push-unreachable', { en: 'Meizu', zh: '魅族' }, { cause: result?.cause ?? 'no answer' })
  }
}

/** A refused push id proves that the signature was right. */
const SECRET_ACCEPTED: Finding = finding('ok', 'secret-accepted', {
  en: 'Meizu takes requests with this App ID and App Secret.',
  zh: '魅族接受使用该 App ID 与 App Secret 的请求。',
})

function rejectedFinding({ scope, reason, code }: Extract<SendResult, { kind: 'rejected' }>, appId: string): Finding {
  if (scope === 'token') return SECRET_ACCEPTED
  const meaning = CODES.find(one => one.code === code)?.text
  const said = meaning ? `${code}: ${meaning.en}` : code
  const saidInChinese = meaning ? `${code}：${meaning.zh}` : code
  if (scope === 'message') {
    return finding('warn', 'push-answer-unexpected', {
      en: `Meizu refused a plain notification (${said}).`,
      zh: `魅族拒绝了一条普通通知（${saidInChinese}）。`,
    })
  }
  if (reason === 'permission-missing') {
    const text = {
      en: `App ID ${appId} may not push (${said}). Look at the app on the Flyme push platform.`,
      zh: `App ID ${appId} 没有推送权限（${saidInChinese}）。请在 Flyme 推送平台查看该应用。`,
    }
    return finding('error', 'permission-missing', text)
  }
  const text = {
    en: `Meizu refused App ID ${appId} with this App Secret (${said}). Copy both again from the Flyme push platform; the App Key is another thing.`,
    zh: `魅族拒绝了 App ID ${appId} 与该 App Secret（${saidInChinese}）。请从 Flyme 推送平台重新复制这两项；App Key 是另一项。`,
  }
  return finding('error', 'secret-refused', text)
}

function throttledFinding({ quota, code }: Extract<SendResult, { kind: 'throttled' }>): Finding {
  return quota === true
    ? finding('warn', 'quota-used-up', {
        en: `The app's pushes of today are used up (${code}).`,
        zh: `该应用今日的推送配额已用完（${code}）。`,
      })
    : finding('warn', 'push-busy', {
        en: `Meizu is limiting the flow (${code}). Check again in a minute.`,
        zh: `魅族正在限流（${code}）。请一分钟后重新检查。`,
      })
}
