// Opaque tokens: 256 random bits behind the prefix that real ones have. Only the hash is ever stored (S04).
import { sha256 } from './crypto.ts'
import type { Random } from './random.ts'

/** A new token: the text for its owner, shown once, and the hash for the record. */
export interface IssuedToken {
  readonly text: string
  readonly hash: Uint8Array
}

const prefix = 'YWMt'
const secretBytes = 32

/** Makes a token. */
export function issueToken(random: Pick<Random, 'bytes'>): IssuedToken {
  const text = prefix + Buffer.from(random.bytes(secretBytes)).toString('base64url')
  return { text, hash: sha256(text) }
}

/** Whether a text has the form of an opaque token, ours or the original's; anything else is no token at all. */
export function isTokenForm(text: string): boolean {
  return /^YWMt[A-Za-z0-9_-]{16,508}$/.test(text)
}
