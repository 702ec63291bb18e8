// Secrets of those who work at the server: 256 random bits, shown once; only the hash is stored (S04).
import { sha256 } from '../../base/crypto.ts'
import type { Random } from '../../base/random.ts'

/** A new secret: the text for its owner, and the hash for the record. */
export interface IssuedSecret {
  readonly text: string
  readonly hash: Uint8Array
}

/** What keys of programs begin with, so that a leaked one is recognised by those who look for such. */
export const apiKeyPrefix = 'phk_'

/** Makes a secret; `prefix` stands before the random part. */
export function issueSecret(random: Pick<Random, 'bytes'>, prefix = ''): IssuedSecret {
  const text = prefix + Buffer.from(random.bytes(32)).toString('base64url')
  return { text, hash: sha256(text) }
}
