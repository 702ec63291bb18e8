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
  if (result.kind !== 'answered') return unreachable('push-unreachable', { en: 'Push Kit', zh: ' Push Kit' }, result)
  const { status } = result
  const code = codeIn(parsedJson(result.body), 'code')
  if (code === '80000000' || code === '80100000' || code === '80300007') {
    const outcome = judge(result, [IMPOSSIBLE_TOKEN], nowMs).resultFor(IMPOSSIBLE_TOKEN)
    return outcome.kind === 'rejected' && outcome.scope === 'notifier'
      ? rightMissing(outcome.code)
      : finding('ok', 'push-accepted', {
          en: 'Push Kit takes messages that this service account signs.',
          zh: 'Push Kit 接受由该服务账号签名的消息。',
        })
  }
  return (
    verdictOn(code ?? `HTTP ${status}`, credentials) ??
    unexpected({ en: 'Push Kit', zh: 'Push Kit ' }, codeAndStatus(code, status))
  )
}

function verdictOn(word: string, { projectId, keyId }: HarmonyCredentials): Finding | undefined {
  switch (word) {
    case '80200001':
    case 'HTTP 401':
    case 'HTTP 403':
      return finding('error', 'account-refused', {
        en: `Push Kit does not take a JWT of key ${keyId} for project ${projectId} (${word}). Create the service account key in the project of the app and upload its JSON file as it was downloaded.`,
        zh: `Push Kit 不接受项目 ${projectId} 的密钥 ${keyId} 签发的 JWT（${word}）。请在应用所属的项目中创建服务账号密钥，并原样上传下载的 JSON 文件。`,
      })
    case '80200003':
    case '80200005':
    case '80300036':
      return finding('error', 'clock-wrong', {
        en: `Push Kit calls a JWT that was made just now expired or too long (${word}): check the clock of this machine.`,
        zh: `Push Kit 认为刚签发的 JWT 已过期或有效期过长（${word}）：请检查本机时钟。`,
      })
    case '80300002':
    case '80300011':
      return rightMissing(word)
    case '80300037':
      return finding('error', 'app-penalised', {
        en: `Huawei has suspended pushes of project ${projectId} (80300037).`,
        zh: `华为已暂停项目 ${projectId} 的推送（80300037）。`,
      })
    case 'HTTP 429':
    case 'HTTP 503':
      return finding('warn', 'push-busy', {
        en: `Push Kit is limiting the flow (${word}). Check again in a minute.`,
        zh: `Push Kit 正在限流（${word}）。请一分钟后重新检查。`,
      })
    default:
      return undefined
  }
}

function rightMissing(word: string): Finding {
  return finding('error', 'permission-missing', {
    en: `The service account is known, but the app may not send this (${word}). Enable Push Kit for the app and apply for the right to the notifier's category.`,
    zh: `服务账号有效，但该应用无权发送此类消息（${word}）。请为应用开通 Push Kit，并申请推送证书所用消息分类的权限。`,
  })
}
