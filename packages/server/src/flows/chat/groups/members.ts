// Who is in a group, and how members look to others. Changes nothing.
import type { UserId } from '@posthouse/protocol'
import type { FailedUser, WireMember } from '@posthouse/protocol/frames'
import { zimCodes } from '@posthouse/protocol/frames'
import type { App } from '../../../domain/app.ts'
import { groupConversation, isChatId } from '../../../domain/chat/conversation.ts'
import type { GroupMember } from '../../../domain/chat/group.ts'
import type { FailedMember } from '../../../domain/chat/group-plan.ts'
import { Refusal } from '../../../domain/chat/refusal.ts'
import type { Tables } from '../../../ports/store.ts'
import type { Membership } from '../../../ports/timeline.ts'

/** What looking up members uses. */
export interface MemberDeps {
  readonly store: { readonly tables: Pick<Tables, 'conversations' | 'users' | 'chatUsers'> }
}

/** How a member looks to others. */
export type MemberView = (member: GroupMember) => WireMember

/** Looks up the names and pictures of users, for members among them. */
export async function memberView({ store }: MemberDeps, app: App, users: readonly UserId[]): Promise<MemberView> {
  const [found, chatUsers] = await Promise.all([
    store.tables.users.findMany(app.id, users),
    store.tables.chatUsers.findMany(app.id, users),
  ])
  const names = new Map(found.map(({ username, nickname }) => [username, nickname ?? '']))
  return ({ username, nickname, role, enteredAtMs, enterType }) => ({
    id: username,
    name: names.get(username) ?? '',
    avatarUrl: chatUsers.get(username)?.avatarUrl ?? '',
    nickname,
    role,
    enteredAtMs,
    enterType,
  })
}

/** Members as they look to others. */
export async function viewMembers(
  deps: MemberDeps,
  app: App,
  members: readonly GroupMember[],
): Promise<readonly WireMember[]> {
  const view = await memberView(
    deps,
    app,
    members.map(({ username }) => username),
  )
  return members.map(view)
}

/** A present member. Throws `group-not-member`. */
export async function presentMember(
  { store }: MemberDeps,
  app: App,
  groupId: string,
  user: UserId,
): Promise<Membership> {
  const found = isChatId(user)
    ? await store.tables.conversations.membership(app.id, groupConversation(groupId), user)
    : undefined
  if (!found || found.leftPosition !== undefined) throw new Refusal('group-not-member')
  return found
}

/** Users in three kinds: those that a change may take in, members already, and those that there are not. Each once, in order. */
export interface SortedUsers {
  readonly members: readonly Membership[]
  readonly strangers: readonly UserId[]
  readonly unknown: readonly UserId[]
}

/** Sorts the users of a request for a group. */
export async function sortUsers(
  { store }: MemberDeps,
  app: App,
  groupId: string,
  users: readonly UserId[],
): Promise<SortedUsers> {
  const wanted = [...new Set(users)]
  const possible = wanted.filter(isChatId)
  const [found, members] = await Promise.all([
    store.tables.users.findMany(app.id, possible),
    store.tables.conversations.membersAmong(app.id, groupConversation(groupId), possible),
  ])
  const known = new Set(found.map(({ username }) => username))
  const present = new Set(members.map(({ username }) => username))
  return {
    members,
    strangers: wanted.filter(user => known.has(user) && !present.has(user)),
    unknown: wanted.filter(user => !known.has(user) && !present.has(user)),
  }
}

/** Why something could not be done for a user, as a caller is told. */
export function failedUsers(failed: readonly FailedMember[]): readonly FailedUser[] {
  return failed.map(({ username, reason }) => ({ id: username, code: zimCodes[reason].code }))
}
