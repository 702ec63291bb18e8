// Groups over the long connection (spec/zego.md §3.12). Only translation: ids as callers write them, changes to what they are told.
import { type UserId, userIdOf } from '@posthouse/protocol'
import { isChatId } from '../../domain/chat/conversation.ts'
import { isGroupId, wireGroup } from '../../domain/chat/group.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import type { CreateGroupDeps } from '../../flows/chat/groups/create.ts'
import { createGroup } from '../../flows/chat/groups/create.ts'
import { inviteToGroup, joinGroup } from '../../flows/chat/groups/enter.ts'
import { dismissGroup, kickFromGroup, leaveGroup } from '../../flows/chat/groups/leave.ts'
import { failedUsers, viewMembers } from '../../flows/chat/groups/members.ts'
import { groupOfMember, groupsOfUser, memberOfGroup, membersOfGroup } from '../../flows/chat/groups/read.ts'
import { setGroupRole, transferGroup } from '../../flows/chat/groups/roles.ts'
import { createGroupTurns } from '../../flows/chat/groups/turns.ts'
import type { MethodHandlers } from '../../ports/methods.ts'

/** What the methods of groups use. */
export type GroupMethodDeps = Omit<CreateGroupDeps, 'turns'>
type GroupMethod = Extract<keyof MethodHandlers, `group.${string}`>
type ReadingMethod = 'group.find' | 'group.member' | 'group.list' | 'group.members'

/** Handlers of the methods of groups. */
export function groupMethods(parts: GroupMethodDeps): Pick<MethodHandlers, GroupMethod> {
  const deps: CreateGroupDeps = { ...parts, turns: createGroupTurns() }
  return { ...changingMethods(deps), ...readingMethods(deps) }
}

function changingMethods(deps: CreateGroupDeps): Pick<MethodHandlers, Exclude<GroupMethod, ReadingMethod>> {
  return {
    async 'group.create'({ app, user }, params) {
      const wanted = { ...params, users: params.users.map(userIdOf) }
      const { group, members, failed } = await createGroup(deps, app, user, wanted)
      return {
        group: wireGroup(group, 1),
        members: await viewMembers(deps, app, members),
        failed: failedUsers(failed),
      }
    },
    async 'group.dismiss'({ app, user }, { groupId }) {
      await dismissGroup(deps, app, groupId, user)
      return {}
    },
    async 'group.join'({ app, user }, { groupId }) {
      await joinGroup(deps, app, groupId, user)
      return { group: await groupOfMember(deps, app, groupId, user) }
    },
    async 'group.leave'({ app, user }, { groupId }) {
      await leaveGroup(deps, app, groupId, user)
      return {}
    },
    async 'group.invite'({ app, user }, { groupId, users }) {
      const { members, failed } = await inviteToGroup(deps, app, groupId, user, users.map(userIdOf))
      return { members: await viewMembers(deps, app, members), failed: failedUsers(failed) }
    },
    async 'group.kick'({ app, user }, { groupId, users }) {
      const { kicked, failed } = await kickFromGroup(deps, app, groupId, user, users.map(userIdOf))
      return { members: await viewMembers(deps, app, kicked), failed: failedUsers(failed) }
    },
    async 'group.transfer'({ app, user }, { groupId, to }) {
      await transferGroup(deps, app, groupId, { by: user, to: userIdOf(to) })
      return {}
    },
    async 'group.setRole'({ app, user: by }, { groupId, user, role }) {
      await setGroupRole(deps, app, groupId, { by, user: userIdOf(user), role })
      return {}
    },
  }
}

function readingMethods(deps: CreateGroupDeps): Pick<MethodHandlers, ReadingMethod> {
  return {
    'group.find': async ({ app, user }, { groupId }) => ({ group: await groupOfMember(deps, app, groupId, user) }),
    'group.member': async ({ app, user: by }, { groupId, user }) => ({
      member: await memberOfGroup(deps, app, { groupId, by, user: userIdOf(user) }),
    }),
    async 'group.list'({ app, user }, { count, after }) {
      if (after !== undefined && !isGroupId(after)) throw new Refusal('params-invalid')
      return { groups: await groupsOfUser(deps, app, user, { after, count }) }
    },
    async 'group.members'({ app, user }, { groupId, count, after }) {
      const last = afterUser(after)
      return { members: await membersOfGroup(deps, app, { groupId, user, after: last, count }) }
    },
  }
}

function afterUser(text: string | undefined): UserId | undefined {
  if (text !== undefined && !isChatId(text)) throw new Refusal('params-invalid')
  return text === undefined ? undefined : userIdOf(text)
}
