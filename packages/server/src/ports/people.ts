// Users as lists for people show them, and what belongs to one of them; part of the store's tables.
import type { AppId, UserId } from '@posthouse/protocol'
import type { LabelName } from '../domain/label.ts'
import type { User } from '../domain/user.ts'

/** Where a list by age goes on. */
export interface UserAge {
  readonly createdAtMs: number
  readonly username: UserId
}

/** See the head of the file. */
export interface PeopleTable {
  /** In order of name, those that begin with the prefix and come after `after`. */
  byName(appId: AppId, prefix: string, after: UserId | undefined, limit: number): Promise<readonly User[]>
  /** Newest first, those before `before`. */
  byAge(appId: AppId, before: UserAge | undefined, limit: number): Promise<readonly User[]>
  /** The labels that a user carries, in order of name. */
  labelsOf(appId: AppId, username: UserId, limit: number): Promise<readonly LabelName[]>
}
