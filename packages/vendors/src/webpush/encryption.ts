// Encrypts a message for one browser: RFC 8291 (key agreement) on RFC 8188 (`aes128gcm`), a single record. Pure: the key pair and the
// salt of a message come in. Refuses to know requests and what a message says.
import { createCipheriv, type ECDH, hkdfSync } from 'node:crypto'

/** Who can read a message: the keys of a browser's subscription. */
export interface Recipient {
  /** P-256 point, uncompressed: {@link POINT_BYTES} bytes. */
  readonly publicKey: Uint8Array
  /** {@link AUTH_BYTES} bytes. */
  readonly auth: Uint8Array
}

/** What is used for one message and then thrown away (RFC 8291 §2). */
export interface MessageSecrets {
  /** A P-256 key pair. */
  readonly sender: ECDH
  /** {@link SALT_BYTES} random bytes; a second message with the same keys and salt would give both away. */
  readonly salt: Uint8Array
}

/**
 * The body of a push request, {@link OVERHEAD_BYTES} longer than the plaintext. Throws where the recipient's key is no point of the curve.
 */
export function encrypt(plaintext: Uint8Array, to: Recipient, { sender, salt }: MessageSecrets): Buffer {
  const ours = sender.getPublicKey()
  const { key, nonce } = contentKeys({
    shared: sender.computeSecret(to.publicKey),
    auth: to.auth,
    userAgentKey: to.publicKey,
    senderKey: ours,
    salt,
  })
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  return Buffer.concat([
    salt,
    RECORD_SIZE_AND_KEY_LENGTH,
    ours,
    cipher.update(plaintext),
    cipher.update(LAST_RECORD),
    cipher.final(),
    cipher.getAuthTag(),
  ])
}

/** An uncompressed P-256 point. */
export const POINT_BYTES = 65
/** A subscription's authentication secret (RFC 8291 §3.2). */
export const AUTH_BYTES = 16
/** RFC 8188 §2.1. */
export const SALT_BYTES = 16
/** Of AES-128-GCM. */
export const TAG_BYTES = 16
/** Salt, record size, key length and key (RFC 8188 §2.1, RFC 8291 §4). */
export const HEADER_BYTES: number = SALT_BYTES + 4 + 1 + POINT_BYTES
/** Header, the byte that ends a record, and the tag. */
export const OVERHEAD_BYTES: number = HEADER_BYTES + 1 + TAG_BYTES
/** Every push service takes bodies up to this (RFC 8030 §7.2); also the record size that is announced (spec/vendors.md §9.5). */
export const BODY_BYTES_MAX = 4096

/** What both sides know, and the salt. */
export interface KeyAgreement {
  /** The ECDH secret. */
  readonly shared: Uint8Array
  readonly auth: Uint8Array
  readonly userAgentKey: Uint8Array
  readonly senderKey: Uint8Array
  readonly salt: Uint8Array
}

/** Key and nonce of the one record (RFC 8291 §3.4); the same for who writes and who reads. */
export function contentKeys(agreed: KeyAgreement): { readonly key: Uint8Array; readonly nonce: Uint8Array } {
  const ikm = inputKey(agreed)
  return {
    key: new Uint8Array(hkdfSync('sha256', ikm, agreed.salt, CONTENT_KEY_INFO, 16)),
    nonce: new Uint8Array(hkdfSync('sha256', ikm, agreed.salt, NONCE_INFO, 12)),
  }
}

/** RFC 8291 §3.3: the authentication secret keeps out a push service that swaps keys. */
export function inputKey({ shared, auth, userAgentKey, senderKey }: KeyAgreement): Uint8Array {
  const info = Buffer.concat([INPUT_KEY_INFO, userAgentKey, senderKey])
  return new Uint8Array(hkdfSync('sha256', shared, auth, info, 32))
}

const INPUT_KEY_INFO = Buffer.from('WebPush: info\0')
const CONTENT_KEY_INFO = Buffer.from('Content-Encoding: aes128gcm\0')
const NONCE_INFO = Buffer.from('Content-Encoding: nonce\0')
/** Ends the plaintext of the last record (RFC 8188 §2). */
const LAST_RECORD = Buffer.from([2])
const RECORD_SIZE_AND_KEY_LENGTH = Buffer.from([0, 0, BODY_BYTES_MAX >> 8, BODY_BYTES_MAX & 255, POINT_BYTES])
