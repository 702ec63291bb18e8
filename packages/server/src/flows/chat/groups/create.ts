// A group is made (spec/zego.md §3.12).
import type { UserId } from '@posthouse/protocol'
import type { Ids } from '../../../base/ids.ts'
import type { App } from '../../../domain/app.ts'
import { groupConversation } from '../../../domain/chat/conversation.ts'
import {
  type Group,
  type GroupInfo,
  type GroupMember,
  isGroupId,
  madeIdPrefix,
  memberMaxOf,
} from '../../../domain/chat/group.ts'
import { enteredBy, type FailedMember, planCreate } from '../../../domain/chat/group-plan.ts'
import { Refusal } from '../../../domain/chat/refusal.ts'
import { carryOut, type GroupDeps } from './change.ts'
import { sortUsers } from './members.ts'

/** What making groups uses. */
export interface CreateGroupDeps extends GroupDeps {
  readonly ids: Ids
}

/** A group that is wanted. */
export interface WantedGroup extends Partial<Omit<GroupInfo, 'name'>> {
  /** Absent: the server makes one. */
  readonly groupId?: string
  /** What an id that the server makes begins with; absent = ZIM's. */
  readonly idPrefix?: typeof madeIdPrefix | ''
  readonly name: string
  /** Invited at once. */
  readonly users: readonly UserId[]
  readonly memberMax?: number
}

/** A group that was made, who is in it, its owner first, and whom it could not take in. */
export interface CreatedGroup {
  readonly group: Group
  readonly members: readonly GroupMember[]
  readonly failed: readonly FailedMember[]
}

/** Ids to try where the server makes them; only one without ZIM's prefix can be taken. */
const idsMax = 8

/**
 * Makes a group with its owner and those who are invited at once; users that there are not are named. Throws `params-invalid` for an id
 * that may not be, `group-exists`, `group-dismissed` and `group-full`.
 */
export async function createGroup(
  deps: CreateGroupDeps,
  app: App,
  owner: UserId,
  wanted: WantedGroup,
): Promise<CreatedGroup> {
  const { groupId } = wanted
  if (groupId !== undefined && !isGroupId(groupId, true)) throw new Refusal('params-invalid')
  for (let tries = 0; tries < idsMax; tries += 1) {
    const id = groupId ?? `${wanted.idPrefix ?? madeIdPrefix}${deps.ids.next()}`
    const created = await insertGroup(deps, app, newGroup(deps, app, owner, id, wanted), wanted.users)
    if (created) return created
    if (groupId !== undefined) throw await takenRefusal(deps, app, groupId)
  }
  throw new Refusal('group-create-failed')
}

function newGroup({ clock }: GroupDeps, app: App, owner: UserId, id: string, wanted: WantedGroup): Group {
  return {
    appId: app.id,
    id,
    name: wanted.name,
    avatarUrl: wanted.avatarUrl ?? '',
    notice: wanted.notice ?? '',
    attributes: wanted.attributes ?? {},
    joinMode: wanted.joinMode ?? 0,
    inviteMode: wanted.inviteMode ?? 0,
    beInviteMode: wanted.beInviteMode ?? 0,
    owner,
    memberCount: 0,
    memberMax: memberMaxOf(app, wanted.memberMax),
    createdAtMs: clock.now(),
    dismissedAtMs: undefined,
    revision: 0,
  }
}

async function insertGroup(
  deps: GroupDeps,
  app: App,
  group: Group,
  users: readonly UserId[],
): Promise<CreatedGroup | undefined> {
  const { groups, conversations } = deps.store.tables
  const others = users.filter(user => user !== group.owner)
  const { strangers, unknown } = await sortUsers(deps, app, group.id, others)
  const plan = planCreate(group, strangers)
  const fence = groups.insert(plan.next)
  const first = [conversations.insert(app.id, groupConversation(group.id))]
  if (!(await carryOut(deps, app, plan, { fence, nowMs: group.createdAtMs, first }))) return undefined
  const failed = unknown.map<FailedMember>(username => ({ username, reason: 'user-unknown' }))
  return { group: plan.next, members: enteredBy(plan), failed }
}

async function takenRefusal({ store }: GroupDeps, app: App, id: string): Promise<Refusal> {
  const found = await store.tables.groups.find(app.id, id)
  return new Refusal(found?.dismissedAtMs === undefined ? 'group-exists' : 'group-dismissed')
}
