// Hashes and comparisons, each in the one form the rest of the code uses.
import { createHmac, hash, timingSafeEqual } from 'node:crypto'

/** SHA-256, 32 bytes. */
export function sha256(data: string | Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer')
}

/** SHA-256 as lower-case hex. */
export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex')
}

/** MD5 as lower-case hex; only for the legacy callback signature (spec/easemob.md §9.2). */
export function md5Hex(data: string): string {
  return hash('md5', data, 'hex')
}

/** HMAC-SHA256 as base64. */
export function hmacSha256Base64(key: Uint8Array, data: string): string {
  return createHmac('sha256', key).update(data).digest('base64')
}

/** Compares in constant time, whatever the lengths (S07). */
export function sameSecret(left: string, right: string): boolean {
  return timingSafeEqual(sha256(left), sha256(right))
}

/** Six hex digits that stand for a device token or secret in logs (S50). */
export function fingerprint(secret: string): string {
  return sha256Hex(secret).slice(0, 6)
}
