// Users. A password's hash is read by its own function only.
import type { AppId, UserId } from '@posthouse/protocol'
import type { User } from '../../domain/user.ts'
import type { UserTable } from '../../ports/store.ts'
import { composedIfAny, type Reader, step } from '../reader.ts'
import type { UserRow } from '../schema.ts'
import { isOneOfTexts, statement } from '../statement.ts'
import { writeGuarded, writeIfAny } from '../write.ts'
import { bindingStatements } from './bindings.ts'
import { forgetCalls } from './calls.ts'
import { forgetDevices } from './chat-devices.ts'
import { forgetChatUser } from './chat-users.ts'
import { leaveLabels } from './labels.ts'
import { leaveChats } from './leave-chats.ts'
import { tokenStatements } from './tokens.ts'
import { forgetSettings } from './user-settings.ts'

/** What makes a user; a password's hash is no part of it. */
export const userColumns = ['app_id', 'username', 'uuid', 'nickname', 'activated', 'created_at', 'modified_at'] as const

/** A row of them. */
export type UserColumns = Pick<UserRow, (typeof userColumns)[number]>

const listed = isOneOfTexts('username', '$2')
const selected = `SELECT ${userColumns.join(', ')} FROM app_user WHERE app_id = $1 AND`

/** Named statements of this table. */
export const userStatements = {
  // primary key
  findMany: statement<UserColumns>('user_find_many', {
    sqlite: `${selected} ${listed.sqlite}`,
    postgres: `${selected} ${listed.postgres}`,
  }),
  // primary key
  insert: statement(
    'user_insert',
    'INSERT INTO app_user (app_id, username, uuid, password_hash, nickname, activated, created_at, modified_at)' +
      ' VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING',
  ),
}

/** The table over an engine. */
export function userTable({ build, run, all }: Reader): UserTable {
  const one = (appId: AppId, username: UserId) =>
    build.selectFrom('app_user').where('app_id', '=', appId).where('username', '=', username)
  return {
    // primary key
    async find(appId, username) {
      return (await run(one(appId, username).select(userColumns))).map(userOf)[0]
    },
    async findMany(appId, usernames) {
      return (await all(userStatements.findMany, [appId, JSON.stringify(usernames)])).map(userOf)
    },
    // primary key
    async passwordHash(appId, username) {
      return (await run(one(appId, username).select('password_hash')))[0]?.password_hash
    },
    // primary key
    async list(appId, after, limit) {
      const query = build.selectFrom('app_user').select(userColumns).where('app_id', '=', appId)
      return (
        await run(
          query
            .where('username', '>', after ?? '')
            .orderBy('username')
            .limit(limit),
        )
      ).map(userOf)
    },
    insert: (user, passwordHash) =>
      writeIfAny(userStatements.insert, [
        user.appId,
        user.username,
        user.uuid,
        passwordHash,
        user.nickname ?? null,
        Number(user.activated),
        user.createdAtMs,
        user.modifiedAtMs,
      ]),
    update(appId, username, change) {
      const set = {
        ...(change.passwordHash === undefined ? {} : { password_hash: change.passwordHash }),
        ...(change.nickname === undefined ? {} : { nickname: change.nickname }),
        ...(change.activated === undefined ? {} : { activated: Number(change.activated) }),
        modified_at: change.modifiedAtMs,
      }
      return composedIfAny(
        build.updateTable('app_user').set(set).where('app_id', '=', appId).where('username', '=', username),
      )
    },
    delete(appId, username) {
      const values = [appId, username]
      return writeGuarded([
        step(build.deleteFrom('app_user').where('app_id', '=', appId).where('username', '=', username)),
        { statement: bindingStatements.deleteOfUser, values },
        { statement: tokenStatements.deleteOfUser, values },
        ...forgetSettings(appId, username),
        ...leaveLabels(appId, username),
        forgetDevices(appId, username),
        forgetChatUser(appId, username),
        forgetCalls(appId, username),
        ...leaveChats(appId, username),
      ])
    },
  }
}

/** The user that a row is of. */
export function userOf(row: UserColumns): User {
  return {
    appId: Number(row.app_id) as AppId,
    username: row.username as UserId,
    uuid: row.uuid,
    activated: Number(row.activated) === 1,
    nickname: row.nickname ?? undefined,
    createdAtMs: Number(row.created_at),
    modifiedAtMs: Number(row.modified_at),
  }
}
