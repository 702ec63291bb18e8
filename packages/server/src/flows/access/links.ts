// Links that let somebody in once: the set-up of a server without accounts (S12), and invitations, which also replace a password that was
// forgotten. Only a link's hash is kept (S04); its token travels in the fragment of an address, which browsers send nobody (S10).
import { day } from '@posthouse/protocol'
import { sha256 } from '../../base/crypto.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Ids } from '../../base/ids.ts'
import type { Account } from '../../domain/access.ts'
import { accountNameObjection, foldAccountName } from '../../domain/account-rules.ts'
import type { AccessLink } from '../../ports/access.ts'
import { nodeGoneAfterMs } from '../../ports/nodes.ts'
import type { Store } from '../../ports/store.ts'
import { issueSecret } from './secret.ts'
import { checkPassword, keyed, newSession, type OpenedSession, type SignInDeps, signInEntry } from './sign-in.ts'

/** How long an invitation is good for: over a weekend. */
const invitationLifeMs: number = 3 * day

/** Whether nobody has an account yet. */
export async function isSetUpNeeded({ store }: { readonly store: Pick<Store, 'tables'> }): Promise<boolean> {
  return (await store.tables.accounts.list(undefined, 1)).length === 0
}

/**
 * A new set-up token in place of every earlier one; undefined once there is an account. Called at every start. Of several nodes the one with
 * the lowest number offers it, so that of all that is printed only one works, and that one goes on working when others come.
 */
export async function offerSetUp(deps: SetUpDeps): Promise<string | undefined> {
  const { accessLinks } = deps.store.tables
  if (!(await isSetUpNeeded(deps))) {
    await deps.store.commit([accessLinks.deleteSetUp()])
    return undefined
  }
  if (!deps.isAlone && (await isAnotherFirst(deps))) return undefined
  const { text, hash } = issueSecret(deps.random)
  await deps.store.commit([accessLinks.replace(hash, { accountId: undefined, expiresAtMs: undefined })])
  return text
}

type SetUpDeps = Pick<SignInDeps, 'random' | 'clock'> & {
  readonly store: Pick<Store, 'commit' | 'tables' | 'node'>
  /** Nobody else can share the record. */
  readonly isAlone: boolean
}

/** Asks the record: nodes that start together have not heard of each other yet, and one that has said no role may have it. */
async function isAnotherFirst({ store, clock }: SetUpDeps): Promise<boolean> {
  const seen = await store.tables.nodes.seenAfter(clock.now() - nodeGoneAfterMs)
  return seen.some(({ number, roles, leftAtMs }) => {
    return number < store.node && leftAtMs === undefined && (roles.length === 0 || roles.includes('api'))
  })
}

/** Makes the first account, admin of the whole server, with a session. Throws `link_unknown`, `argument_illegal`. */
export async function setUp(
  deps: SignInDeps & { readonly ids: Ids },
  input: { readonly token: string; readonly name: string; readonly password: string; readonly address: string },
): Promise<OpenedSession> {
  const { address, password } = input
  const { hash: linkHash } = await knownLink(deps, input, link => link.accountId === undefined)
  if (!(await isSetUpNeeded(deps))) throw new PosthouseError('link_unknown')
  const name = foldAccountName(input.name)
  const objection = accountNameObjection(name)
  if (objection !== undefined) throw new PosthouseError('argument_illegal', { reason: objection }, { field: 'name' })
  checkPassword(password, name, 'password')
  const account: Account = {
    id: deps.ids.next(),
    name,
    disabled: false,
    hasPassword: true,
    grants: [{ appId: undefined, role: 'admin' }],
    createdAtMs: deps.clock.now(),
  }
  const passwordHash = await deps.passwords.hash(keyed(password))
  await deps.audit.write(signInEntry(deps, address, account, 'session.setUp'))
  const session = newSession(deps, account.id, address)
  const { accessLinks, accounts } = deps.store.tables
  const [done] = await deps.store.commitFenced([
    { fence: accessLinks.use(linkHash), writes: [accounts.insert(account, passwordHash), session.write] },
  ])
  if (!done) throw new PosthouseError('link_unknown')
  return { id: session.text, operator: { kind: 'account', account, session: session.hash } }
}

/** Makes an invitation for an account, in place of every earlier one. */
export function newInvitation(
  { random, clock, store }: Pick<SignInDeps, 'random' | 'clock' | 'store'>,
  accountId: bigint,
) {
  const { text, hash } = issueSecret(random)
  const expiresAtMs = clock.now() + invitationLifeMs
  return { token: text, expiresAtMs, write: store.tables.accessLinks.replace(hash, { accountId, expiresAtMs }) }
}

/** Sets the password of the invited account, ends its other sessions, and begins one. Throws `link_unknown`, `argument_illegal`. */
export async function acceptInvitation(
  deps: SignInDeps,
  input: { readonly token: string; readonly password: string; readonly address: string },
): Promise<OpenedSession> {
  const { address, password } = input
  const { link, hash: linkHash } = await knownLink(deps, input, ({ accountId }) => accountId !== undefined)
  const { accounts, accessLinks, consoleSessions } = deps.store.tables
  const account = await accounts.byId(link.accountId ?? 0n)
  if (!account || account.disabled) throw new PosthouseError('link_unknown')
  checkPassword(password, account.name, 'password')
  const passwordHash = await deps.passwords.hash(keyed(password))
  await deps.audit.write(signInEntry(deps, address, account, 'session.acceptInvitation'))
  const session = newSession(deps, account.id, address)
  const writes = [
    accounts.setPassword(account.id, passwordHash),
    consoleSessions.deleteOfAccount(account.id),
    session.write,
  ]
  const [done] = await deps.store.commitFenced([{ fence: accessLinks.use(linkHash), writes }])
  if (!done) throw new PosthouseError('link_unknown')
  await deps.operators.forget()
  const operator = { kind: 'account', account: { ...account, hasPassword: true }, session: session.hash } as const
  return { id: session.text, operator }
}

/** The link of a token, looked at without using it, so that a refused password costs no link. Guesses wait (S08). */
async function knownLink(
  deps: SignInDeps,
  { token, address }: { readonly token: string; readonly address: string },
  isRight: (link: AccessLink) => boolean,
): Promise<{ readonly link: AccessLink; readonly hash: Uint8Array }> {
  const guessed = `link from ${address}`
  await deps.guesses.admit(guessed, address)
  const hash = sha256(token)
  const link = await deps.store.tables.accessLinks.find(hash)
  const isOver = link?.expiresAtMs !== undefined && link.expiresAtMs <= deps.clock.now()
  if (link && !isOver && isRight(link)) return { link, hash }
  deps.guesses.failed(guessed, address)
  throw new PosthouseError('link_unknown')
}
