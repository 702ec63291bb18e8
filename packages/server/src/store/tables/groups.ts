// Groups. Every change of one raises its revision, and happens only to the revision that it was made from: two that meet are carried
// out one after the other, and the second is told to look again.
import type { AppId, UserId } from '@posthouse/protocol'
import { groupConversation } from '../../domain/chat/conversation.ts'
import type { Group, GroupInfo } from '../../domain/chat/group.ts'
import type { GroupTable } from '../../ports/groups.ts'
import type { Reader } from '../reader.ts'
import type { GroupRow } from '../schema-groups.ts'
import { isOneOfTexts, statement } from '../statement.ts'
import { write, writeIfAny } from '../write.ts'
import { type MemberColumns, memberColumns, membershipOf } from './member-rows.ts'

const columns = 'app_id, id, info, owner, member_count, member_max, created_at, dismissed_at, revision'
const selected = `SELECT ${columns} FROM chat_group WHERE app_id = $1 AND`
const inserted = '$1, $2, $3, $4, $5, $6, $7, NULL, 0'
const listed = isOneOfTexts('id', '$2')
const set = 'SET info = $4, owner = $5, member_count = $6, member_max = $7, dismissed_at = $8, revision = revision + 1'
const ofRevision = 'id = $2 AND revision = $3 AND dismissed_at IS NULL'
/** PostgreSQL's own: positions of the app wait from here on until the commit, as they do behind an append. SQLite has one writer. */
const held =
  'WITH held AS (INSERT INTO timeline (app_id, position) VALUES ($1, 0)' +
  ' ON CONFLICT (app_id) DO UPDATE SET position = timeline.position RETURNING app_id)'

/** Named statements of this table. */
export const groupStatements = {
  // primary key
  find: statement<GroupRow>('chat_group_find', `${selected} id = $2`),
  // primary key
  findMany: statement<GroupRow>('chat_group_find_many', {
    sqlite: `${selected} ${listed.sqlite} ORDER BY id`,
    postgres: `${selected} ${listed.postgres} ORDER BY id`,
  }),
  // primary keys of chat_group and timeline
  insert: statement(
    'chat_group_insert',
    {
      sqlite: `INSERT INTO chat_group (${columns}) VALUES (${inserted}) ON CONFLICT DO NOTHING`,
      postgres: `${held} INSERT INTO chat_group (${columns}) SELECT ${inserted} FROM held ON CONFLICT DO NOTHING`,
    },
    { movesTimeline: true },
  ),
  // primary keys of chat_group and timeline
  replace: statement(
    'chat_group_replace',
    {
      sqlite: `UPDATE chat_group ${set} WHERE app_id = $1 AND ${ofRevision}`,
      postgres: `${held} UPDATE chat_group ${set} FROM held WHERE chat_group.app_id = held.app_id AND ${ofRevision}`,
    },
    { movesTimeline: true },
  ),
  // primary key of conversation_member
  endMemberships: statement(
    'chat_group_end_memberships',
    'UPDATE conversation_member SET left_position = coalesce((SELECT position FROM timeline WHERE app_id = $1), 0),' +
      ' left_seq = (SELECT last_seq FROM conversation WHERE app_id = $1 AND id = $2)' +
      ' WHERE app_id = $1 AND conversation = $2 AND left_position IS NULL',
  ),
  // primary key of conversation_member; reads the whole group, which only an owner's leaving asks for
  earliest: statement<MemberColumns>(
    'chat_group_earliest_member',
    `SELECT ${memberColumns} FROM conversation_member WHERE app_id = $1 AND conversation = $2 AND left_position IS NULL` +
      ' AND username <> $3 ORDER BY joined_position, username LIMIT 1',
  ),
}

/** The table over an engine. */
export function groupTable({ all }: Reader): GroupTable {
  const statements = groupStatements
  return {
    async find(appId, id) {
      return (await all(statements.find, [appId, id])).map(groupOf)[0]
    },
    async findMany(appId, ids) {
      return (await all(statements.findMany, [appId, JSON.stringify(ids)])).map(groupOf)
    },
    insert(group) {
      const { appId, id, owner, memberCount, memberMax, createdAtMs } = group
      return writeIfAny(statements.insert, [appId, id, infoOf(group), owner, memberCount, memberMax, createdAtMs])
    },
    replace(group) {
      const { appId, id, owner, memberCount, memberMax, dismissedAtMs, revision } = group
      const values = [infoOf(group), owner, memberCount, memberMax, dismissedAtMs ?? null]
      return writeIfAny(statements.replace, [appId, id, revision, ...values])
    },
    endMemberships: (appId, id) => write(statements.endMemberships, [appId, groupConversation(id)]),
    async earliestMember(appId, id, except) {
      return (await all(statements.earliest, [appId, groupConversation(id), except])).map(membershipOf)[0]
    },
  }
}

function infoOf({ name, avatarUrl, notice, attributes, joinMode, inviteMode, beInviteMode }: Group): string {
  const info: GroupInfo = { name, avatarUrl, notice, attributes, joinMode, inviteMode, beInviteMode }
  return JSON.stringify(info)
}

function groupOf(row: GroupRow): Group {
  return {
    ...(JSON.parse(row.info) as GroupInfo),
    appId: Number(row.app_id) as AppId,
    id: row.id,
    owner: row.owner as UserId,
    memberCount: Number(row.member_count),
    memberMax: Number(row.member_max),
    createdAtMs: Number(row.created_at),
    dismissedAtMs: row.dismissed_at === null ? undefined : Number(row.dismissed_at),
    revision: Number(row.revision),
  }
}
