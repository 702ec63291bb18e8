// Registering users, one or up to sixty; a list may succeed in part (spec/easemob.md §2.2).
import type { UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { sameSecret } from '../../base/crypto.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Passwords } from '../../base/password.ts'
import type { Random } from '../../base/random.ts'
import type { App } from '../../domain/app.ts'
import type { User } from '../../domain/user.ts'
import {
  nicknameObjection,
  type Objection,
  objectionText,
  passwordObjection,
  readUsername,
} from '../../domain/username.ts'
import type { Store } from '../../ports/store.ts'
import type { Quotas } from './quotas.ts'

/** What registering uses. */
export interface RegisterDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly passwords: Passwords
  readonly quotas: Pick<Quotas, 'makingUsers'>
  readonly random: Pick<Random, 'uuid'>
  readonly clock: Clock
}

/** A user as the caller describes one. */
export interface Registration {
  readonly username: string
  readonly password: string
  readonly nickname?: string
}

/** What became of a list. */
export interface Registered {
  readonly users: readonly User[]
  readonly failures: readonly { readonly username: string; readonly reason: string }[]
}

/** Most users of one list. */
const registrationsMax = 60
/** Passwords of one list that are hashed at once, so that one list does not fill the line. */
const hashesAtOnce = 4

/** Registers one user. Throws the error of the first thing wrong, `user_exists` for a name that is taken, `resource_limited`. */
export async function registerUser(deps: RegisterDeps, app: App, registration: Registration): Promise<User> {
  const username = readRegistration(registration)
  if (typeof username !== 'string') throw new PosthouseError(username.code, username.values)
  const user = newUser(deps, app, username, registration.nickname)
  const [created] = await deps.quotas.makingUsers(app, 1, async () => {
    const hash = await deps.passwords.hash(registration.password)
    return await deps.store.commit([deps.store.tables.users.insert(user, hash)])
  })
  if (!created) throw new PosthouseError('user_exists', { application: app.uuid, username })
  return user
}

/** Registers a list in one commit; what is wrong with one user does not concern the others. Throws `resource_limited`. */
export async function registerUsers(
  deps: RegisterDeps,
  app: App,
  registrations: readonly Registration[],
): Promise<Registered> {
  const size = registrations.length
  if (size > registrationsMax) throw new PosthouseError('users_too_many', { size, max: registrationsMax })
  const failures: { username: string; reason: string }[] = []
  const wanted = new Map<UserId, Registration>()
  for (const registration of registrations) {
    const username = readRegistration(registration)
    if (typeof username !== 'string')
      failures.push({ username: registration.username, reason: objectionText(username) })
    else if (wanted.has(username))
      failures.push({ username, reason: listedTwice(username, wanted.get(username), registration) })
    else wanted.set(username, registration)
  }
  const { users, taken } = await insertAll(deps, app, wanted)
  return { users, failures: [...failures, ...taken.map(username => ({ username, reason: alreadyExists(username) }))] }
}

/** A user that is not stored yet. */
export function newUser(
  { random, clock }: { readonly random: Pick<Random, 'uuid'>; readonly clock: Clock },
  app: App,
  username: UserId,
  nickname: string | undefined,
): User {
  const nowMs = clock.now()
  return {
    appId: app.id,
    username,
    uuid: random.uuid(),
    activated: true,
    nickname,
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
  }
}

function readRegistration({ username, password, nickname }: Registration): UserId | Objection {
  const read = readUsername(username)
  if (typeof read !== 'string') return read
  const objection = passwordObjection(password) ?? (nickname === undefined ? undefined : nicknameObjection(nickname))
  return objection ?? read
}

async function insertAll(
  deps: RegisterDeps,
  app: App,
  wanted: ReadonlyMap<UserId, Registration>,
): Promise<{ readonly users: readonly User[]; readonly taken: readonly UserId[] }> {
  const { users: table } = deps.store.tables
  // Hashing is dear: names that are taken already are not hashed for.
  const known = new Set((await table.findMany(app.id, [...wanted.keys()])).map(user => user.username))
  const free = [...wanted].filter(([username]) => !known.has(username))
  const rows = await deps.quotas.makingUsers(app, free.length, () => insertFree(deps, app, free))
  const late = rows.filter(({ created }) => !created).map(({ user }) => user.username)
  return {
    users: rows.filter(({ created }) => created).map(({ user }) => user),
    taken: [...wanted.keys()].filter(username => known.has(username) || late.includes(username)),
  }
}

async function insertFree(
  deps: RegisterDeps,
  app: App,
  free: readonly (readonly [UserId, Registration])[],
): Promise<readonly { readonly user: User; readonly created: boolean }[]> {
  const rows: { user: User; hash: string }[] = []
  for (let at = 0; at < free.length; at += hashesAtOnce) {
    const some = free.slice(at, at + hashesAtOnce).map(async ([username, { password, nickname }]) => ({
      user: newUser(deps, app, username, nickname),
      hash: await deps.passwords.hash(password),
    }))
    rows.push(...(await Promise.all(some)))
  }
  const created = await deps.store.commit(rows.map(({ user, hash }) => deps.store.tables.users.insert(user, hash)))
  return rows.map(({ user }, index) => ({ user, created: created[index] === true }))
}

/** The original goes on with the passwords; ours shows nobody a secret. */
function listedTwice(username: UserId, first: Registration | undefined, again: Registration): string {
  if (first && sameSecret(first.password, again.password)) return alreadyExists(username)
  return `the same user ${username} has a different password, the passwords are not shown`
}

/** The original's words, as they are (spec/easemob.md §2.2). */
function alreadyExists(username: string): string {
  return `the ${username} already exists`
}
