// Settings of users and of their conversations. A change names some columns of a row that may not be there yet: one statement
// inserts it, or updates those columns that a bit mask names. The user's row is touched first, so that nobody deletes the user
// between the two.
import type { AppId, UserId } from '@posthouse/protocol'
import type { ConversationSettings, UserSettings, UserSettingsChange } from '../../domain/user-settings.ts'
import type { ConversationChange, KeptConversation, UserSettingTable } from '../../ports/user-settings.ts'
import type { Reader } from '../reader.ts'
import type { ConversationSettingRow, UserSettingRow } from '../schema-user-settings.ts'
import { isOneOfTexts, statement, type Value } from '../statement.ts'
import { type Step, writeGuarded } from '../write.ts'

const userColumns = [
  'display_style',
  'quiet',
  'quiet_from',
  'quiet_until',
  'mode',
  'ignore_interval',
  'ignore_until',
  'language',
  'template',
] as const
const conversationColumns = ['mode', 'ignore_interval', 'ignore_until'] as const
type UserColumn = (typeof userColumns)[number]
type ConversationColumn = (typeof conversationColumns)[number]

const ofUser = 'app_id = $1 AND username = $2'
const listed = isOneOfTexts('username', '$2')
const selected = `SELECT username, ${userColumns.join(', ')} FROM user_setting WHERE app_id = $1 AND`
const keys = isOneOfTexts('peer', '$4')
const selectedPeers = `SELECT chat_type, peer, ${conversationColumns.join(', ')} FROM conversation_setting WHERE ${ofUser} AND`
/** Of a conversation that only had a duration, which is over. */
const isOver = 'mode IS NULL AND ignore_interval IS NULL AND ignore_until <='
const touched = `UPDATE app_user SET modified_at = modified_at WHERE ${ofUser}`

/** Named statements of this table. */
export const userSettingStatements = {
  // primary key
  find: statement<UserSettingRow>('user_setting_find', `${selected} username = $2`),
  // primary key
  findMany: statement<UserSettingRow>('user_setting_find_many', {
    sqlite: `${selected} ${listed.sqlite}`,
    postgres: `${selected} ${listed.postgres}`,
  }),
  // primary key
  between: statement<UserSettingRow>(
    'user_setting_between',
    `${selected} username > $2 AND username <= $3 ORDER BY username`,
  ),
  // primary key of app_user
  hold: statement('user_setting_hold', touched),
  // primary key
  put: statement('user_setting_put', upsert('user_setting', ['app_id', 'username'], userColumns)),
  // primary key
  deleteOfUser: statement('user_setting_delete', `DELETE FROM user_setting WHERE ${ofUser}`),
  // primary key of conversation_setting
  conversations: statement<ConversationSettingRow>('conversation_setting_find', {
    sqlite: `${selectedPeers} chat_type = $3 AND ${keys.sqlite}`,
    postgres: `${selectedPeers} chat_type = $3 AND ${keys.postgres}`,
  }),
  // primary key of conversation_setting
  withMode: statement<ConversationSettingRow>(
    'conversation_setting_with_mode',
    `${selectedPeers} (chat_type, peer) > ($3, $4) AND mode IS NOT NULL ORDER BY chat_type, peer LIMIT $5`,
  ),
  // primary keys of app_user and conversation_setting; calls of one user at the same instant may pass the limit by their number
  hasRoom: statement(
    'conversation_setting_room',
    `${touched} AND ((SELECT count(*) FROM conversation_setting WHERE ${ofUser} AND NOT (${isOver} $6)) < $5` +
      ` OR EXISTS (SELECT 1 FROM conversation_setting WHERE ${ofUser} AND chat_type = $3 AND peer = $4))`,
  ),
  // primary key of conversation_setting
  forgetOver: statement(
    'conversation_setting_forget_over',
    `DELETE FROM conversation_setting WHERE ${ofUser} AND ${isOver} $3`,
  ),
  // primary key of conversation_setting
  putConversation: statement(
    'conversation_setting_put',
    upsert('conversation_setting', ['app_id', 'username', 'chat_type', 'peer'], conversationColumns),
  ),
  // primary key of conversation_setting
  forgetUnset: statement(
    'conversation_setting_forget',
    `DELETE FROM conversation_setting WHERE ${ofUser} AND chat_type = $3 AND peer = $4` +
      ` AND ${conversationColumns.map(column => `${column} IS NULL`).join(' AND ')}`,
  ),
  // primary key of conversation_setting
  deleteConversations: statement('conversation_setting_delete', `DELETE FROM conversation_setting WHERE ${ofUser}`),
}

/** The table over an engine. */
export function userSettingTable({ all }: Reader): UserSettingTable {
  const statements = userSettingStatements
  return {
    async find(appId, username) {
      return (await all(statements.find, [appId, username])).map(settingsOf)[0]
    },
    async findMany(appId, usernames) {
      return byUser(await all(statements.findMany, [appId, JSON.stringify(usernames)]))
    },
    async between(appId, after, last) {
      return byUser(await all(statements.between, [appId, after ?? '', last]))
    },
    change: (appId, username, change) =>
      writeGuarded([
        { statement: statements.hold, values: [appId, username] },
        { statement: statements.put, values: [appId, username, ...masked(userColumns, changedColumns(change))] },
      ]),
    async conversation(appId, username, { kind, key }) {
      const rows = await all(statements.conversations, [appId, username, kind, JSON.stringify([key])])
      return rows.map(keptOf)[0]?.settings
    },
    async conversations(appId, username, of) {
      const found: KeptConversation[] = []
      for (const [kind, some] of Map.groupBy(of, one => one.kind)) {
        const wanted = JSON.stringify(some.map(one => one.key))
        found.push(...(await all(statements.conversations, [appId, username, kind, wanted])).map(keptOf))
      }
      return found
    },
    async withMode(appId, username, after, limit) {
      const values = [appId, username, after?.kind ?? '', after?.key ?? '', limit]
      return (await all(statements.withMode, values)).map(keptOf)
    },
    changeConversation(appId, username, { kind, key }, change, { max, nowMs }) {
      const row = [appId, username, kind, key]
      const changed = changedConversation(change)
      const isMore = Object.values(changed).some(value => value !== null)
      return writeGuarded([
        isMore
          ? { statement: statements.hasRoom, values: [...row, max, nowMs] }
          : { statement: statements.hold, values: [appId, username] },
        { statement: statements.forgetOver, values: [appId, username, nowMs] },
        { statement: statements.putConversation, values: [...row, ...masked(conversationColumns, changed)] },
        { statement: statements.forgetUnset, values: row },
      ])
    },
  }
}

/** Forgets what a user set; part of deleting the user. */
export function forgetSettings(appId: AppId, username: UserId): readonly Step[] {
  const values = [appId, username]
  return [
    { statement: userSettingStatements.deleteOfUser, values },
    { statement: userSettingStatements.deleteConversations, values },
  ]
}

/** Parameters: the key, a value for each column, and a mask with a bit for each column that an existing row is to take over. */
function upsert(table: string, key: readonly string[], columns: readonly string[]): string {
  const all = [...key, ...columns]
  const mask = `$${all.length + 1}`
  const taken = columns.map(
    (column, bit) =>
      `${column} = CASE WHEN ${mask} & ${1 << bit} <> 0 THEN excluded.${column} ELSE ${table}.${column} END`,
  )
  return (
    `INSERT INTO ${table} (${all.join(', ')}) VALUES (${all.map((_, index) => `$${index + 1}`).join(', ')})` +
    ` ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${taken.join(', ')}`
  )
}

function masked<Column extends string>(
  columns: readonly Column[],
  given: Partial<Readonly<Record<Column, Value>>>,
): readonly Value[] {
  const mask = columns.reduce((bits, column, bit) => (given[column] === undefined ? bits : bits | (1 << bit)), 0)
  return [...columns.map(column => given[column] ?? null), mask]
}

type Given<Column extends string> = Partial<Record<Column, Value>>

function changedColumns(change: UserSettingsChange): Given<UserColumn> {
  const { displayStyle, legacyQuiet, mode, ignoreInterval, ignoreUntilMs, language, templateName } = change
  return {
    ...column('display_style', displayStyle),
    ...column('quiet', legacyQuiet?.on === undefined ? undefined : Number(legacyQuiet.on)),
    ...column('quiet_from', legacyQuiet?.fromHour),
    ...column('quiet_until', legacyQuiet?.untilHour),
    ...changedConversation({ mode, ignoreInterval, ignoreUntilMs } as ConversationChange),
    ...column('language', language),
    ...column('template', templateName),
  }
}

function changedConversation({ mode, ignoreInterval, ignoreUntilMs }: ConversationChange): Given<ConversationColumn> {
  return {
    ...column('mode', mode),
    ...column('ignore_interval', ignoreInterval),
    ...column('ignore_until', ignoreUntilMs),
  }
}

function column<Name extends string>(name: Name, value: Value | undefined): Given<Name> {
  return value === undefined ? {} : ({ [name]: value } as Given<Name>)
}

function byUser(rows: readonly UserSettingRow[]): ReadonlyMap<UserId, UserSettings> {
  return new Map(rows.map(row => [row.username as UserId, settingsOf(row)]))
}

function settingsOf(row: UserSettingRow): UserSettings {
  const { display_style: style, quiet, quiet_from: from, quiet_until: until, language, template } = row
  const isLegacy = quiet !== null || from !== null || until !== null
  return {
    ...(style === null ? {} : { displayStyle: Number(style) === 1 ? 1 : 0 }),
    ...(isLegacy
      ? { legacyQuiet: { on: Number(quiet) === 1, fromHour: Number(from ?? 0), untilHour: Number(until ?? 0) } }
      : {}),
    ...modeOf(row),
    ...(language === null ? {} : { language }),
    ...(template === null ? {} : { templateName: template }),
  }
}

function keptOf(row: ConversationSettingRow): KeptConversation {
  return {
    conversation: { kind: row.chat_type === 'user' ? 'user' : 'chatgroup', key: row.peer },
    settings: modeOf(row),
  }
}

function modeOf(row: Pick<UserSettingRow, ConversationColumn>): ConversationSettings {
  const { mode, ignore_interval: ignoreInterval, ignore_until: until } = row
  return {
    ...(mode === 'ALL' || mode === 'AT' || mode === 'NONE' ? { mode } : {}),
    ...(ignoreInterval === null ? {} : { ignoreInterval }),
    ...(until === null ? {} : { ignoreUntilMs: Number(until) }),
  }
}
