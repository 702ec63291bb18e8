// Makes Token04 as the generators of ZEGO do (spec/zego.md §4.2), for tests and the sandbox.
import { createCipheriv } from 'node:crypto'

/** How a token is made. */
export interface Token04Making {
  readonly secret: string
  /** The JSON inside; it names the expiry again. */
  readonly plain: string
  readonly expiresAtSeconds: number
  /** 16 bytes for CBC, 12 for GCM. */
  readonly start: Uint8Array
  readonly mode: 'cbc' | 'cbc-with-mode' | 'gcm'
}

/** A token of the given text. */
export function makeToken04({ secret, plain, expiresAtSeconds, start, mode }: Token04Making): string {
  const key = Buffer.from(secret, 'utf8')
  const cipher = mode === 'gcm' ? gcm(key, start, plain) : cbc(key, start, plain)
  const packet = Buffer.concat([expiryOf(expiresAtSeconds), sized(start), sized(cipher), modeOf(mode)])
  return `04${packet.toString('base64')}`
}

/** A token for a user of an app, by the present generators' cipher. */
export function token04For(
  { appId, serverSecret }: { readonly appId: number; readonly serverSecret: string },
  userId: string,
  expiresAtMs: number,
  start: Uint8Array,
): string {
  const expire = Math.floor(expiresAtMs / 1_000)
  const claims = { app_id: appId, user_id: userId, nonce: -7, ctime: expire - 3_600, expire, payload: '' }
  const plain = JSON.stringify(claims)
  return makeToken04({ secret: serverSecret, plain, expiresAtSeconds: expire, start, mode: 'gcm' })
}

function cbc(key: Buffer, start: Uint8Array, plain: string): Buffer {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, start)
  return Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
}

function gcm(key: Buffer, start: Uint8Array, plain: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, start)
  return Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

function expiryOf(seconds: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(seconds))
  return bytes
}

function sized(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}

function modeOf(mode: Token04Making['mode']): Buffer {
  return Buffer.from(mode === 'gcm' ? [1] : mode === 'cbc' ? [] : [0])
}
