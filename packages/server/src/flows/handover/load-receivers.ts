// Loading what a pass decides from: the receivers of a hand-over page by page, with one query per kind and page.
import type { UserId } from '@posthouse/protocol'
import { readAudience } from '../../domain/chat/conversation.ts'
import type { Binding } from '../../domain/device.ts'
import type { HandoverReceiver, KnownDevice } from '../../domain/handover/decide.ts'
import type { ChatUser } from '../../ports/chat-devices.ts'
import type { Handover } from '../../ports/handovers.ts'
import type { ConnectedDevice, Presence } from '../../ports/presence.ts'
import type { Store } from '../../ports/store.ts'
import type { Membership } from '../../ports/timeline.ts'

/** What loading uses. */
export interface LoadReceiversDeps {
  readonly store: Pick<Store, 'tables'>
  readonly presence: Pick<Presence, 'connected'>
}

/** A receiver with what else is known. */
export interface LoadedReceiver extends HandoverReceiver {
  readonly bindings: readonly Binding[]
  /** Devices that a newer login threw out. */
  readonly kicked: readonly string[]
  readonly badge: number
}

/** Receivers of one page; larger groups have several. */
const pageMax = 500

/** Who is to be asked about, in pages, each with those who muted the conversation. At the second pass only those who are waited for. */
export async function* receiverPages(
  deps: LoadReceiversDeps,
  handover: Handover,
): AsyncGenerator<readonly LoadedReceiver[]> {
  const users = namedUsers(handover)
  if (users) {
    for (let from = 0; from < users.length; from += pageMax) {
      const page = users.slice(from, from + pageMax)
      yield await loadReceivers(deps, handover, page, await mutedAmong(deps, handover, page))
    }
    return
  }
  const { conversation } = handover
  if (conversation === undefined) return
  const { conversations } = deps.store.tables
  for (let after: UserId | undefined; ; ) {
    const page: readonly Membership[] = await conversations.members(handover.appId, conversation, after, pageMax)
    // Who came after the message may not read it, and a pass may be late.
    const others = page.filter(
      ({ username, joinedPosition }) => username !== handover.from && joinedPosition < handover.position,
    )
    const names = others.map(({ username }) => username)
    if (names.length > 0) yield await loadReceivers(deps, handover, names, mutedOf(others))
    after = page.at(-1)?.username
    if (page.length < pageMax) return
  }
}

/** A user who cannot be pushed to is not asked about a second time. Nobody is told of what he sent himself. */
function namedUsers({ users, awaited, from }: Handover): readonly UserId[] | undefined {
  const named = awaited === undefined ? users : (Object.keys(awaited) as UserId[])
  return named?.filter(user => user !== from)
}

async function mutedAmong(
  { store }: LoadReceiversDeps,
  { appId, conversation }: Handover,
  users: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  if (conversation === undefined || readAudience(conversation).kind === 'user') return nobody
  return mutedOf(await store.tables.conversations.membersAmong(appId, conversation, users))
}

const nobody: ReadonlySet<UserId> = new Set()

function mutedOf(members: readonly Membership[]): ReadonlySet<UserId> {
  return new Set(members.filter(({ status }) => status === 2).map(({ username }) => username))
}

/** Most users of a web app have no binding: of them nothing more is asked. */
async function loadReceivers(
  { store, presence }: LoadReceiversDeps,
  { appId, awaited, easemob }: Handover,
  users: readonly UserId[],
  muted: ReadonlySet<UserId>,
): Promise<readonly LoadedReceiver[]> {
  const { bindings, chatDevices, chatUsers } = store.tables
  const bound = Map.groupBy(await bindings.ofUsers(appId, users), ({ username }) => username)
  const asked = easemob === undefined ? [...bound.keys()] : users
  const isAny = asked.length > 0
  const [connected, known, settings] = await Promise.all([
    isAny ? presence.connected(appId, asked) : new Map<UserId, readonly ConnectedDevice[]>(),
    isAny ? chatDevices.ofUsers(appId, asked) : [],
    isAny ? chatUsers.findMany(appId, asked) : new Map<UserId, ChatUser>(),
  ])
  const devices = Map.groupBy(known, ({ username }) => username)
  return users.map(user => {
    const ofUser = bound.get(user) ?? []
    const own = devices.get(user) ?? []
    return {
      user,
      isMuted: muted.has(user),
      rule: settings.get(user)?.rule ?? noRule,
      badge: settings.get(user)?.badge ?? 0,
      bindings: ofUser,
      bound: ofUser.map(({ deviceId }) => deviceId),
      connected: connected.get(user) ?? [],
      known: own satisfies readonly KnownDevice[],
      kicked: own.filter(({ state }) => state === 'kicked').map(({ deviceId }) => deviceId),
      awaited: awaited?.[user],
    }
  })
}

const noRule = { onlinePlatforms: [], silentPlatforms: [] } as const
