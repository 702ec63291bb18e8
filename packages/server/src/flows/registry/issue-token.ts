// Issuing tokens: to an app for its secret, to a user for a password, to a user on the app's word (spec/easemob.md §1.3, §1.4).
import { day, second, type UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { sameSecret } from '../../base/crypto.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Passwords } from '../../base/password.ts'
import type { Random } from '../../base/random.ts'
import type { Sealer } from '../../base/seal.ts'
import { issueToken } from '../../base/token.ts'
import type { App } from '../../domain/app.ts'
import type { User } from '../../domain/user.ts'
import { readUsername } from '../../domain/username.ts'
import type { Store, TokenRecord } from '../../ports/store.ts'
import { clientSecretOf } from './client-secret.ts'
import type { GuessLimit } from './guess-limit.ts'
import type { Quotas } from './quotas.ts'
import { newUser } from './register-users.ts'

/** What issuing uses. */
export interface IssueDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly sealer: Sealer
  readonly passwords: Passwords
  readonly guesses: GuessLimit
  readonly quotas: Pick<Quotas, 'makingUsers'>
  readonly random: Random
  readonly clock: Clock
}

/** A token for its owner. */
export interface Issued {
  readonly text: string
  /** Seconds; fits a signed 32-bit number. */
  readonly expiresInSeconds: number
}

/** Where a request came from and how long its token shall live. */
export interface IssueRequest {
  readonly app: App
  readonly address: string
  /** Seconds; 0 = never ends; undefined = 60 days. */
  readonly ttlSeconds: number | undefined
}

const defaultLifeSeconds: number = (60 * day) / second
/** Fifty years: as good as never, and fits 32 bits (spec/easemob.md §1.3). */
const longestLifeSeconds = 1_576_800_000

/** A token for the app. Earlier ones stay valid: the Java SDK never refreshes (spec/easemob.md §13.5). */
export async function issueAppToken(
  deps: IssueDeps,
  input: IssueRequest & { readonly clientId: string; readonly clientSecret: string },
): Promise<Issued> {
  const { app, address } = input
  const account = `${app.appkey} client`
  await deps.guesses.admit(account, address)
  const idFits = sameSecret(app.clientId, input.clientId)
  const secretFits = sameSecret(
    await clientSecretOf({ tables: deps.store.tables, sealer: deps.sealer }, app),
    input.clientSecret,
  )
  if (!idFits || !secretFits) {
    deps.guesses.failed(account, address)
    throw new PosthouseError(idFits ? 'client_secret_mismatch' : 'client_id_mismatch')
  }
  deps.guesses.succeeded(account)
  return issue(deps, input, 'app', undefined)
}

/** A token for a user who knows the password. */
export async function issueByPassword(
  deps: IssueDeps,
  input: IssueRequest & { readonly username: UserId; readonly password: string },
): Promise<{ readonly issued: Issued; readonly user: User }> {
  const { app, address, username } = input
  const { users } = deps.store.tables
  const account = `${app.appkey} ${username}`
  await deps.guesses.admit(account, address)
  const [user, stored] = await Promise.all([users.find(app.id, username), users.passwordHash(app.id, username)])
  const fits = await deps.passwords.verify(input.password, stored)
  if (!user || !fits) {
    deps.guesses.failed(account, address)
    throw new PosthouseError(user ? 'password_wrong' : 'grant_user_not_found')
  }
  deps.guesses.succeeded(account)
  if (!user.activated) throw new PosthouseError('user_not_activated')
  return { user, issued: await issue(deps, input, 'user', username) }
}

/** A token for a user on the app's word; registers a missing one when asked to. The caller has checked the app's token. */
export async function issueByInheritance(
  deps: IssueDeps,
  input: IssueRequest & { readonly username: string; readonly autoCreateUser: boolean },
): Promise<{ readonly issued: Issued; readonly user: User }> {
  const { app } = input
  const username = readUsername(input.username)
  if (typeof username !== 'string') throw new PosthouseError(username.code, username.values)
  const known = await deps.store.tables.users.find(app.id, username)
  if (!known && !input.autoCreateUser) throw new PosthouseError('inherit_user_not_found')
  const user = known ?? (await autoCreate(deps, app, username))
  if (!user.activated) throw new PosthouseError('user_not_activated')
  return { user, issued: await issue(deps, input, 'user', username) }
}

/** A user nobody knows a password of, until the app sets one. */
async function autoCreate(deps: IssueDeps, app: App, username: UserId): Promise<User> {
  const user = newUser(deps, app, username, undefined)
  const secret = Buffer.from(deps.random.bytes(32)).toString('base64url')
  const [created] = await deps.quotas.makingUsers(app, 1, async () => {
    const hash = await deps.passwords.hash(secret)
    return await deps.store.commit([deps.store.tables.users.insert(user, hash)])
  })
  if (!created) throw new PosthouseError('user_create_concurrent')
  return user
}

async function issue(
  { store, random, clock }: IssueDeps,
  { app, ttlSeconds = defaultLifeSeconds }: IssueRequest,
  kind: TokenRecord['kind'],
  username: UserId | undefined,
): Promise<Issued> {
  const expiresInSeconds = ttlSeconds === 0 ? longestLifeSeconds : Math.min(ttlSeconds, longestLifeSeconds)
  const { text, hash } = issueToken(random)
  const expiresAtMs = clock.now() + expiresInSeconds * second
  await store.commit([store.tables.tokens.insert(hash, { appId: app.id, kind, username, expiresAtMs })])
  return { text, expiresInSeconds }
}
