// What lets somebody in over the long connection: the app's AppSign, a Token04, or a user's token of the REST interface
// (spec/zego.md §4). Says nothing about who may use the app.
import { day, type UserId, userIdOf } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { sameSecret } from '../../base/crypto.ts'
import type { Sealer } from '../../base/seal.ts'
import { isTokenForm } from '../../base/token.ts'
import { readToken04, token04Prefix } from '../../base/token04.ts'
import { type App, chatDefaults } from '../../domain/app.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import { isDynamicForm } from '../../domain/dynamic-token.ts'
import type { Store } from '../../ports/store.ts'
import type { Credentials } from '../registry/credentials.ts'
import { appSecretPlace } from '../registry/secret-place.ts'

/** What judging uses. */
export interface ChatCredentialDeps {
  readonly store: Pick<Store, 'tables'>
  readonly sealer: Sealer
  readonly credentials: Credentials
  readonly clock: Pick<Clock, 'now'>
}

/** What was shown; at least one of them lets in. */
export interface Shown {
  readonly user: UserId
  readonly token: string | undefined
  readonly sign: string | undefined
}

/** Somebody is let in. */
export interface LetIn {
  /** When the token ends, epoch ms; undefined: by AppSign, which does not. */
  readonly expiresAtMs: number | undefined
  /** The app's server or its AppSign vouches for the user, who need not be registered. */
  readonly mayRegister: boolean
}

/** Longest life of a token that is accepted (spec/zego.md §4.4). */
const lifeMsMax: number = 24 * day

/**
 * Judges an AppSign, then a token, where both are shown (spec/zego.md §3.10). Throws `Refusal`: `login-failed`, `token-invalid`,
 * `token-expired`, `token-too-long`.
 */
export async function letIn(deps: ChatCredentialDeps, app: App, shown: Shown): Promise<LetIn> {
  const appSignOpen = app.settings.chat?.appSignOpen ?? chatDefaults.appSignOpen
  const { token, sign } = shown
  const hasToken = token !== undefined && token !== ''
  if (sign !== undefined && appSignOpen) {
    if (!sameSecret(sign, await secretOf(deps, app, 'app_sign'))) throw new Refusal('login-failed')
    if (!hasToken) return { expiresAtMs: undefined, mayRegister: true }
  }
  if (!hasToken) throw new Refusal(sign === undefined ? 'token-invalid' : 'login-failed')
  return token.startsWith(token04Prefix)
    ? byToken04(deps, app, shown.user, token)
    : byRestToken(deps, app, shown.user, token)
}

async function byToken04(deps: ChatCredentialDeps, app: App, user: UserId, token: string): Promise<LetIn> {
  const says = readToken04(token, await secretOf(deps, app, 'server_secret'))
  if (!says) throw new Refusal('token-invalid')
  if (says.appId !== app.id) throw new Refusal('login-failed')
  if (userIdOf(says.userId) !== user) throw new Refusal('token-invalid')
  const leftMs = says.expiresAtMs - deps.clock.now()
  if (leftMs <= 0) throw new Refusal('token-expired')
  if (leftMs > lifeMsMax) throw new Refusal('token-too-long')
  return { expiresAtMs: says.expiresAtMs, mayRegister: true }
}

async function byRestToken(deps: ChatCredentialDeps, app: App, user: UserId, token: string): Promise<LetIn> {
  // What begins like no token that we know is of a version that we do not know.
  if (!isTokenForm(token) && !isDynamicForm(token)) throw new Refusal('token-version')
  const credential = await deps.credentials.credentialOf(app, token)
  if (credential.kind === 'expired') throw new Refusal('token-expired')
  const isTheirs =
    credential.kind === 'valid' && credential.caller.kind === 'user' && credential.caller.username === user
  if (!isTheirs) throw new Refusal('token-invalid')
  return { expiresAtMs: credential.expiresAtMs, mayRegister: false }
}

async function secretOf(
  { store, sealer }: ChatCredentialDeps,
  app: App,
  column: 'app_sign' | 'server_secret',
): Promise<string> {
  const secrets = await store.tables.apps.secrets(app.id)
  if (!secrets) throw new Error(`app ${app.id} has no secrets`)
  const sealed = column === 'app_sign' ? secrets.appSign : secrets.serverSecret
  return Buffer.from(sealer.open(sealed, appSecretPlace(app.id, column))).toString('utf8')
}
