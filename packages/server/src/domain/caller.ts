// Who calls the API of an app, once the credential was checked.
import type { UserId } from '@posthouse/protocol'

/** Whose token came. */
export type Caller = { readonly kind: 'app' } | { readonly kind: 'user'; readonly username: UserId }

/**
 * What a credential turned out to be (spec/easemob.md §1.8). `unknown`: well formed, never issued or revoked; `foreign`: another
 * app's, or no token at all by its form.
 */
export type Credential =
  | { readonly kind: 'valid'; readonly caller: Caller; readonly expiresAtMs: number }
  | { readonly kind: 'expired' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'foreign' }
