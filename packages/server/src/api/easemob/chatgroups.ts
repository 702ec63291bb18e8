// Groups as the app's server sees them. Only translation: the original's words to modes, and back.
import type { chatgroupEndpoints, EndpointInput } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { Group } from '../../domain/chat/group.ts'
import type { FailedMember } from '../../domain/chat/group-plan.ts'
import type { CreateGroupDeps } from '../../flows/chat/groups/create.ts'
import {
  addForServer,
  createForServer,
  dismissForServer,
  groupForServer,
  membersForServer,
  removeForServer,
  type ServerGroup,
} from '../../flows/chat/groups/server.ts'
import { createGroupTurns } from '../../flows/chat/groups/turns.ts'
import type { Handlers } from '../../http/handler.ts'

/** What the group endpoints use. */
export type ChatgroupApiDeps = Omit<CreateGroupDeps, 'turns'>

/** Most members of a group that says nothing, as in the original. */
const maxUsersDefault = 200
const pageSizeDefault = 10
/** Most users of one path. */
const removedMax = 100

/** Handlers of the group endpoints. */
export function chatgroupHandlers(parts: ChatgroupApiDeps): Handlers<typeof chatgroupEndpoints> {
  const deps: CreateGroupDeps = { ...parts, turns: createGroupTurns() }
  return {
    async chatgroupCreate({ body }, { app }) {
      const { id } = await createForServer(deps, app, wantedOf(body))
      return { data: { groupid: id } }
    },
    async chatgroupGet({ params }, { app }) {
      return { data: [groupView(await groupForServer(deps, app, params.group))], count: 1 }
    },
    async chatgroupDelete({ params }, { app }) {
      await dismissForServer(deps, app, params.group)
      return { data: { success: true, groupid: params.group } }
    },
    async chatgroupMembersAdd({ params, body }, { app }) {
      const added = await addForServer(deps, app, params.group, body.usernames)
      return { data: { newmembers: [...added], groupid: params.group, action: 'add_member' } }
    },
    async chatgroupMemberAdd({ params: { group, username } }, { app }) {
      await addForServer(deps, app, group, [username])
      return { data: { result: true, groupid: group, action: 'add_member', user: username } }
    },
    async chatgroupMembersRemove({ params: { group, username } }, { app }) {
      const wanted = username.split(',')
      if (wanted.length > removedMax) throw new PosthouseError('parameter_invalid', { field: 'username' })
      const { kicked, failed } = await removeForServer(deps, app, group, wanted)
      const [only] = failed
      if (only && wanted.length === 1) throw removalError(only)
      const removed = { groupid: group, action: 'remove_member' }
      const outcomes = [
        ...kicked.map(({ username: user }) => ({ result: true, ...removed, user })),
        ...failed.map(one => ({ result: false, ...removed, user: one.username, reason: removalError(one).message })),
      ]
      const [first] = outcomes
      return { data: first && wanted.length === 1 ? first : outcomes }
    },
    async chatgroupMembersList({ params: { group }, query }, { app }) {
      const page = { page: query.pagenum ?? 1, size: query.pagesize ?? pageSizeDefault }
      const members = await membersForServer(deps, app, group, page)
      const data = members.map(({ username, role }) => (role === 1 ? { owner: username } : { member: username }))
      return { data, count: data.length }
    },
  }
}

type CreateBody = EndpointInput<typeof chatgroupEndpoints.chatgroupCreate>['body']

function wantedOf(body: CreateBody): ServerGroup {
  const { groupname: name, description: notice = '', owner, members: users = [], maxusers } = body
  const joinMode = body.public !== true ? 2 : body.membersonly === true ? 1 : 0
  return {
    ...{ name, notice, owner, users, joinMode },
    inviteMode: body.allowinvites === true ? 0 : 1,
    beInviteMode: body.invite_need_confirm === true ? 1 : 0,
    memberMax: maxusers ?? maxUsersDefault,
  }
}

function groupView(group: Group) {
  return {
    id: group.id,
    name: group.name,
    description: group.notice,
    public: group.joinMode !== 2,
    membersonly: group.joinMode === 1,
    allowinvites: group.inviteMode === 0,
    invite_need_confirm: group.beInviteMode === 1,
    maxusers: group.memberMax,
    owner: group.owner,
    created: group.createdAtMs,
    affiliations_count: group.memberCount,
  }
}

function removalError({ username, reason }: FailedMember): PosthouseError {
  return reason === 'group-no-right'
    ? new PosthouseError('group_owner_stays')
    : new PosthouseError('group_members_missing', { usernames: username })
}
