// Users of an import: registered where they are missing, brought up to date where they are there. A user may come without a password;
// then nobody can log in with one until the app sets it.
import type { UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import { noPassword, type Passwords } from '../../base/password.ts'
import type { Random } from '../../base/random.ts'
import type { App } from '../../domain/app.ts'
import { type ImportRow, readUserRow, type UserRow } from '../../domain/import-row.ts'
import type { User } from '../../domain/user.ts'
import type { Store } from '../../ports/store.ts'
import { newUser } from '../registry/register-users.ts'
import { type ImportOptions, type Plan, type PlannedWrite, type RowEnd, readRows } from './plan.ts'

/** What importing users uses. */
export interface ImportUserDeps {
  readonly store: Pick<Store, 'tables'>
  readonly passwords: Passwords
  readonly random: Pick<Random, 'uuid'>
  readonly clock: Clock
}

/** Hashes of one batch that are made at once: logins keep most of the turns. */
const hashesAtOnce = 2

/** One user of a batch, however many rows name it. */
interface Draft {
  readonly before: User | undefined
  next: User
  readonly rows: number[]
  /** The last password of the rows, and the row that it stands in. */
  password: { readonly text: string; readonly index: number } | undefined
  /** The new hash; absent = it stays. */
  hash?: string
}

/** Looks at a batch of users. Throws `overloaded` when the server stops. */
export async function planUsers(
  deps: ImportUserDeps,
  app: App,
  rows: readonly ImportRow[],
  options: ImportOptions,
  signal: AbortSignal,
): Promise<Plan> {
  const { ends, wanted } = readRows(rows, readUserRow)
  const known = await knownUsers(
    deps,
    app,
    wanted.map(({ row }) => row.username),
  )
  const drafts = new Map<UserId, Draft>()
  for (const { index, row } of wanted) ends[index] = applyRow(deps, app, { drafts, known, index, row })
  await setPasswords(deps, [...drafts.values()], { ends, options, signal })
  const writes = [...drafts.values()].flatMap(draft => writesOf(deps, draft))
  return { ends, writes }
}

/** Those of the users that exist, by name. */
export async function knownUsers(
  { store }: Pick<ImportUserDeps, 'store'>,
  app: App,
  usernames: readonly UserId[],
): Promise<ReadonlyMap<UserId, User>> {
  const distinct = [...new Set(usernames)]
  const found = distinct.length === 0 ? [] : await store.tables.users.findMany(app.id, distinct)
  return new Map(found.map(user => [user.username, user]))
}

/** The write that registers a user whom nobody knows a password of. */
export function creationOf(deps: ImportUserDeps, app: App, username: UserId, rows: readonly number[]): PlannedWrite {
  const write = deps.store.tables.users.insert(newUser(deps, app, username, undefined), noPassword)
  return { write, rows, otherwise: new PosthouseError('user_create_concurrent'), makesUser: true }
}

function applyRow(
  deps: ImportUserDeps,
  app: App,
  at: {
    readonly drafts: Map<UserId, Draft>
    readonly known: ReadonlyMap<UserId, User>
    readonly index: number
    readonly row: UserRow
  },
): RowEnd {
  const { drafts, known, index, row } = at
  const before = known.get(row.username)
  const isFirst = !drafts.has(row.username)
  const draft: Draft = drafts.get(row.username) ?? {
    before,
    next: before ?? newUser(deps, app, row.username, undefined),
    rows: [],
    password: undefined,
  }
  drafts.set(row.username, draft)
  const { nickname = draft.next.nickname, activated = draft.next.activated } = row
  const differs = nickname !== draft.next.nickname || activated !== draft.next.activated
  draft.next = { ...draft.next, nickname, activated }
  draft.rows.push(index)
  if (row.password !== undefined) draft.password = { text: row.password, index }
  if (isFirst && !before) return 'created'
  return differs ? 'updated' : 'unchanged'
}

/** Hashes what is new; a password that fits the stored hash stays as it is. A dry run looks, and hashes nothing. */
async function setPasswords(
  { store, passwords }: ImportUserDeps,
  drafts: readonly Draft[],
  at: { readonly ends: RowEnd[]; readonly options: ImportOptions; readonly signal: AbortSignal },
): Promise<void> {
  const withPassword = drafts.flatMap(draft => (draft.password ? [{ draft, ...draft.password }] : []))
  for (let from = 0; from < withPassword.length; from += hashesAtOnce) {
    if (at.signal.aborted) throw new PosthouseError('overloaded')
    const some = withPassword.slice(from, from + hashesAtOnce).map(async ({ draft, text, index }) => {
      if (draft.before) {
        const stored = await store.tables.users.passwordHash(draft.before.appId, draft.before.username)
        if (stored !== undefined && stored !== noPassword && (await passwords.verify(text, stored))) return
        at.ends[index] = 'updated'
      }
      draft.hash = at.options.dryRun ? noPassword : await passwords.hash(text)
    })
    await Promise.all(some)
  }
}

function writesOf({ store, clock }: ImportUserDeps, draft: Draft): readonly PlannedWrite[] {
  const { users, tokens } = store.tables
  const { before, next, rows, hash } = draft
  if (!before) {
    const write = users.insert(next, hash ?? noPassword)
    return [{ write, rows, otherwise: new PosthouseError('user_create_concurrent'), makesUser: true }]
  }
  // What no row changes stays out: hashing takes seconds, and who is banned meanwhile must not come back with a new nickname.
  const change = {
    ...(hash === undefined ? {} : { passwordHash: hash }),
    ...(next.nickname === undefined || next.nickname === before.nickname ? {} : { nickname: next.nickname }),
    ...(next.activated === before.activated ? {} : { activated: next.activated }),
  }
  if (Object.keys(change).length === 0) return []
  const { appId, username } = before
  const update: PlannedWrite = {
    write: users.update(appId, username, { ...change, modifiedAtMs: clock.now() }),
    rows,
    otherwise: new PosthouseError('import_user_unknown', { username }, { field: 'username' }),
  }
  // Whoever knew the old password, or is banned now, is out, as with the calls for one user.
  const isOut = hash !== undefined || (before.activated && !next.activated)
  return isOut ? [update, { write: tokens.deleteOfUser(appId, username) }] : [update]
}
