// Groups as the app's server makes and fills them. Unlike a client's request, one that names a user who is not there changes nothing.
import { type UserId, userIdOf } from '@posthouse/protocol'
import { PosthouseError } from '../../../base/failure.ts'
import type { App } from '../../../domain/app.ts'
import { groupConversation, isChatId } from '../../../domain/chat/conversation.ts'
import { type Group, isGroupName, isGroupNotice } from '../../../domain/chat/group.ts'
import { Refusal } from '../../../domain/chat/refusal.ts'
import type { Membership } from '../../../ports/timeline.ts'
import { type GroupDeps, presentGroup } from './change.ts'
import { type CreateGroupDeps, createGroup, type WantedGroup } from './create.ts'
import { addToGroup } from './enter.ts'
import { dismissGroup, type Kicked, kickFromGroup } from './leave.ts'

/** A group that a server wants; ids as it wrote them. */
export interface ServerGroup extends Omit<WantedGroup, 'users' | 'groupId' | 'idPrefix'> {
  readonly owner: string
  readonly users: readonly string[]
}

/**
 * Makes a group. Its id has digits only: servers write it into paths, where ZIM's `#` would end the path. Throws `parameter_invalid`,
 * `group_user_not_found` and `group_full`.
 */
export async function createForServer(deps: CreateGroupDeps, app: App, wanted: ServerGroup): Promise<Group> {
  if (!isGroupName(wanted.name))
    throw new PosthouseError('parameter_invalid', { field: 'groupname' }, { field: 'groupname' })
  if (!isGroupNotice(wanted.notice ?? ''))
    throw new PosthouseError('parameter_invalid', { field: 'description' }, { field: 'description' })
  const [owner, ...users] = await registered(deps, app, [wanted.owner, ...wanted.users])
  if (owner === undefined) throw new PosthouseError('group_user_not_found', { username: wanted.owner })
  const { group } = await told('', createGroup(deps, app, owner, { ...wanted, users, idPrefix: '' }))
  return group
}

/** A group. Throws `group_not_found`. */
export function groupForServer(deps: GroupDeps, app: App, groupId: string): Promise<Group> {
  return told(groupId, presentGroup(deps, app, groupId))
}

/** Ends a group. Throws `group_not_found`. */
export function dismissForServer(deps: GroupDeps, app: App, groupId: string): Promise<void> {
  return told(groupId, dismissGroup(deps, app, groupId, undefined))
}

/** Adds users; reports those who were not members before. Throws `group_not_found`, `group_user_not_found` and `group_full`. */
export async function addForServer(
  deps: GroupDeps,
  app: App,
  groupId: string,
  texts: readonly string[],
): Promise<readonly UserId[]> {
  await groupForServer(deps, app, groupId)
  const users = await registered(deps, app, texts)
  const { value } = await told(groupId, addToGroup(deps, app, groupId, users))
  return value.members.map(({ username }) => username)
}

/** Removes members, but not the owner; who could not be removed is named. Throws `group_not_found`. */
export function removeForServer(deps: GroupDeps, app: App, groupId: string, texts: readonly string[]): Promise<Kicked> {
  return told(groupId, kickFromGroup(deps, app, groupId, undefined, texts.map(userIdOf)))
}

/** Members in order of name: the `page`-th of `size`, from 1. Throws `group_not_found`. */
export async function membersForServer(
  deps: GroupDeps,
  app: App,
  groupId: string,
  { page, size }: { readonly page: number; readonly size: number },
): Promise<readonly Membership[]> {
  await groupForServer(deps, app, groupId)
  const { conversations } = deps.store.tables
  // The original counts pages. A group is small enough to read the ones before.
  const found = await conversations.members(app.id, groupConversation(groupId), undefined, page * size)
  return found.slice((page - 1) * size)
}

/** The ids that texts stand for, each once. Throws `group_user_not_found` for the first that nobody has. */
async function registered({ store }: GroupDeps, app: App, texts: readonly string[]): Promise<readonly UserId[]> {
  const users = [...new Set(texts.map(userIdOf))]
  const found = await store.tables.users.findMany(app.id, users.filter(isChatId))
  const known = new Set(found.map(({ username }) => username))
  const unknown = users.find(user => !known.has(user))
  if (unknown !== undefined) throw new PosthouseError('group_user_not_found', { username: unknown })
  return users
}

/** Says a refusal in the words of the REST interface. */
async function told<T>(group: string, running: Promise<T>): Promise<T> {
  try {
    return await running
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause
    if (cause.reason === 'group-unknown') throw new PosthouseError('group_not_found', { group })
    if (cause.reason === 'group-full') throw new PosthouseError('group_full')
    if (cause.reason === 'too-often' || cause.reason === 'database-failed') throw new PosthouseError('overloaded')
    throw cause
  }
}
