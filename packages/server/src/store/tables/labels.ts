// Labels and who is in them. The count in a label's row stays exact because whoever changes a label's members updates its row first:
// PostgreSQL then lets nobody else near it until the commit, and the statements after it see what was committed before. SQLite has
// one writer anyway.
import type { AppId, UserId } from '@posthouse/protocol'
import type { CountedLabel, LabelMember, LabelName } from '../../domain/label.ts'
import type { LabelTable } from '../../ports/labels.ts'
import type { Reader } from '../reader.ts'
import type { LabelMemberRow, LabelRow } from '../schema-labels.ts'
import { isOneOfTexts, statement } from '../statement.ts'
import { type Step, writeGuarded, writeIfAny } from '../write.ts'

type MemberColumns = Pick<LabelMemberRow, 'username' | 'added_at'>

const selected = 'SELECT id, app_id, name, description, created_at, member_count FROM label WHERE app_id = $1 AND'
const selectedMembers = 'SELECT username, added_at FROM label_member WHERE app_id = $1 AND label_id = $2 AND'
const listed = isOneOfTexts('username', '$3')
const counting = 'UPDATE label SET member_count ='
const ofUser = 'app_id = $1 AND username = $2'
const labelsOfUser = `app_id = $1 AND id IN (SELECT label_id FROM label_member WHERE ${ofUser})`

/** Named statements of this table. */
export const labelStatements = {
  // UNIQUE (app_id, name)
  find: statement<LabelRow>('label_find', `${selected} name = $2`),
  // UNIQUE (app_id, name)
  list: statement<LabelRow>('label_list', `${selected} name > $2 ORDER BY name LIMIT $3`),
  // primary key of label_member
  membersAmong: statement<MemberColumns>('label_members_among', {
    sqlite: `${selectedMembers} ${listed.sqlite}`,
    postgres: `${selectedMembers} ${listed.postgres}`,
  }),
  // primary key of label_member
  members: statement<MemberColumns>('label_members', `${selectedMembers} username > $3 ORDER BY username LIMIT $4`),
  // UNIQUE (app_id, name)
  insert: statement(
    'label_insert',
    'INSERT INTO label (id, app_id, name, description, created_at, member_count) SELECT $1, $2, $3, $4, $5, 0' +
      ' WHERE (SELECT count(*) FROM label WHERE app_id = $2) < $6 ON CONFLICT DO NOTHING',
  ),
  // primary key
  delete: statement('label_delete', 'DELETE FROM label WHERE app_id = $1 AND id = $2'),
  // primary key of label_member
  deleteMembers: statement('label_members_delete', 'DELETE FROM label_member WHERE app_id = $1 AND label_id = $2'),
  // primary key
  hold: statement('label_hold', `${counting} member_count WHERE app_id = $1 AND id = $2`),
  // primary keys of app_user, label_member and label; a user that is being added cannot be deleted before the commit
  countAdded: statement('label_count_added', {
    sqlite: countAdded(listed.sqlite),
    postgres: countAdded(`${listed.postgres} FOR KEY SHARE`),
  }),
  // primary key of app_user
  add: statement('label_members_add', { sqlite: addition(listed.sqlite), postgres: addition(listed.postgres) }),
  // primary keys of label_member and label
  countRemoved: statement('label_count_removed', {
    sqlite: countRemoved(listed.sqlite),
    postgres: countRemoved(listed.postgres),
  }),
  // primary key of label_member
  remove: statement('label_members_remove', { sqlite: removal(listed.sqlite), postgres: removal(listed.postgres) }),
  // label_member_by_user
  holdOfUser: statement('label_hold_of_user', `${counting} member_count WHERE ${labelsOfUser}`),
  // label_member_by_user
  countUser: statement('label_count_user', `${counting} member_count - 1 WHERE ${labelsOfUser}`),
  // label_member_by_user
  removeUser: statement('label_members_remove_user', `DELETE FROM label_member WHERE ${ofUser}`),
}

/** The table over an engine. */
export function labelTable({ all }: Reader): LabelTable {
  return {
    async find(appId, name) {
      return (await all(labelStatements.find, [appId, name])).map(labelOf)[0]
    },
    async list(appId, after, limit) {
      return (await all(labelStatements.list, [appId, after ?? '', limit])).map(labelOf)
    },
    async membersAmong(appId, labelId, usernames) {
      return (await all(labelStatements.membersAmong, [appId, labelId, JSON.stringify(usernames)])).map(memberOf)
    },
    async members(appId, labelId, after, limit) {
      return (await all(labelStatements.members, [appId, labelId, after ?? '', limit])).map(memberOf)
    },
    insert: ({ id, appId, name, description, createdAtMs }, labelsMax) =>
      writeIfAny(labelStatements.insert, [id, appId, name, description ?? null, createdAtMs, labelsMax]),
    delete(appId, labelId) {
      const values = [appId, labelId]
      return writeGuarded([
        { statement: labelStatements.delete, values },
        { statement: labelStatements.deleteMembers, values },
      ])
    },
    addMembers(appId, labelId, { usernames, atMs, membersMax }) {
      const values = [appId, labelId, JSON.stringify(usernames)]
      return [
        writeIfAny(labelStatements.hold, [appId, labelId]),
        writeGuarded([
          { statement: labelStatements.countAdded, values: [...values, membersMax] },
          { statement: labelStatements.add, values: [...values, atMs] },
        ]),
      ]
    },
    removeMembers(appId, labelId, usernames) {
      const values = [appId, labelId, JSON.stringify(usernames)]
      return writeGuarded([
        { statement: labelStatements.hold, values: [appId, labelId] },
        { statement: labelStatements.countRemoved, values },
        { statement: labelStatements.remove, values },
      ])
    },
  }
}

/** Takes a user out of all labels; part of deleting the user. */
export function leaveLabels(appId: AppId, username: UserId): readonly Step[] {
  const values = [appId, username]
  return [
    { statement: labelStatements.holdOfUser, values },
    { statement: labelStatements.countUser, values },
    { statement: labelStatements.removeUser, values },
  ]
}

function countAdded(isListed: string): string {
  return (
    `${counting} member_count + added.size FROM (SELECT count(*) AS size` +
    ` FROM (SELECT username FROM app_user WHERE app_id = $1 AND ${isListed}) AS wanted` +
    ' WHERE NOT EXISTS (SELECT 1 FROM label_member WHERE label_id = $2 AND label_member.username = wanted.username)) AS added' +
    ' WHERE app_id = $1 AND id = $2 AND member_count + added.size <= $4'
  )
}

function addition(isListed: string): string {
  return (
    'INSERT INTO label_member (label_id, username, app_id, added_at) SELECT $2, username, app_id, $4' +
    ` FROM app_user WHERE app_id = $1 AND ${isListed} ON CONFLICT DO NOTHING`
  )
}

function countRemoved(isListed: string): string {
  return (
    `${counting} member_count - (SELECT count(*) FROM label_member WHERE label_id = $2 AND ${isListed})` +
    ' WHERE app_id = $1 AND id = $2'
  )
}

function removal(isListed: string): string {
  return `DELETE FROM label_member WHERE app_id = $1 AND label_id = $2 AND ${isListed}`
}

function labelOf(row: LabelRow): CountedLabel {
  return {
    id: BigInt(row.id),
    appId: Number(row.app_id) as AppId,
    name: row.name as LabelName,
    description: row.description ?? undefined,
    createdAtMs: Number(row.created_at),
    memberCount: Number(row.member_count),
  }
}

function memberOf(row: MemberColumns): LabelMember {
  return { username: row.username as UserId, addedAtMs: Number(row.added_at) }
}
