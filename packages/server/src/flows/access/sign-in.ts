// Sessions of the console: signing in with name and password, signing out, changing one's own password. What was tried is slowed down by
// account and by address (S08); who it was stands in the audit log.
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Passwords } from '../../base/password.ts'
import type { Random } from '../../base/random.ts'
import type { Account, Operator } from '../../domain/access.ts'
import { foldAccountName, passwordObjection } from '../../domain/account-rules.ts'
import type { AuditEntry } from '../../domain/audit.ts'
import type { Store, Write } from '../../ports/store.ts'
import type { GuessLimit } from '../registry/guess-limit.ts'
import type { AuditLog } from './audit-log.ts'
import type { Operators } from './operators.ts'
import { issueSecret } from './secret.ts'
import type { SignInTurns } from './sign-in-turns.ts'

/** Most sessions of one account; beyond the browsers that a person has, so that a script that signs in each time fills no table. */
const sessionsMax = 20

/** What signing in uses. */
export interface SignInDeps {
  readonly store: Pick<Store, 'commit' | 'commitFenced' | 'tables'>
  readonly passwords: Passwords
  /** Of the console alone. */
  readonly guesses: GuessLimit
  readonly turns: SignInTurns
  readonly random: Random
  readonly clock: Clock
  readonly audit: AuditLog
  readonly operators: Pick<Operators, 'forget'>
}

/** A session that just began; its id is for the cookie and nothing else. */
export interface OpenedSession {
  readonly id: string
  readonly operator: Extract<Operator, { kind: 'account' }>
}

/** Begins a session. Throws `sign_in_wrong`, the same for every reason, or `rate_exceeded`. */
export async function signIn(
  deps: SignInDeps,
  input: { readonly name: string; readonly password: string; readonly address: string },
): Promise<OpenedSession> {
  const { address } = input
  const name = foldAccountName(input.name)
  const guessed = `console ${name}`
  await deps.guesses.admit(guessed, address)
  const found = await deps.store.tables.accounts.byName(name)
  const fits = await deps.turns.take(address, () => deps.passwords.verify(keyed(input.password), found?.passwordHash))
  if (!found || !fits || found.account.disabled) {
    deps.guesses.failed(guessed, address)
    // A name that nobody has may be a password that went into the wrong field.
    await deps.audit.write(signInEntry(deps, address, found?.account, 'session.open', 'sign_in_wrong'))
    throw new PosthouseError('sign_in_wrong')
  }
  deps.guesses.succeeded(guessed)
  await deps.audit.write(signInEntry(deps, address, found.account, 'session.open'))
  return await openSession(deps, found.account, address)
}

/** Begins a session for somebody who has proved who they are. */
async function openSession(
  deps: Pick<SignInDeps, 'store' | 'random' | 'clock'>,
  account: Account,
  address: string,
): Promise<OpenedSession> {
  const { text, write, hash } = newSession(deps, account.id, address)
  await deps.store.commit([write])
  return { id: text, operator: { kind: 'account', account, session: hash } }
}

/** A session that a commit begins. */
export function newSession(
  { store, random, clock }: Pick<SignInDeps, 'store' | 'random' | 'clock'>,
  accountId: bigint,
  address: string,
): { readonly text: string; readonly hash: Uint8Array; readonly write: Write } {
  const { text, hash } = issueSecret(random)
  const nowMs = clock.now()
  const session = { accountId, createdAtMs: nowMs, seenAtMs: nowMs, address }
  return { text, hash, write: store.tables.consoleSessions.insert(hash, session, sessionsMax) }
}

/** Ends the caller's session; false for a key, which has none. */
export async function signOut(deps: SignInDeps, operator: Operator, address: string): Promise<boolean> {
  if (operator.kind !== 'account') return false
  await deps.audit.write(signInEntry(deps, address, operator.account, 'session.close'))
  await deps.store.commit([deps.store.tables.consoleSessions.delete(operator.session)])
  await deps.operators.forget()
  return true
}

/** Sets the caller's own password and ends their other sessions; reports how many. */
export async function changePassword(
  deps: SignInDeps,
  operator: Operator,
  input: { readonly oldPassword: string; readonly newPassword: string; readonly address: string },
): Promise<number> {
  if (operator.kind !== 'account')
    throw new PosthouseError('argument_illegal', { reason: 'only an account has a password' })
  const { account, session } = operator
  const guessed = `console ${account.name}`
  await deps.guesses.admit(guessed, input.address)
  const found = await deps.store.tables.accounts.byName(account.name)
  const fits = await deps.turns.take(input.address, () =>
    deps.passwords.verify(keyed(input.oldPassword), found?.passwordHash),
  )
  if (!found || !fits) {
    deps.guesses.failed(guessed, input.address)
    const refused = signInEntry(deps, input.address, account, 'session.changePassword', 'sign_in_wrong')
    await deps.audit.write(refused)
    throw new PosthouseError('sign_in_wrong', {}, { field: 'oldPassword' })
  }
  checkPassword(input.newPassword, account.name, 'newPassword')
  const hash = await deps.passwords.hash(keyed(input.newPassword))
  await deps.audit.write(signInEntry(deps, input.address, account, 'session.changePassword'))
  const { accounts, consoleSessions } = deps.store.tables
  const [, ended] = await deps.store.commit([
    accounts.setPassword(account.id, hash),
    consoleSessions.deleteOfAccount(account.id, session),
  ])
  await deps.operators.forget()
  return ended
}

/** Throws `argument_illegal` for a password that is no good for this account (S09). */
export function checkPassword(password: string, accountName: string, field: string): void {
  const reason = passwordObjection(password, accountName)
  if (reason !== undefined) throw new PosthouseError('argument_illegal', { reason }, { field })
}

/** A password as it is hashed: two keyboards may compose the same letter differently. */
export function keyed(password: string): string {
  return password.normalize('NFKC')
}

/** What the audit log says of somebody coming or going; an account is unknown where nobody has the name that was tried. */
export function signInEntry(
  { clock }: Pick<SignInDeps, 'clock'>,
  address: string,
  account: Account | undefined,
  action: string,
  code?: string,
): AuditEntry {
  return {
    atMs: clock.now(),
    actorKind: account ? 'account' : 'nobody',
    actorId: account?.id,
    actor: account?.name ?? '',
    address,
    action,
    appId: undefined,
    params: {},
    members: [],
    outcome: code === undefined ? 'done' : 'refused',
    code,
    about: undefined,
  }
}
