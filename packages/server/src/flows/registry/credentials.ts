// Whose token is this? Opaque tokens by their hash, dynamic user tokens by their signature; both remembered for seconds, so that a
// revoked one ends within five (S05).
import { second, type UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { sameSecret, sha256, sha256Hex } from '../../base/crypto.ts'
import { createRecent } from '../../base/recent.ts'
import type { Sealer } from '../../base/seal.ts'
import { isTokenForm } from '../../base/token.ts'
import type { App } from '../../domain/app.ts'
import type { Credential } from '../../domain/caller.ts'
import { dynamicTokenEndsAtMs, dynamicTokenText, isDynamicForm, readDynamicToken } from '../../domain/dynamic-token.ts'
import type { Tables } from '../../ports/store.ts'
import { clientSecretOf } from './client-secret.ts'

/** Judges tokens. */
export interface Credentials {
  /** Never throws for what a caller sent. At once where the token is remembered. */
  credentialOf(app: App, token: string): Credential | Promise<Credential>
}

/** What judging uses. */
export interface CredentialDeps {
  readonly tables: Pick<Tables, 'tokens' | 'apps' | 'users'>
  readonly sealer: Sealer
  readonly clock: Clock
}

/** Tokens that are remembered at once, by their text, for seconds; under a kilobyte each. */
const tokensMax = 20_000
/** A revoked token is refused after this time at the latest; together with one look-up well under five seconds. */
const rememberMs: number = 3 * second

interface Known {
  readonly appId: number
  readonly credential: Extract<Credential, { kind: 'valid' }>
}

/** A judge over the record. */
export function createCredentials(deps: CredentialDeps): Credentials {
  const recent = createRecent<string, Known>(deps.clock, tokensMax)
  const find = async (app: App, token: string): Promise<Credential> => {
    const opaque = isTokenForm(token)
    const found = await (opaque ? findOpaque(deps, sha256(token)) : findDynamic(deps, app, token))
    if ('kind' in found) return found
    recent.set(token, found, rememberMs)
    return judged(found, app)
  }
  const judged = ({ appId, credential }: Known, app: App): Credential => {
    // The tenant is the token's, never the path's (S13).
    if (appId !== app.id) return { kind: 'foreign' }
    return credential.expiresAtMs > deps.clock.now() ? credential : { kind: 'expired' }
  }
  return {
    credentialOf(app, token) {
      const opaque = isTokenForm(token)
      if (!opaque && !isDynamicForm(token)) return { kind: 'foreign' }
      const known = recent.get(token)
      return known ? judged(known, app) : find(app, token)
    },
  }
}

async function findOpaque({ tables }: CredentialDeps, hash: Uint8Array): Promise<Known | Credential> {
  const record = await tables.tokens.find(hash)
  if (!record) return { kind: 'unknown' }
  const { appId, kind, username, expiresAtMs } = record
  if (kind === 'app') return { appId, credential: { kind: 'valid', caller: { kind }, expiresAtMs } }
  if (username === undefined) return { kind: 'unknown' }
  return { appId, credential: { kind: 'valid', caller: { kind, username }, expiresAtMs } }
}

async function findDynamic(deps: CredentialDeps, app: App, token: string): Promise<Known | Credential> {
  const claims = readDynamicToken(token)
  if (claims?.appkey !== app.appkey) return { kind: 'foreign' }
  const secret = await clientSecretOf(deps, app)
  const expected = sha256Hex(dynamicTokenText(claims, app.clientId, secret))
  if (!sameSecret(expected, claims.signature)) return { kind: 'foreign' }
  if (!(await mayEnter(deps, app, claims.username))) return { kind: 'unknown' }
  const caller = { kind: 'user', username: claims.username } as const
  return { appId: app.id, credential: { kind: 'valid', caller, expiresAtMs: dynamicTokenEndsAtMs(claims) } }
}

/** A signature cannot be revoked, so the user is asked for: deleted and banned ones stay out. */
async function mayEnter({ tables }: CredentialDeps, app: App, username: UserId): Promise<boolean> {
  return (await tables.users.find(app.id, username))?.activated === true
}
