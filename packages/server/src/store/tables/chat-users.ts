// What users set over the online channel.
import type { AppId, UserId } from '@posthouse/protocol'
import type { ChatUser, ChatUserTable } from '../../ports/chat-devices.ts'
import type { Reader } from '../reader.ts'
import type { ChatUserRow } from '../schema-chat-devices.ts'
import { isOneOfTexts, statement } from '../statement.ts'
import { type Step, write } from '../write.ts'

const columns = ['avatar_url', 'extended_data', 'rule', 'badge'] as const
/** What a change says of each, NULL where it says nothing, and what it is before anything was said. */
const given = {
  avatar_url: 'CAST($3 AS text)',
  extended_data: 'CAST($4 AS text)',
  rule: 'CAST($5 AS text)',
  badge: 'CAST($6 AS bigint)',
} as const
const unset = {
  ...{ avatar_url: "''", extended_data: "''", badge: '0' },
  rule: `'{"onlinePlatforms":[],"silentPlatforms":[]}'`,
} as const
const selected = `SELECT username, ${columns.join(', ')} FROM chat_user WHERE app_id = $1 AND`
const listed = isOneOfTexts('username', '$2')

/** Named statements of this table. */
export const chatUserStatements = {
  // primary key
  findMany: statement<ChatUserRow>('chat_user_find_many', {
    sqlite: `${selected} ${listed.sqlite}`,
    postgres: `${selected} ${listed.postgres}`,
  }),
  // primary key
  put: statement(
    'chat_user_put',
    `INSERT INTO chat_user (app_id, username, ${columns.join(', ')}) VALUES ($1, $2,` +
      ` ${columns.map(name => `COALESCE(${given[name]}, ${unset[name]})`).join(', ')}) ON CONFLICT (app_id, username)` +
      ` DO UPDATE SET ${columns.map(name => `${name} = COALESCE(${given[name]}, chat_user.${name})`).join(', ')}`,
  ),
  // primary key
  delete: statement('chat_user_delete', 'DELETE FROM chat_user WHERE app_id = $1 AND username = $2'),
}

/** The table over an engine. */
export function chatUserTable({ all }: Reader): ChatUserTable {
  return {
    async findMany(appId, usernames) {
      const rows = await all(chatUserStatements.findMany, [appId, JSON.stringify(usernames)])
      return new Map(rows.map(row => [row.username as UserId, userOf(row)]))
    },
    put: (appId, username, { avatarUrl, extendedData, rule, badge }) =>
      write(chatUserStatements.put, [
        ...[appId, username, avatarUrl ?? null, extendedData ?? null],
        ...[rule === undefined ? null : JSON.stringify(rule), badge ?? null],
      ]),
  }
}

/** Forgets what a user set; part of deleting the user. */
export function forgetChatUser(appId: AppId, username: UserId): Step {
  return { statement: chatUserStatements.delete, values: [appId, username] }
}

function userOf(row: ChatUserRow): ChatUser {
  return {
    avatarUrl: row.avatar_url,
    extendedData: row.extended_data,
    // Written by `put` only.
    rule: JSON.parse(row.rule) as ChatUser['rule'],
    badge: Number(row.badge),
  }
}
