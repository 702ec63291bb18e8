// Users as support looks for them: pages of a list, with what tells whether one can be reached.
import type { AppId, UserId } from '@posthouse/protocol'
import type { User } from '../../domain/user.ts'
import type { Presence } from '../../ports/presence.ts'
import type { Store, UserAge } from '../../ports/store.ts'

/** What these flows use. */
export interface PeopleDeps {
  readonly store: Pick<Store, 'tables'>
  readonly presence: Pick<Presence, 'online'>
}

/** A user in the list. */
export interface Person {
  readonly user: User
  readonly isOnline: boolean
  /** With a binding. */
  readonly devices: number
  readonly bindings: number
  /** The last login or logout of a device at the online channel, epoch ms. */
  readonly lastSeenAtMs: number | undefined
  readonly lastBoundAtMs: number | undefined
}

/** Where a list goes on. */
export type PeoplePlace =
  | { readonly order: 'name'; readonly prefix: string; readonly after: UserId | undefined }
  | { readonly order: 'newest'; readonly before: UserAge | undefined }

/** At most `limit` users from a place on, with one query per kind. */
export async function peopleFrom(
  { store, presence }: PeopleDeps,
  appId: AppId,
  place: PeoplePlace,
  limit: number,
): Promise<readonly Person[]> {
  const { people, bindings, chatDevices } = store.tables
  const users =
    place.order === 'name'
      ? await people.byName(appId, place.prefix, place.after, limit)
      : await people.byAge(appId, place.before, limit)
  if (users.length === 0) return []
  const names = users.map(({ username }) => username)
  const [bound, devices, online] = await Promise.all([
    bindings.ofUsers(appId, names),
    chatDevices.ofUsers(appId, names),
    presence.online(appId, names),
  ])
  const boundBy = Map.groupBy(bound, ({ username }) => username)
  const devicesBy = Map.groupBy(devices, ({ username }) => username)
  return users.map(user => {
    const own = boundBy.get(user.username) ?? []
    return {
      user,
      isOnline: online.has(user.username),
      devices: new Set(own.map(({ deviceId }) => deviceId)).size,
      bindings: own.length,
      lastSeenAtMs: latest((devicesBy.get(user.username) ?? []).map(({ changedAtMs }) => changedAtMs)),
      lastBoundAtMs: latest(own.map(({ boundAtMs }) => boundAtMs)),
    }
  })
}

function latest(instants: readonly number[]): number | undefined {
  return instants.length === 0 ? undefined : Math.max(...instants)
}
