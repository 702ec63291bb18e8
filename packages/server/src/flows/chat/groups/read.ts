// What members see of their groups (spec/zego.md §3.12). Changes nothing.
import type { UserId } from '@posthouse/protocol'
import type { WireGroup, WireMember } from '@posthouse/protocol/frames'
import type { App } from '../../../domain/app.ts'
import { groupConversation } from '../../../domain/chat/conversation.ts'
import { wireGroup } from '../../../domain/chat/group.ts'
import { type GroupDeps, presentGroup } from './change.ts'
import { memberView, presentMember, viewMembers } from './members.ts'

type Reading = Pick<GroupDeps, 'store'>

/** A page in order of id: at most `count`, those after `after`. */
export interface GroupPage<Id extends string> {
  readonly after: Id | undefined
  readonly count: number
}

/** A group as one of its members sees it. Throws `group-unknown` and `group-not-member`. */
export async function groupOfMember(deps: Reading, app: App, groupId: string, user: UserId): Promise<WireGroup> {
  const group = await presentGroup(deps, app, groupId)
  const { status } = await presentMember(deps, app, groupId, user)
  return wireGroup(group, status)
}

/** A user's groups. */
export async function groupsOfUser(
  { store }: Reading,
  app: App,
  user: UserId,
  { after, count }: GroupPage<string>,
): Promise<readonly WireGroup[]> {
  const { conversations, groups } = store.tables
  const last = after === undefined ? undefined : groupConversation(after)
  const places = await conversations.groupsOf(app.id, user, last, count)
  const statuses = new Map(places.map(({ conversation, status }) => [conversation, status]))
  const ids = places.map(({ conversation }) => conversation.slice(groupConversation('').length))
  const found = await groups.findMany(app.id, ids)
  return found.map(group => wireGroup(group, statuses.get(groupConversation(group.id))))
}

/** Members of a group, for one of them. Throws `group-unknown` and `group-not-member`. */
export async function membersOfGroup(
  deps: Reading,
  app: App,
  { groupId, user, after, count }: { readonly groupId: string; readonly user: UserId } & GroupPage<UserId>,
): Promise<readonly WireMember[]> {
  await presentGroup(deps, app, groupId)
  await presentMember(deps, app, groupId, user)
  const found = await deps.store.tables.conversations.members(app.id, groupConversation(groupId), after, count)
  return viewMembers(deps, app, found)
}

/** One member of a group, for another. Throws `group-unknown`, and `group-not-member` when either is none. */
export async function memberOfGroup(
  deps: Reading,
  app: App,
  { groupId, by, user }: { readonly groupId: string; readonly by: UserId; readonly user: UserId },
): Promise<WireMember> {
  await presentGroup(deps, app, groupId)
  await presentMember(deps, app, groupId, by)
  const found = await presentMember(deps, app, groupId, user)
  const view = await memberView(deps, app, [user])
  return view(found)
}
