// Asks APNs whether a credential works, without reaching a phone: a background push to a token that no device can have. Being
// told that the token is wrong proves everything before it: address, authentication, topic.
import { createHash } from 'node:crypto'
import type { Bilingual } from '../bilingual.ts'
import type { VendorIo } from '../io.ts'
import type { WireResult } from '../transport/contract.ts'
import type { Finding, SendResult } from '../vendor.ts'
import type { ApnsCredentials } from './credentials.ts'
import { openLine } from './line.ts'
import { judge } from './outcome.ts'
import { render } from './payload.ts'

/** The findings, of the certificate's dates first and then of APNs' word. Never rejects for what the network does. */
export async function check(
  credentials: ApnsCredentials,
  io: VendorIo,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const dates = validityFindings(credentials, io.clock.now())
  const probe = { token: PROBE_TOKEN, id: PROBE_ID, payload: probePayload(credentials, io.clock.now()) }
  await using line = openLine(credentials, io)
  const wire = await line.exchange(probe, signal)
  const result = wire.kind === 'answered' ? judge(wire, { ...probe, retryAfterMs: 0 }) : wire
  return [...dates, verdict(result, credentials), ...clockFindings(wire, io.clock.now())]
}

/** A certificate that ends sooner than this is a warning. */
export const EXPIRY_WARNING_MS: number = 30 * 86_400_000
/** A difference to the vendor's clock from which a JWT's age is misjudged noticeably. */
export const CLOCK_SKEW_MS_MAX: number = 5 * 60_000
/** 64 digits that nobody was given: the digest of a sentence. */
export const PROBE_TOKEN: string = createHash('sha256').update('Posthouse checks a credential').digest('hex')
const PROBE_ID = '00000000-0000-4000-8000-000000000000'

function probePayload(credentials: ApnsCredentials, nowMs: number): ReturnType<typeof render> {
  const pushType = credentials.isVoip ? 'voip' : 'background'
  const notification = { title: '', content: '', blocks: { apns: { pushType, invalidationTime: 0 } } }
  return render(notification, { credentials, nowMs, expiresAtMs: nowMs })
}

function validityFindings(credentials: ApnsCredentials, nowMs: number): readonly Finding[] {
  if (credentials.kind === 'token') return []
  const day = new Date(credentials.validToMs).toISOString().slice(0, 10)
  const leftMs = credentials.validToMs - nowMs
  if (leftMs <= 0)
    return [error('certificate-expired', { en: `The certificate expired on ${day}.`, zh: `证书已于 ${day} 过期。` })]
  if (nowMs < credentials.validFromMs)
    return [
      error('certificate-not-yet-valid', {
        en: 'The certificate is not valid yet; compare the clock.',
        zh: '证书尚未生效，请核对时钟。',
      }),
    ]
  if (leftMs < EXPIRY_WARNING_MS)
    return [
      {
        level: 'warn',
        code: 'certificate-expires',
        text: `The certificate expires on ${day}.`,
        zh: `证书将于 ${day} 到期。`,
      },
    ]
  return [
    {
      level: 'ok',
      code: 'certificate-valid',
      text: `The certificate is valid until ${day}.`,
      zh: `证书有效期至 ${day}。`,
    },
  ]
}

function verdict(result: SendResult, credentials: ApnsCredentials): Finding {
  const isProduction = credentials.environment === 'PRODUCTION'
  const where = {
    en: `${credentials.bundleId} in ${isProduction ? 'production' : 'the sandbox'}`,
    zh: `${isProduction ? '生产' : '沙箱'}环境的 ${credentials.bundleId}`,
  }
  const accepted: Finding = {
    level: 'ok',
    code: 'credential-accepted',
    text: `APNs accepts the credential for ${where.en}.`,
    zh: `APNs 接受该凭据，适用于${where.zh}。`,
  }
  switch (result.kind) {
    case 'accepted':
      return accepted
    case 'rejected':
      return result.scope === 'token' ? accepted : refusal(result.code, result.reason, where)
    case 'throttled':
      return {
        level: 'warn',
        code: 'vendor-busy',
        text: `APNs is busy (${result.code}); check again later.`,
        zh: `APNs 繁忙（${result.code}），请稍后重新检查。`,
      }
    case 'unsent':
      return error('vendor-unreachable', {
        en: `APNs cannot be reached: ${result.cause}.`,
        zh: `无法连接 APNs：${result.cause}。`,
      })
    case 'unknown':
      return {
        level: 'warn',
        code: 'vendor-silent',
        text: `APNs gave no usable answer: ${result.cause}.`,
        zh: `APNs 没有给出可用的应答：${result.cause}。`,
      }
  }
}

function refusal(code: string, reason: string, where: Bilingual): Finding {
  if (/Environment/.test(code)) {
    return error('environment-mismatch', {
      en: `The credential is not for this environment (${code}): ${where.en}.`,
      zh: `该凭据不适用于此环境（${code}）：${where.zh}。`,
    })
  }
  if (reason === 'topic-refused')
    return error('topic-refused', {
      en: `The credential may not push to ${where.en} (${code}).`,
      zh: `该凭据无权推送到${where.zh}（${code}）。`,
    })
  if (code === 'ExpiredProviderToken') {
    return error('clock-skew', {
      en: 'APNs calls a fresh token expired: the clock of this machine is late.',
      zh: 'APNs 认为刚签发的令牌已过期：本机时钟慢了。',
    })
  }
  const hint =
    code === 'InvalidProviderToken'
      ? { en: ' Compare team id, key id, bundle id and the clock.', zh: '请核对 Team ID、Key ID、Bundle ID 与时钟。' }
      : { en: '', zh: '' }
  return error('credential-refused', {
    en: `APNs refuses the credential for ${where.en} (${code}).${hint.en}`,
    zh: `APNs 拒绝了该凭据，适用于${where.zh}（${code}）。${hint.zh}`,
  })
}

/** APNs itself sends no `date`; a proxy or another service in its place may (F78). */
function clockFindings(wire: WireResult, nowMs: number): readonly Finding[] {
  if (wire.kind !== 'answered') return []
  const skewMs = Date.parse(String(wire.headers['date'])) - nowMs
  if (Number.isNaN(skewMs) || Math.abs(skewMs) <= CLOCK_SKEW_MS_MAX) return []
  const minutes = Math.round(skewMs / 60_000)
  return [
    {
      level: 'warn',
      code: 'clock-skew',
      text: `The clock of this machine differs from the service's by ${minutes} min.`,
      zh: `本机时钟与服务端相差 ${minutes} 分钟。`,
    },
  ]
}

function error(code: string, { en, zh }: Bilingual): Finding {
  return { level: 'error', code, text: en, zh }
}
