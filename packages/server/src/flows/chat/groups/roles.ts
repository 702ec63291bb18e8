// Who owns a group and who helps the owner (spec/zego.md §3.12).
import type { UserId } from '@posthouse/protocol'
import type { App } from '../../../domain/app.ts'
import { planRole, planTransfer } from '../../../domain/chat/group-plan.ts'
import { changeGroup, type GroupDeps } from './change.ts'
import { presentMember } from './members.ts'

/** Hands a group to another member; the same to oneself changes nothing. Throws `group-unknown`, `group-not-member`, `group-no-right`. */
export async function transferGroup(
  deps: GroupDeps,
  app: App,
  groupId: string,
  { by, to }: { readonly by: UserId; readonly to: UserId },
): Promise<void> {
  await changeGroup(deps, app, groupId, async group => {
    const owner = await presentMember(deps, app, groupId, by)
    return { plan: planTransfer(group, owner, await presentMember(deps, app, groupId, to)), value: undefined }
  })
}

/** Makes a member an admin (2) or an ordinary member (3). Throws `group-unknown`, `group-not-member`, `group-no-right`. */
export async function setGroupRole(
  deps: GroupDeps,
  app: App,
  groupId: string,
  { by, user, role }: { readonly by: UserId; readonly user: UserId; readonly role: 2 | 3 },
): Promise<void> {
  await changeGroup(deps, app, groupId, async group => {
    const owner = await presentMember(deps, app, groupId, by)
    return { plan: planRole(group, owner, await presentMember(deps, app, groupId, user), role), value: undefined }
  })
}
