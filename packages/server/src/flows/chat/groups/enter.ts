// Users enter groups: they join, are invited, or are added by the app's server (spec/zego.md §3.12).
import type { UserId } from '@posthouse/protocol'
import type { App } from '../../../domain/app.ts'
import { groupConversation } from '../../../domain/chat/conversation.ts'
import type { Group, GroupMember } from '../../../domain/chat/group.ts'
import {
  enteredBy,
  type FailedMember,
  type GroupPlan,
  planAdd,
  planInvite,
  planJoin,
} from '../../../domain/chat/group-plan.ts'
import type { Membership } from '../../../ports/timeline.ts'
import { type Changed, changeGroup, type GroupDeps } from './change.ts'
import { presentMember, type SortedUsers, sortUsers } from './members.ts'

/** Who came in, and whom the group could not take. */
export interface Entered {
  readonly members: readonly GroupMember[]
  readonly failed: readonly FailedMember[]
}

/**
 * Joins a group; who is a member already is answered the same. Throws `group-unknown`, `group-full`, `group-join-asks` and
 * `group-join-forbidden`.
 */
export async function joinGroup(deps: GroupDeps, app: App, groupId: string, user: UserId): Promise<Group> {
  const { conversations } = deps.store.tables
  const { group } = await changeGroup(deps, app, groupId, async (found, nowMs) => {
    const place = await conversations.membership(app.id, groupConversation(groupId), user)
    return { plan: isPresent(place) ? undefined : planJoin(found, user, nowMs), value: undefined }
  })
  return group
}

/**
 * Invites users, who are in at once. Members already and users that there are not are named. Throws `group-unknown`,
 * `group-not-member`, `group-no-right`, `group-invite-asks`, and `group-full` when not all find room: then nobody came in.
 */
export async function inviteToGroup(
  deps: GroupDeps,
  app: App,
  groupId: string,
  by: UserId,
  users: readonly UserId[],
): Promise<Entered> {
  const { value } = await enter(deps, app, groupId, users, async (group, sorted, nowMs) => {
    const inviter = await presentMember(deps, app, groupId, by)
    return planInvite(group, inviter, sorted.strangers, nowMs)
  })
  return value
}

/**
 * Adds users in the owner's name, whatever the group's modes say: for the app's server. Throws `group-unknown`, and `group-full` when
 * not all find room.
 */
export async function addToGroup(
  deps: GroupDeps,
  app: App,
  groupId: string,
  users: readonly UserId[],
): Promise<Changed<Entered>> {
  return enter(deps, app, groupId, users, async (group, sorted, nowMs) => {
    const owner = await presentMember(deps, app, groupId, group.owner)
    return planAdd(group, owner, sorted.strangers, nowMs)
  })
}

function enter(
  deps: GroupDeps,
  app: App,
  groupId: string,
  users: readonly UserId[],
  planOf: (group: Group, sorted: SortedUsers, nowMs: number) => Promise<GroupPlan>,
): Promise<Changed<Entered>> {
  return changeGroup(deps, app, groupId, async (group, nowMs) => {
    const sorted = await sortUsers(deps, app, groupId, users)
    const plan = await planOf(group, sorted, nowMs)
    const failed: readonly FailedMember[] = [
      ...sorted.members.map(({ username }) => ({ username, reason: 'group-member-already' }) as const),
      ...sorted.unknown.map(username => ({ username, reason: 'user-unknown' }) as const),
    ]
    return { plan, value: { members: enteredBy(plan), failed } }
  })
}

function isPresent(place: Membership | undefined): boolean {
  return place !== undefined && place.leftPosition === undefined
}
