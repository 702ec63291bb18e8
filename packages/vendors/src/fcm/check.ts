// Asks Google whether a credential works, without sending anything to a phone: obtain a token, then let FCM validate a message to a
// device that cannot exist. Says what it found in sentences for the app's owner.

import type { VendorIo } from '../io.ts'
import { withDeadline } from '../transport/deadline.ts'
import type { FetchedToken } from '../transport/token-source.ts'
import type { Finding, SendResult } from '../vendor.ts'
import type { FcmCredentials } from './credentials.ts'
import type { DatedGrant } from './oauth.ts'
import { type FcmAnswer, judge } from './outcome.ts'
import { bodyFor, cutAtToken } from './payload.ts'
import { answerOf, DEADLINE_MS, fetchGrant, openOauth, openPush, sendPath, sendRequest } from './service.ts'

/** Not a registration token: FCM refuses it only after it has accepted project, access token and message. */
const IMPOSSIBLE_TOKEN = 'posthouse-credential-check'
/** From here on a wrong clock is worth a word, ms: Google refuses assertions that are five minutes off (spec/vendors.md §2.12). */
const SKEW_WARN_MS = 60_000

/** At most 15 s; an aborted signal ends it earlier with a finding that says so. */
export async function checkFcm(
  credentials: FcmCredentials,
  io: VendorIo,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const limit = { clock: io.clock, timeoutMs: DEADLINE_MS, signal }
  return await withDeadline(limit, async limited => {
    await using oauth = openOauth(io)
    const dated = await fetchGrant(oauth, credentials, io, limited)
    const findings = [grantFinding(dated.grant, credentials), ...skewFinding(dated, io.clock.now())]
    if (dated.grant.kind !== 'token') return findings
    return [...findings, await trySend(credentials, io, dated.grant.token, limited)]
  })
}

async function trySend(
  credentials: FcmCredentials,
  io: VendorIo,
  token: string,
  signal: AbortSignal,
): Promise<Finding> {
  await using push = openPush(io)
  const body = bodyFor(cutAtToken({ notification: { title: 'Posthouse' } }, true), IMPOSSIBLE_TOKEN)
  const answer = answerOf(
    await push.request(sendRequest(sendPath(credentials, io), token, body), signal),
    io.clock.now(),
  )
  if ('kind' in answer) {
    return {
      level: 'warn',
      code: 'send-unreachable',
      text: `Google's send endpoint could not be reached: ${answer.cause}.`,
      zh: `无法连接 Google 的发送接口：${answer.cause}。`,
    }
  }
  return sendFinding(judge(answer), answer, credentials)
}

function grantFinding(grant: FetchedToken, { clientEmail }: FcmCredentials): Finding {
  switch (grant.kind) {
    case 'token':
      return {
        level: 'ok',
        code: 'token-granted',
        text: `Google accepts the service account ${clientEmail}.`,
        zh: `Google 接受服务账号 ${clientEmail}。`,
      }
    case 'refused':
      return {
        level: 'error',
        code: 'token-refused',
        text: `Google refuses the service account ${clientEmail} (${grant.code}): the key was deleted, or the clock is wrong. Create a new key in the Firebase console.`,
        zh: `Google 拒绝了服务账号 ${clientEmail}（${grant.code}）：密钥已被删除，或时钟不准。请在 Firebase 控制台生成新的私钥。`,
      }
    case 'failed':
      return {
        level: 'warn',
        code: 'token-unreachable',
        text: `Google's token endpoint gave no usable answer: ${grant.cause}.`,
        zh: `Google 的令牌接口没有给出可用的应答：${grant.cause}。`,
      }
  }
}

/** F78: a clock that is far off explains refusals that look like a bad key. */
function skewFinding({ serverNowMs }: DatedGrant, nowMs: number): readonly Finding[] {
  if (serverNowMs === undefined || Math.abs(nowMs - serverNowMs) < SKEW_WARN_MS) return []
  const seconds = Math.round(Math.abs(nowMs - serverNowMs) / 1000)
  const direction = nowMs > serverNowMs ? 'ahead of' : 'behind'
  const text = `This machine's clock is ${seconds} s ${direction} Google's; from 300 s on, Google refuses every credential.`
  const zh = `本机时钟比 Google 的${nowMs > serverNowMs ? '快' : '慢'} ${seconds} 秒；相差 300 秒起，Google 会拒绝所有凭据。`
  return [{ level: 'warn', code: 'clock-skew', text, zh }]
}

function sendFinding(result: SendResult, answer: FcmAnswer, { projectId }: FcmCredentials): Finding {
  const isTokenFault = result.kind === 'rejected' && result.scope === 'token'
  if (result.kind === 'accepted' || isTokenFault) {
    return {
      level: 'ok',
      code: 'send-permitted',
      text: `The credential may send in the project ${projectId}.`,
      zh: `该凭据可以在项目 ${projectId} 中发送。`,
    }
  }
  if (result.kind !== 'rejected') {
    const text = `Google did not say whether the credential may send (HTTP ${answer.status}); try again later.`
    const zh = `Google 没有说明该凭据能否发送（HTTP ${answer.status}），请稍后重试。`
    return { level: 'warn', code: 'send-unanswered', text, zh }
  }
  if (result.reason === 'permission-missing') {
    const text = `The service account lacks the right to send in the project ${projectId}, or the Firebase Cloud Messaging API is off there.`
    const zh = `服务账号没有在项目 ${projectId} 中发送的权限，或该项目未启用 Firebase Cloud Messaging API。`
    return { level: 'error', code: 'permission-missing', text, zh }
  }
  if (answer.status === 404) {
    return {
      level: 'error',
      code: 'project-unknown',
      text: `Google does not know the project ${projectId}.`,
      zh: `Google 没有项目 ${projectId}。`,
    }
  }
  return {
    level: 'error',
    code: 'send-refused',
    text: `Google refuses to send in the project ${projectId} (${result.code}).`,
    zh: `Google 拒绝在项目 ${projectId} 中发送（${result.code}）。`,
  }
}
