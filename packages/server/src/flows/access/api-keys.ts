// Keys of programs: made once, shown once, revoked for good.
import { day } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { Ids } from '../../base/ids.ts'
import { type ApiKey, type Grant, nameOf, type Operator } from '../../domain/access.ts'
import type { App } from '../../domain/app.ts'
import { apiKeyPrefix, issueSecret } from './secret.ts'
import type { SignInDeps } from './sign-in.ts'

/** What the flows of keys use. */
export interface ApiKeyDeps extends Pick<SignInDeps, 'store' | 'random' | 'clock' | 'operators'> {
  readonly ids: Ids
}

/** Most keys of an app, and most that are for every app; an app's do not count among the latter. */
const keysMax = 200
/** Longest life of a key that ends by itself, ms: what is longer was meant to have no end. */
const lifeMsMax: number = 3_650 * day

/** Makes a key; its text is shown this once. Throws `argument_illegal`, and `conflict` where there are too many. */
export async function createApiKey(
  deps: ApiKeyDeps,
  operator: Operator,
  input: { readonly name: string; readonly grant: Grant; readonly expiresAtMs: number | undefined },
): Promise<{ readonly key: ApiKey; readonly secret: string }> {
  const { grant, expiresAtMs } = input
  const name = input.name.normalize('NFKC').trim()
  const nowMs = deps.clock.now()
  if (!/^[\p{L}\p{N}][^\p{Cc}]*$/u.test(name))
    throw illegal('name', 'a name begins with a letter or digit and holds no control characters')
  if (expiresAtMs !== undefined && (expiresAtMs <= nowMs || expiresAtMs > nowMs + lifeMsMax))
    throw illegal('expiresAt', 'a key ends in the future, within ten years')
  const { apiKeys } = deps.store.tables
  if ((await apiKeys.count(grant.appId, keysMax)) >= keysMax)
    throw new PosthouseError('conflict', { reason: `there are ${keysMax} keys already; revoke one that is not used` })
  const { text: secret, hash } = issueSecret(deps.random, apiKeyPrefix)
  const made = { createdBy: nameOf(operator), createdAtMs: nowMs, lastUsedAtMs: undefined, expiresAtMs }
  const key: ApiKey = { id: deps.ids.next(), name, grant, ...made }
  await deps.store.commit([apiKeys.insert(hash, key)])
  return { key, secret }
}

/** Revokes a key; with an app, only one of that app. Throws `resource_not_found`. */
export async function revokeApiKey(deps: ApiKeyDeps, id: bigint, app?: App): Promise<void> {
  const [gone] = await deps.store.commit([deps.store.tables.apiKeys.delete(id, app?.id)])
  await deps.operators.forget()
  if (!gone) throw new PosthouseError('resource_not_found', { what: `key ${id}` }, { field: 'keyId' })
}

function illegal(field: string, reason: string): PosthouseError {
  return new PosthouseError('argument_illegal', { reason }, { field })
}
