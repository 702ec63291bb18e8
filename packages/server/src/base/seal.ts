// Envelope encryption of secrets at rest (S46): a fresh data key per value, wrapped by the master key, both bound to the place
// where the value stands. Knows no table.
//
// One sealed value, bytes:
//   1 form (1) | 8 id of the master key | 12 nonce | 32 wrapped data key | 16 tag | 12 nonce | n ciphertext | 16 tag
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { sha256 } from './crypto.ts'
import type { Random } from './random.ts'

/** Seals and opens values. */
export interface Sealer {
  seal(plaintext: string | Uint8Array, context: SealPlace): Uint8Array
  /** Throws {@link SealBroken} when the value, its place or the key is not the one it was sealed with. */
  open(sealed: Uint8Array, context: SealPlace): Uint8Array
}

/** The associated data: moving a value elsewhere breaks it. */
export interface SealPlace {
  /** The app's id, or 0 for the server's own. */
  readonly tenant: number
  readonly table: string
  readonly row: string
  readonly column: string
}

/** A sealed value that does not open. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

/** A master key: 256 bits, and the id that sealed values carry. */
export interface MasterKey {
  readonly id: Uint8Array
  readonly bytes: Uint8Array
}

/** A sealer that knows several keys: the first seals, all open. */
export interface KeyRing extends Sealer {
  /** The same value under the first key; undefined when it is already. Only the data key is wrapped anew. */
  rewrap(sealed: Uint8Array, context: SealPlace): Uint8Array | undefined
  /** From now on these keys count (S47). */
  useKeys(keys: readonly MasterKey[]): void
}

const form = 1
const keyIdBytes = 8
const nonceBytes = 12
const tagBytes = 16
const keyBytes = 32
const wrapStart: number = 1 + keyIdBytes
const wrapBytes: number = nonceBytes + keyBytes + tagBytes
const valueStart: number = wrapStart + wrapBytes

/** A master key of 32 bytes; its id is derived and reveals nothing of it. */
export function masterKeyOf(bytes: Uint8Array): MasterKey {
  if (bytes.length !== keyBytes) throw new RangeError(`a master key has ${keyBytes} bytes, not ${bytes.length}`)
  const named = Buffer.concat([Buffer.from('posthouse master key id'), bytes])
  return { id: sha256(named).slice(0, keyIdBytes), bytes }
}

/** Seals with the first of `keys`, opens with any. Nonces and data keys come from `random`. */
export function createSealer(keys: readonly MasterKey[], random: Pick<Random, 'bytes'>): KeyRing {
  let ring = keys
  const unwrap = (sealed: Uint8Array, place: Uint8Array): Uint8Array => {
    if (sealed.length < valueStart + nonceBytes + tagBytes || sealed[0] !== form)
      throw new SealBroken('not a sealed value')
    const id = sealed.subarray(1, wrapStart)
    const key = ring.find(candidate => Buffer.compare(candidate.id, id) === 0)
    if (!key) throw new SealBroken(`sealed with master key ${Buffer.from(id).toString('hex')}, which is not here`)
    return decrypt(key.bytes, sealed.subarray(wrapStart, valueStart), place)
  }
  const wrap = (dataKey: Uint8Array, place: Uint8Array): Buffer => {
    const [key] = ring
    if (!key) throw new SealBroken('there is no master key')
    return Buffer.concat([Uint8Array.of(form), key.id, encrypt(key.bytes, dataKey, place, random)])
  }
  return {
    seal(plaintext, context) {
      const place = placeBytes(context)
      const dataKey = random.bytes(keyBytes)
      return Buffer.concat([wrap(dataKey, place), encrypt(dataKey, Buffer.from(plaintext), place, random)])
    },
    open(sealed, context) {
      const place = placeBytes(context)
      return decrypt(unwrap(sealed, place), sealed.subarray(valueStart), place)
    },
    rewrap(sealed, context) {
      const place = placeBytes(context)
      const dataKey = unwrap(sealed, place)
      if (ring[0] && Buffer.compare(ring[0].id, sealed.subarray(1, wrapStart)) === 0) return undefined
      return Buffer.concat([wrap(dataKey, place), sealed.subarray(valueStart)])
    },
    useKeys(next) {
      ring = next
    },
  }
}

/** What stays of a sealed value however often it is rewrapped: its own nonce, ciphertext and tag. */
export function lastingPart(sealed: Uint8Array): Uint8Array {
  return sealed.subarray(valueStart)
}

/** Unambiguous, whatever the members hold. */
function placeBytes({ tenant, table, row, column }: SealPlace): Uint8Array {
  return Buffer.from(JSON.stringify([tenant, table, row, column]))
}

function encrypt(key: Uint8Array, plaintext: Uint8Array, place: Uint8Array, random: Pick<Random, 'bytes'>): Buffer {
  const nonce = random.bytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(place)
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Uint8Array, sealed: Uint8Array, place: Uint8Array): Uint8Array {
  const nonce = sealed.subarray(0, nonceBytes)
  const tagStart = sealed.length - tagBytes
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(place)
    decipher.setAuthTag(sealed.subarray(tagStart))
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, tagStart)), decipher.final()])
  } catch (cause) {
    throw new SealBroken('the value, its place or the key is not the one it was sealed with', { cause })
  }
}
