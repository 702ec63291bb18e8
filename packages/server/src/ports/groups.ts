// Groups in the record; part of the store's tables. Who is in one is the conversation's business (timeline.ts).
import type { AppId, UserId } from '@posthouse/protocol'
import type { Group } from '../domain/chat/group.ts'
import type { Membership } from './timeline.ts'
import type { Write } from './write.ts'

/** Groups, the dismissed ones too. */
export interface GroupTable {
  find(appId: AppId, id: string): Promise<Group | undefined>
  /** Those that there are, in order of id. */
  findMany(appId: AppId, ids: readonly string[]): Promise<readonly Group[]>
  /** False when the id is, or ever was, another group's. A fence. */
  insert(group: Group): Write<boolean>
  /**
   * Puts the group in the place of the revision that it was made from, and raises that; false when the group has changed since, or is
   * dismissed. A fence: what is written behind it sees the memberships that were read after the group. It also holds the app's
   * timeline until the commit, so that a membership begins and ends exactly at the entry that tells of it.
   */
  replace(group: Group): Write<boolean>
  /** Ends all memberships of the group at the present end. */
  endMemberships(appId: AppId, id: string): Write
  /** The present member who entered first, `except` left aside. */
  earliestMember(appId: AppId, id: string, except: UserId): Promise<Membership | undefined>
}
