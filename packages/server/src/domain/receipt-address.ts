// The last part of a notifier's receipt address: which app and notifier it is about, and a proof that this server made it. Pure.
//
//   base64url( 8 app id | 16 notifier uuid | 12 proof ), 48 characters
//
// The proof is an HMAC with the app's server secret, which is never changed and which only the app's owner has: addresses stay the
// same for ever, nobody else can guess one, and nothing more is stored.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AppId } from '@posthouse/protocol'

/** What an address says it is about; nothing of it is proven. */
export interface ReceiptToken {
  readonly appId: AppId
  readonly notifierUuid: string
  readonly proof: Uint8Array
}

const appIdBytes = 8
const uuidBytes = 16
/** 96 bits: guessing is hopeless, and vendors take 128 bytes of address at most. */
const proofBytes = 12
const tokenChars = 48
/** Keeps this use of the app's secret apart from every other. */
const purpose = 'posthouse receipt address 1\n'

/** The token of a notifier. */
export function receiptTokenOf(appId: AppId, notifierUuid: string, secret: Uint8Array): string {
  const place = placeBytes(appId, notifierUuid)
  return Buffer.concat([place, proofOf(place, secret)]).toString('base64url')
}

/** Reads a token; undefined for what cannot be one. */
export function readReceiptToken(text: string): ReceiptToken | undefined {
  if (text.length !== tokenChars || !/^[\w-]+$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  const appId = Number(bytes.readBigUInt64BE())
  if (!Number.isSafeInteger(appId)) return undefined
  const hex = bytes.toString('hex', appIdBytes, appIdBytes + uuidBytes)
  const notifierUuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return { appId: appId as AppId, notifierUuid, proof: bytes.subarray(appIdBytes + uuidBytes) }
}

/** Whether this server made the token. Compares in constant time (S07). */
export function isGenuine({ appId, notifierUuid, proof }: ReceiptToken, secret: Uint8Array): boolean {
  return timingSafeEqual(proof, proofOf(placeBytes(appId, notifierUuid), secret))
}

function placeBytes(appId: AppId, notifierUuid: string): Buffer {
  const bytes = Buffer.alloc(appIdBytes + uuidBytes)
  bytes.writeBigUInt64BE(BigInt(appId))
  bytes.write(notifierUuid.replaceAll('-', ''), appIdBytes, 'hex')
  return bytes
}

function proofOf(place: Uint8Array, secret: Uint8Array): Uint8Array {
  return createHmac('sha256', secret).update(purpose).update(place).digest().subarray(0, proofBytes)
}
