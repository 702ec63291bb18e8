// Token04, the token that an app's own server makes of its ServerSecret (spec/zego.md §4.2): read here, and judged elsewhere. Both of its
// ciphers: AES-CBC without or with a mode byte, and AES-GCM. Says of what is none only that it is none.
import { createDecipheriv } from 'node:crypto'

/** What a token says. */
export interface Token04 {
  readonly appId: number
  readonly userId: string
  readonly expiresAtMs: number
}

/** What every token of this kind begins with. */
export const token04Prefix = '04'
/** Longest token that is looked at, characters. */
const charsMax = 4_096
const expiryBytes = 8
const lengthBytes = 2
const tagBytes = 16
/** The cipher by the length of its start value. */
const startBytes = { cbc: 16, gcm: 12 } as const
const gcmMode = 1

/**
 * Reads a token that this secret made; undefined for every other text, whichever step failed, so that nobody learns anything from the
 * difference. The key is the bytes of the secret's text.
 */
export function readToken04(token: string, secret: string): Token04 | undefined {
  const packet = packetOf(token)
  if (!packet) return undefined
  const plain = decrypted(packet, Buffer.from(secret, 'utf8'))
  return plain === undefined ? undefined : claimsOf(plain, packet.expiresAtSeconds)
}

interface Packet {
  readonly expiresAtSeconds: bigint
  readonly start: Buffer
  readonly cipher: Buffer
  readonly isGcm: boolean
}

/** `04` and the base64 of: expiry (8 bytes), length and start value, length and cipher, perhaps a mode. */
function packetOf(token: string): Packet | undefined {
  const base64 = token.slice(token04Prefix.length)
  if (!token.startsWith(token04Prefix) || token.length > charsMax) return undefined
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  const bytes = Buffer.from(base64, 'base64')
  const start = sized(bytes, expiryBytes)
  const cipher = start && sized(bytes, expiryBytes + lengthBytes + start.length)
  if (!start || !cipher) return undefined
  const rest = bytes.subarray(expiryBytes + 2 * lengthBytes + start.length + cipher.length)
  const [mode = 0] = rest
  const isGcm = mode === gcmMode
  const fits = rest.length <= 1 && mode <= gcmMode && start.length === (isGcm ? startBytes.gcm : startBytes.cbc)
  return fits ? { expiresAtSeconds: bytes.readBigInt64BE(0), start, cipher, isGcm } : undefined
}

/** The bytes whose length stands before them. */
function sized(bytes: Buffer, at: number): Buffer | undefined {
  if (bytes.length < at + lengthBytes) return undefined
  const end = at + lengthBytes + bytes.readUInt16BE(at)
  return end <= bytes.length ? bytes.subarray(at + lengthBytes, end) : undefined
}

function decrypted({ start, cipher, isGcm }: Packet, key: Buffer): string | undefined {
  try {
    if (!isGcm) {
      const opened = createDecipheriv(`aes-${key.length * 8}-cbc`, key, start)
      return Buffer.concat([opened.update(cipher), opened.final()]).toString('utf8')
    }
    if (cipher.length < tagBytes) return undefined
    const opened = createDecipheriv('aes-256-gcm', key, start, { authTagLength: tagBytes })
    opened.setAuthTag(cipher.subarray(-tagBytes))
    return Buffer.concat([opened.update(cipher.subarray(0, -tagBytes)), opened.final()]).toString('utf8')
  } catch {
    // A wrong padding, tag or key length: no token of this secret.
    return undefined
  }
}

/** The expiry stands outside too, where nothing protects it: both must agree. */
function claimsOf(json: string, expiresAtSeconds: bigint): Token04 | undefined {
  const claims = parsed(json)
  if (typeof claims !== 'object' || claims === null) return undefined
  const { app_id: appId, user_id: userId, expire } = claims as Readonly<Record<string, unknown>>
  if (typeof appId !== 'number' || typeof userId !== 'string' || typeof expire !== 'number') return undefined
  const isWhole = Number.isSafeInteger(expire) && Number.isSafeInteger(expire * 1_000)
  if (!isWhole || BigInt(expire) !== expiresAtSeconds) return undefined
  return { appId, userId, expiresAtMs: expire * 1_000 }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
