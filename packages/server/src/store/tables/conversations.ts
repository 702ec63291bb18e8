// Conversations and who is in them. A membership is a window over the conversation: what came before it and after it is not the
// member's. Reading the list is the room beside it, conversation-lists.ts.
import type { ConversationTable, Membership } from '../../ports/timeline.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import { hinted, isOneOfInts, isOneOfTexts, statement } from '../statement.ts'
import { write, writeGuarded, writeIfAny } from '../write.ts'
import { findConversation, listConversations, mentioningOf, unreadOfAll } from './conversation-lists.ts'
import { type MemberColumns, memberColumns, membershipOf } from './member-rows.ts'

const selected = `SELECT ${memberColumns} FROM conversation_member WHERE app_id = $1 AND`
const one = 'app_id = $1 AND conversation = $2 AND username = $3'
const ofConversation = '(SELECT last_seq FROM conversation WHERE app_id = $1 AND id = conversation_member.conversation)'
const hiddenThen = `CASE WHEN $4 = 1 THEN 1 WHEN ${ofConversation} > cleared_seq THEN 0 ELSE is_hidden END`
const presentEnd = 'coalesce((SELECT position FROM timeline WHERE app_id = $1), 0)'
const listed = isOneOfTexts('username', '$3')
const numbered = isOneOfInts('seq', '$4')
const hiding = (by: (index: string) => string): string =>
  'INSERT INTO hidden_message (app_id, username, conversation, seq, expires_at) SELECT app_id, $3, audience, seq, expires_at' +
  ` FROM entry${by('entry_by_seq')} WHERE app_id = $1 AND audience = $2 AND seq > 0 AND`
/** Columns that a new membership of a former member takes over. */
const renewed = memberColumns
  .split(', ')
  .filter(column => column !== 'conversation' && column !== 'username')
  .map(column => `${column} = excluded.${column}`)

/** Named statements of these tables. */
export const conversationStatements = {
  // primary key
  membership: statement<MemberColumns>(
    'conversation_membership',
    `SELECT ${memberColumns} FROM conversation_member WHERE ${one}`,
  ),
  // primary key
  members: statement<MemberColumns>(
    'conversation_members',
    `${selected} conversation = $2 AND username > $3 AND left_position IS NULL ORDER BY username LIMIT $4`,
  ),
  // primary key
  among: statement<MemberColumns>('conversation_members_among', {
    sqlite: `${selected} conversation = $2 AND ${listed.sqlite} AND left_position IS NULL ORDER BY username`,
    postgres: `${selected} conversation = $2 AND ${listed.postgres} AND left_position IS NULL ORDER BY username`,
  }),
  // conversation_member_by_user; '0' comes after '/'
  groupsOf: statement<MemberColumns>(
    'conversation_groups_of',
    hinted(
      by =>
        `SELECT ${memberColumns} FROM conversation_member${by('conversation_member_by_user')} WHERE app_id = $1 AND username = $2` +
        " AND conversation > $3 AND conversation < 'g0' AND left_position IS NULL ORDER BY conversation LIMIT $4",
    ),
  ),
  // primary key
  insert: statement(
    'conversation_insert',
    'INSERT INTO conversation (app_id, id, last_seq, last_position, last_entry) VALUES ($1, $2, 0, 0, 0) ON CONFLICT DO NOTHING',
  ),
  // primary keys of conversation, timeline and conversation_member
  join: statement(
    'conversation_join',
    `INSERT INTO conversation_member (app_id, ${memberColumns})` +
      ` SELECT app_id, id, $3, ${presentEnd}, last_seq, NULL, NULL, last_seq, 0, 0, 1, $4, '', $5, $6 FROM conversation` +
      ' WHERE app_id = $1 AND id = $2' +
      ` ON CONFLICT (app_id, conversation, username) DO UPDATE SET ${renewed.join(', ')}` +
      ' WHERE conversation_member.left_position IS NOT NULL',
  ),
  // primary key
  leave: statement(
    'conversation_leave',
    `UPDATE conversation_member SET left_position = ${presentEnd}, left_seq = ${ofConversation} WHERE ${one} AND left_position IS NULL`,
  ),
  // primary key
  setRole: statement(
    'conversation_set_role',
    `UPDATE conversation_member SET role = $4 WHERE ${one} AND left_position IS NULL`,
  ),
  // primary key
  setStatus: statement('conversation_set_status', `UPDATE conversation_member SET status = $4 WHERE ${one}`),
  // primary key
  read: statement(
    'conversation_read',
    `UPDATE conversation_member SET read_seq = CASE WHEN read_seq < $4 THEN $4 ELSE read_seq END WHERE ${one}`,
  ),
  // conversation_member_by_user
  readAll: statement(
    'conversation_read_all',
    hinted(
      by =>
        `UPDATE conversation_member${by('conversation_member_by_user')} SET read_seq = ${ofConversation}` +
        ' WHERE app_id = $1 AND username = $2',
    ),
  ),
  // primary key
  clear: statement(
    'conversation_clear',
    // One that was removed and written to again is back in the list, and emptying it does not take it out.
    `UPDATE conversation_member SET cleared_seq = ${ofConversation}, is_hidden = ${hiddenThen} WHERE ${one}`,
  ),
  // primary key of hidden_message
  unhide: statement(
    'hidden_message_delete',
    'DELETE FROM hidden_message WHERE app_id = $1 AND username = $3 AND conversation = $2',
  ),
  // entry_by_seq
  hide: statement('hidden_message_insert', {
    sqlite: `${hinted(hiding).sqlite} ${numbered.sqlite} ON CONFLICT DO NOTHING`,
    postgres: `${hinted(hiding).postgres} ${numbered.postgres} ON CONFLICT DO NOTHING`,
  }),
  // primary key of hidden_message
  hidden: statement<{ readonly seq: Int }>(
    'hidden_message_between',
    'SELECT seq FROM hidden_message WHERE app_id = $1 AND username = $3 AND conversation = $2 AND seq >= $4 AND seq <= $5',
    { isNarrow: true },
  ),
}

/** The table over an engine. */
export function conversationTable(reader: Reader): ConversationTable {
  const { all } = reader
  const statements = conversationStatements
  const memberships = (rows: readonly MemberColumns[]): readonly Membership[] => rows.map(membershipOf)
  return {
    list: (appId, user, filter) => listConversations(reader, appId, user, filter),
    find: (appId, user, conversation) => findConversation(reader, appId, user, conversation),
    unread: (appId, user, types) => unreadOfAll(reader, appId, user, types),
    mentioning: (appId, user, conversations, limit) => mentioningOf(reader, appId, user, conversations, limit),
    async membership(appId, conversation, user) {
      return memberships(await all(statements.membership, [appId, conversation, user]))[0]
    },
    async members(appId, conversation, after, limit) {
      return memberships(await all(statements.members, [appId, conversation, after ?? '', limit]))
    },
    async membersAmong(appId, conversation, users) {
      return memberships(await all(statements.among, [appId, conversation, JSON.stringify(users)]))
    },
    async groupsOf(appId, user, after, limit) {
      return memberships(await all(statements.groupsOf, [appId, user, after ?? 'g/', limit]))
    },
    insert: (appId, conversation) => writeIfAny(statements.insert, [appId, conversation]),
    join: (appId, conversation, user, { role, enteredAtMs, enterType }) =>
      writeIfAny(statements.join, [appId, conversation, user, role, enteredAtMs, enterType]),
    leave: (appId, conversation, user) => writeIfAny(statements.leave, [appId, conversation, user]),
    setRole: (appId, conversation, user, role) => writeIfAny(statements.setRole, [appId, conversation, user, role]),
    setStatus: (appId, conversation, user, status) =>
      writeIfAny(statements.setStatus, [appId, conversation, user, status]),
    read: (appId, conversation, user, seq) => writeIfAny(statements.read, [appId, conversation, user, seq]),
    readAll: (appId, user) => write(statements.readAll, [appId, user]),
    clear(appId, conversation, user, isHidden) {
      const values = [appId, conversation, user]
      return writeGuarded([
        { statement: statements.clear, values: [...values, Number(isHidden)] },
        { statement: statements.unhide, values },
      ])
    },
    hide: (appId, conversation, user, seqs) =>
      write(statements.hide, [appId, conversation, user, JSON.stringify(seqs)]),
    async hidden(appId, conversation, user, from, to) {
      const rows = await all(statements.hidden, [appId, conversation, user, from, to])
      return new Set(rows.map(row => Number(row.seq)))
    },
  }
}
