// Users leave groups: by themselves, because somebody removes them, or because the group is over (spec/zego.md §3.12).
import type { UserId } from '@posthouse/protocol'
import type { App } from '../../../domain/app.ts'
import { readAudience } from '../../../domain/chat/conversation.ts'
import type { GroupMember } from '../../../domain/chat/group.ts'
import { type FailedMember, planDismiss, planKick, planLeave } from '../../../domain/chat/group-plan.ts'
import { Refusal } from '../../../domain/chat/refusal.ts'
import { changeGroup, type GroupDeps } from './change.ts'
import { presentMember, sortUsers } from './members.ts'

/** Groups of one user that are left in one go before the next are looked for. */
const leavingPageSize = 100

/** Leaves a group. Its owner hands it to the earliest member; the last one ends it. Throws `group-unknown` and `group-not-member`. */
export async function leaveGroup(deps: GroupDeps, app: App, groupId: string, user: UserId): Promise<void> {
  await changeGroup(deps, app, groupId, async (group, nowMs) => {
    const member = await presentMember(deps, app, groupId, user)
    const isOwner = member.role === 1
    const heir = isOwner ? await deps.store.tables.groups.earliestMember(app.id, groupId, user) : undefined
    return { plan: planLeave(group, member, heir, nowMs), value: undefined }
  })
}

/** Takes a user out of all groups; before the user is deleted. */
export async function leaveAllGroups(deps: GroupDeps, app: App, user: UserId): Promise<void> {
  for (;;) {
    const places = await deps.store.tables.conversations.groupsOf(app.id, user, undefined, leavingPageSize)
    if (places.length === 0) return
    for (const { conversation } of places) {
      const read = readAudience(conversation)
      if (read.kind === 'group') await leaveIfThere(deps, app, read.groupId, user)
    }
  }
}

async function leaveIfThere(deps: GroupDeps, app: App, groupId: string, user: UserId): Promise<void> {
  try {
    await leaveGroup(deps, app, groupId, user)
  } catch (cause) {
    // Somebody else was faster.
    const isGone = cause instanceof Refusal && (cause.reason === 'group-unknown' || cause.reason === 'group-not-member')
    if (!isGone) throw cause
  }
}

/** Who was removed, and who was not. */
export interface Kicked {
  readonly kicked: readonly GroupMember[]
  readonly failed: readonly FailedMember[]
}

/**
 * Removes members: the owner anybody else, an admin members; the app's server (`by` absent) as the owner does. Who is no member, or not
 * theirs to remove, is named. Throws `group-unknown`, `group-not-member` and `group-no-right`.
 */
export async function kickFromGroup(
  deps: GroupDeps,
  app: App,
  groupId: string,
  by: UserId | undefined,
  users: readonly UserId[],
): Promise<Kicked> {
  const { value } = await changeGroup(deps, app, groupId, async group => {
    const operator = await presentMember(deps, app, groupId, by ?? group.owner)
    const { members, strangers, unknown } = await sortUsers(deps, app, groupId, users)
    const { plan, kicked, failed } = planKick(group, operator, members)
    const missing = [...strangers, ...unknown].map(username => ({ username, reason: 'group-not-member' }) as const)
    return { plan: kicked.length === 0 ? undefined : plan, value: { kicked, failed: [...failed, ...missing] } }
  })
  return value
}

/** Ends a group: its owner does, or the app's server (`by` absent). Throws `group-unknown`, `group-not-member` and `group-no-right`. */
export async function dismissGroup(deps: GroupDeps, app: App, groupId: string, by: UserId | undefined): Promise<void> {
  await changeGroup(deps, app, groupId, async (group, nowMs) => {
    const operator = await presentMember(deps, app, groupId, by ?? group.owner)
    return { plan: planDismiss(group, operator, nowMs), value: undefined }
  })
}
