// Asks APNs whether a credential works, without reaching a phone: a background push to a token that no device can have. Being
// told that the token is wrong proves everything before it: address, authentication, topic.
import { createHash } from 'node:crypto'
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
  if (leftMs <= 0) return [error('certificate-expired', `The certificate expired on ${day}.`)]
  if (nowMs < credentials.validFromMs)
    return [error('certificate-not-yet-valid', 'The certificate is not valid yet; compare the clock.')]
  if (leftMs < EXPIRY_WARNING_MS)
    return [{ level: 'warn', code: 'certificate-expires', text: `The certificate expires on ${day}.` }]
  return [{ level: 'ok', code: 'certificate-valid', text: `The certificate is valid until ${day}.` }]
}

function verdict(result: SendResult, credentials: ApnsCredentials): Finding {
  const where = `${credentials.bundleId} in ${credentials.environment === 'PRODUCTION' ? 'production' : 'the sandbox'}`
  const accepted: Finding = {
    level: 'ok',
    code: 'credential-accepted',
    text: `APNs accepts the credential for ${where}.`,
  }
  switch (result.kind) {
    case 'accepted':
      return accepted
    case 'rejected':
      return result.scope === 'token' ? accepted : refusal(result.code, result.reason, where)
    case 'throttled':
      return { level: 'warn', code: 'vendor-busy', text: `APNs is busy (${result.code}); check again later.` }
    case 'unsent':
      return error('vendor-unreachable', `APNs cannot be reached: ${result.cause}.`)
    case 'unknown':
      return { level: 'warn', code: 'vendor-silent', text: `APNs gave no usable answer: ${result.cause}.` }
  }
}

function refusal(code: string, reason: string, where: string): Finding {
  if (/Environment/.test(code)) {
    return error('environment-mismatch', `The credential is not for this environment (${code}): ${where}.`)
  }
  if (reason === 'topic-refused') return error('topic-refused', `The credential may not push to ${where} (${code}).`)
  if (code === 'ExpiredProviderToken') {
    return error('clock-skew', 'APNs calls a fresh token expired: the clock of this machine is late.')
  }
  const hint = code === 'InvalidProviderToken' ? ' Compare team id, key id, bundle id and the clock.' : ''
  return error('credential-refused', `APNs refuses the credential for ${where} (${code}).${hint}`)
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
    },
  ]
}

function error(code: string, text: string): Finding {
  return { level: 'error', code, text }
}
