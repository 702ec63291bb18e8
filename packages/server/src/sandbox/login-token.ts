// The login token that an app's own server would make (spec/zego.md §4.2), so that the sandbox's phones need no AppSign: AES-GCM under the
// app's ServerSecret.
import { createCipheriv } from 'node:crypto'
import { second } from '@posthouse/protocol'

/** Whose token it is, and until when. */
export interface LoginTokenInput {
  readonly appId: number
  readonly serverSecret: string
  readonly userId: string
  readonly nowMs: number
  readonly expiresAtMs: number
  /** Unpredictable, 12 bytes, never the same twice. */
  readonly start: Uint8Array
}

const gcmMode = 1

/** A Token04; its expiry counts whole seconds. */
export function loginToken({ appId, serverSecret, userId, nowMs, expiresAtMs, start }: LoginTokenInput): string {
  const [ctime, expire] = [nowMs, expiresAtMs].map(ms => Math.floor(ms / second))
  const nonce = Buffer.from(start).readInt32BE(0)
  const claims = JSON.stringify({ app_id: appId, user_id: userId, nonce, ctime, expire, payload: '' })
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(serverSecret, 'utf8'), start)
  const hidden = Buffer.concat([cipher.update(claims, 'utf8'), cipher.final(), cipher.getAuthTag()])
  const expiry = Buffer.alloc(8)
  expiry.writeBigInt64BE(BigInt(expire ?? 0))
  const packet = [expiry, ...sized(start), ...sized(hidden), Buffer.of(gcmMode)]
  return `04${Buffer.concat(packet).toString('base64')}`
}

function sized(bytes: Uint8Array): readonly [length: Uint8Array, bytes: Uint8Array] {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return [length, bytes]
}
