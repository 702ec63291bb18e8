// What waits for a user in the online channel, as an app's server asks for it (spec/easemob.md §2.2): messages that none of the user's
// devices acknowledged yet.
import type { AppId, MsgId, UserId } from '@posthouse/protocol'
import { readAudience } from '../../domain/chat/conversation.ts'
import type { Presence } from '../../ports/presence.ts'
import type { Store } from '../../ports/store.ts'

/** What asking uses. */
export interface WaitingDeps {
  readonly store: Pick<Store, 'tables'>
  readonly presence: Pick<Presence, 'devicesOf'>
}

/** Counting ends here. */
const countedMax = 10_000

/** How many messages wait, counted up to 10,000. */
export async function waitingMessages(deps: WaitingDeps, appId: AppId, user: UserId): Promise<number> {
  const { timeline } = deps.store.tables
  return await timeline.missed(appId, user, await reached(deps, appId, user), countedMax)
}

/** Whether some device of the user has the message. One that is not kept any more counts as not delivered. */
export async function isDelivered(deps: WaitingDeps, appId: AppId, user: UserId, id: MsgId): Promise<boolean> {
  const { timeline, conversations } = deps.store.tables
  const stored = await timeline.message(appId, id)
  if (!stored) return false
  const audience = readAudience(stored.conversation)
  const isTheirs =
    audience.kind === 'peers'
      ? audience.users.includes(user)
      : (await conversations.membership(appId, stored.conversation, user)) !== undefined
  return isTheirs && stored.position <= (await reached(deps, appId, user))
}

/** The furthest position of the user's devices. */
async function reached({ store, presence }: WaitingDeps, appId: AppId, user: UserId): Promise<number> {
  const known = await store.tables.chatDevices.ofUsers(appId, [user])
  const connected = await presence.devicesOf(appId, user)
  return Math.max(0, ...[...known, ...connected].map(({ ackedPosition }) => ackedPosition))
}
