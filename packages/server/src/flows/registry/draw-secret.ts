// How the secrets of an app are drawn.
import type { Random } from '../../base/random.ts'

/** 192 random bits, in the form that Easemob's have. */
export function drawClientSecret(random: Random): string {
  return `YXA6${Buffer.from(random.bytes(24)).toString('base64url')}`
}

/** 64 hex digits, as ZEGO's. */
export function drawAppSign(random: Random): string {
  return Buffer.from(random.bytes(32)).toString('hex')
}
