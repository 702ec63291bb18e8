// Who may begin a session: an app that is there, a credential that lets in, a user who is registered or may be (spec/zego.md §3.10, §4.4).
import { type AppId, type UserId, userIdOf } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import { noPassword } from '../../base/password.ts'
import type { Random } from '../../base/random.ts'
import { type App, chatDefaults } from '../../domain/app.ts'
import { isChatId } from '../../domain/chat/conversation.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import type { User } from '../../domain/user.ts'
import { isPlainText } from '../../domain/username.ts'
import type { Store } from '../../ports/store.ts'
import type { AppDirectory } from '../registry/app-directory.ts'
import type { GuessLimit } from '../registry/guess-limit.ts'
import type { Quotas } from '../registry/quotas.ts'
import { newUser } from '../registry/register-users.ts'
import { type ChatCredentialDeps, type LetIn, letIn } from './credential.ts'

/** What admitting uses. */
export interface AdmitDeps extends ChatCredentialDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly apps: Pick<AppDirectory, 'byId'>
  readonly guesses: GuessLimit
  readonly quotas: Pick<Quotas, 'makingUsers'>
  readonly random: Pick<Random, 'uuid'>
  readonly clock: Clock
}

/** Who asks, from where, with what. */
export interface Claim {
  /** The app's number. */
  readonly app: number
  readonly user: string
  readonly token: string | undefined
  readonly sign: string | undefined
  /** What the user wants to be called; absent or empty = as before. */
  readonly name: string | undefined
  readonly address: string
}

/** Somebody who may begin a session. */
export interface Admitted {
  readonly app: App
  readonly user: User
  /** When the token ends, epoch ms; undefined: never. */
  readonly expiresAtMs: number | undefined
}

/** A user who is banned: the connection ends for good, and so does any other of the user. */
export class Banned extends Refusal {
  constructor() {
    super('user-unknown', 'The user is banned.')
  }
}

/**
 * Throws `Refusal`: what {@link letIn} does, `params-invalid`, `app-unknown`, `user-unknown`, `quota-exceeded`; and what the limit on guesses
 * does, `rate_exceeded`.
 */
export async function admit(deps: AdmitDeps, claim: Claim): Promise<Admitted> {
  const { name } = claim
  if (!isChatId(claim.user)) throw new Refusal('params-invalid', 'The userID has a character that none may have.')
  if (name !== undefined && !isPlainText(name)) throw new Refusal('params-invalid', 'The name has control characters.')
  const app = await deps.apps.byId(claim.app as AppId)
  if (!app) throw new Refusal('app-unknown')
  const username = userIdOf(claim.user)
  const { expiresAtMs, mayRegister } = await judged(deps, app, username, claim)
  const known = await deps.store.tables.users.find(app.id, username)
  const user = known ?? (await registered(deps, app, username, mayRegister))
  if (!user.activated) throw new Banned()
  return { app, user: await renamed(deps, user, name), expiresAtMs }
}

/** Slows down who guesses; a token that was good once is no guess. */
async function judged(deps: AdmitDeps, app: App, user: UserId, claim: Claim): Promise<LetIn> {
  const { guesses } = deps
  const account = `im ${app.id} ${user}`
  await guesses.admit(account, claim.address)
  try {
    const shown = { user, token: claim.token, sign: claim.sign }
    const found = await letIn(deps, app, shown)
    guesses.succeeded(account)
    return found
  } catch (cause) {
    const isGuess = cause instanceof Refusal && (cause.reason === 'login-failed' || cause.reason === 'token-invalid')
    if (isGuess) guesses.failed(account, claim.address)
    throw cause
  }
}

/** A user nobody knows a password of, until the app sets one. */
async function registered(deps: AdmitDeps, app: App, username: UserId, mayRegister: boolean): Promise<User> {
  const isOpen = app.settings.chat?.registersAtLogin ?? chatDefaults.registersAtLogin
  if (!mayRegister || !isOpen) throw new Refusal('user-unknown')
  const { users } = deps.store.tables
  const user = newUser(deps, app, username, undefined)
  try {
    const [created] = await deps.quotas.makingUsers(app, 1, () => deps.store.commit([users.insert(user, noPassword)]))
    if (created) return user
  } catch (cause) {
    if (cause instanceof PosthouseError && cause.code === 'resource_limited') throw new Refusal('quota-exceeded')
    throw cause
  }
  // Another device of the user was first.
  const known = await users.find(app.id, username)
  if (!known) throw new Refusal('user-unknown')
  return known
}

async function renamed({ store, clock }: AdmitDeps, user: User, name: string | undefined): Promise<User> {
  if (name === undefined || name === '' || name === user.nickname) return user
  const modifiedAtMs = clock.now()
  await store.commit([store.tables.users.update(user.appId, user.username, { nickname: name, modifiedAtMs })])
  return { ...user, nickname: name, modifiedAtMs }
}
