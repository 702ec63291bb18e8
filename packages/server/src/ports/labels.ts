// Labels and who is in them, as upper floors see the record; part of the store's tables.
import type { AppId, UserId } from '@posthouse/protocol'
import type { CountedLabel, Label, LabelMember, LabelName } from '../domain/label.ts'
import type { Write } from './write.ts'

/** Labels. A user that is deleted leaves all of them. */
export interface LabelTable {
  find(appId: AppId, name: LabelName): Promise<CountedLabel | undefined>
  /** In order of name, those after `after`. */
  list(appId: AppId, after: LabelName | undefined, limit: number): Promise<readonly CountedLabel[]>
  /** Those of the users that are in the label, in no order. */
  membersAmong(appId: AppId, labelId: bigint, usernames: readonly UserId[]): Promise<readonly LabelMember[]>
  /** In order of name, those after `after`. */
  members(appId: AppId, labelId: bigint, after: UserId | undefined, limit: number): Promise<readonly LabelMember[]>
  /** False when the name is taken, or when the app has `labelsMax` already. */
  insert(label: Label, labelsMax: number): Write<boolean>
  /** Deletes the label and who is in it; false when there is none. */
  delete(appId: AppId, labelId: bigint): Write<boolean>
  /**
   * Adds those of the users that exist and are not in the label. Two writes for one commit: the first is false when the label is
   * gone, the second when the label would then have more than `membersMax` users; nobody is added in either case.
   */
  addMembers(
    appId: AppId,
    labelId: bigint,
    added: { readonly usernames: readonly UserId[]; readonly atMs: number; readonly membersMax: number },
  ): readonly [exists: Write<boolean>, fits: Write<boolean>]
  /** Removes those of the users that are in the label; false when the label is gone. */
  removeMembers(appId: AppId, labelId: bigint, usernames: readonly UserId[]): Write<boolean>
}
