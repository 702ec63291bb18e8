// Accounts with what they were granted. `hold` takes the one row of `access_guard`: PostgreSQL then lets no other holder near until the
// commit, and the statements after it see what was committed before. SQLite has one writer anyway.
import type { AppId, Role } from '@posthouse/protocol'
import { noPassword } from '../../base/password.ts'
import type { Account, Grant } from '../../domain/access.ts'
import type { AccountChange, AccountTable } from '../../ports/access.ts'
import type { Reader } from '../reader.ts'
import type { AccountRoleRow, AccountRow } from '../schema-access.ts'
import { intList, isOneOfInts, statement } from '../statement.ts'
import { type Step, write, writeGuarded, writeIfAny } from '../write.ts'

const selected = 'SELECT id, name, password_hash, disabled, created_at FROM account'
const rolesOf = isOneOfInts('account_id', '$1')
const selectedRoles = 'SELECT account_id, app_id, role FROM account_role WHERE'
const admins = `SELECT 1 FROM account JOIN account_role ON account_id = id
  WHERE app_id = 0 AND role = 'admin' AND disabled = 0 AND password_hash <> '${noPassword}'`
/** Whether somebody is left who can sign in as admin of everything when the account of the first parameter no longer can. */
const stays = `(EXISTS (${admins} AND id <> $1) OR NOT EXISTS (${admins} AND id = $1))`

/** Named statements of this table. */
export const accountStatements = {
  // primary key
  byId: statement<AccountRow>('account_by_id', `${selected} WHERE id = $1`),
  // UNIQUE (name)
  byName: statement<AccountRow>('account_by_name', `${selected} WHERE name = $1`),
  // UNIQUE (name)
  list: statement<AccountRow>('account_list', `${selected} WHERE name > $1 ORDER BY name LIMIT $2`),
  // account_role_by_app
  listOfApp: statement<AccountRow>(
    'account_list_of_app',
    `${selected} WHERE name > $1 AND id IN (SELECT account_id FROM account_role WHERE app_id = $3) ORDER BY name LIMIT $2`,
  ),
  // primary key of account_role
  roles: statement<AccountRoleRow>('account_roles', {
    sqlite: `${selectedRoles} ${rolesOf.sqlite} ORDER BY account_id, app_id`,
    postgres: `${selectedRoles} ${rolesOf.postgres} ORDER BY account_id, app_id`,
  }),
  insert: statement(
    'account_insert',
    'INSERT INTO account (id, name, password_hash, disabled, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
  ),
  insertRole: statement(
    'account_role_insert',
    'INSERT INTO account_role (account_id, app_id, role) VALUES ($1, $2, $3)',
  ),
  // primary key of account_role
  putRole: statement(
    'account_role_put',
    'INSERT INTO account_role (account_id, app_id, role) VALUES ($1, $2, $3) ON CONFLICT (account_id, app_id) DO UPDATE SET role = excluded.role',
  ),
  // primary key of account_role
  deleteRole: statement('account_role_delete', 'DELETE FROM account_role WHERE account_id = $1 AND app_id = $2'),
  // primary key
  setPassword: statement('account_set_password', 'UPDATE account SET password_hash = $2 WHERE id = $1'),
  // primary key
  hold: statement('access_guard_hold', 'UPDATE access_guard SET changes = changes + 1 WHERE id = 1'),
  // primary keys, account_role_by_app
  changeFreely: statement(
    'account_change_freely',
    'UPDATE account SET disabled = COALESCE(CAST($2 AS bigint), disabled) WHERE id = $1',
  ),
  // primary keys, account_role_by_app
  changeGuarded: statement(
    'account_change_guarded',
    `UPDATE account SET disabled = COALESCE(CAST($2 AS bigint), disabled) WHERE id = $1 AND ${stays}`,
  ),
  // primary key of account_role
  deleteRoles: statement('account_roles_delete', 'DELETE FROM account_role WHERE account_id = $1'),
  // primary keys, account_role_by_app
  delete: statement('account_delete', `DELETE FROM account WHERE id = $1 AND ${stays}`),
  // console_session_by_account
  deleteSessions: statement('account_sessions_delete', 'DELETE FROM console_session WHERE account_id = $1'),
  // access_link_by_account
  deleteLinks: statement('account_links_delete', 'DELETE FROM access_link WHERE account_id = $1'),
}

/** The table over an engine. */
export function accountTable({ all }: Reader): AccountTable {
  const withRoles = async (rows: readonly AccountRow[]): Promise<readonly Account[]> => {
    if (rows.length === 0) return []
    const found = await all(accountStatements.roles, [intList(rows.map(row => BigInt(row.id)))])
    const byAccount = Map.groupBy(found, role => BigInt(role.account_id))
    return rows.map(row => accountOf(row, byAccount.get(BigInt(row.id)) ?? []))
  }
  return {
    byId: async id => (await withRoles(await all(accountStatements.byId, [id])))[0],
    async byName(name) {
      const [row] = await all(accountStatements.byName, [name])
      const [account] = await withRoles(row ? [row] : [])
      return row && account && { account, passwordHash: row.password_hash }
    },
    async list(after, limit, appId) {
      const rows = await (appId === undefined
        ? all(accountStatements.list, [after ?? '', limit])
        : all(accountStatements.listOfApp, [after ?? '', limit, appId]))
      return await withRoles(rows)
    },
    insert: ({ id, name, disabled, createdAtMs, grants }, passwordHash) =>
      writeGuarded([
        { statement: accountStatements.insert, values: [id, name, passwordHash, Number(disabled), createdAtMs] },
        ...roleSteps(id, grants),
      ]),
    hold: () => write(accountStatements.hold, []),
    setPassword: (id, passwordHash) => writeIfAny(accountStatements.setPassword, [id, passwordHash]),
    change(id, { disabled, grants, onApp }) {
      const keepsAdmin = disabled !== true && (grants === undefined || grants.some(isAdminOfAll))
      const change = keepsAdmin ? accountStatements.changeFreely : accountStatements.changeGuarded
      const replaced = grants && [{ statement: accountStatements.deleteRoles, values: [id] }, ...roleSteps(id, grants)]
      const changed = onApp && [roleStep(id, onApp)]
      const ended = disabled === true ? [{ statement: accountStatements.deleteSessions, values: [id] }] : []
      const values = [id, disabled === undefined ? null : Number(disabled)]
      return writeGuarded([{ statement: change, values }, ...(replaced ?? []), ...(changed ?? []), ...ended])
    },
    delete: id =>
      writeGuarded([
        { statement: accountStatements.delete, values: [id] },
        { statement: accountStatements.deleteRoles, values: [id] },
        { statement: accountStatements.deleteSessions, values: [id] },
        { statement: accountStatements.deleteLinks, values: [id] },
      ]),
  }
}

function roleSteps(id: bigint, grants: readonly Grant[]): readonly Step[] {
  return grants.map(({ appId, role }) => ({ statement: accountStatements.insertRole, values: [id, appId ?? 0, role] }))
}

function roleStep(id: bigint, { appId, role }: NonNullable<AccountChange['onApp']>): Step {
  return role === undefined
    ? { statement: accountStatements.deleteRole, values: [id, appId] }
    : { statement: accountStatements.putRole, values: [id, appId, role] }
}

function isAdminOfAll({ appId, role }: Grant): boolean {
  return appId === undefined && role === 'admin'
}

function accountOf(row: AccountRow, roles: readonly AccountRoleRow[]): Account {
  return {
    id: BigInt(row.id),
    name: row.name,
    disabled: Number(row.disabled) === 1,
    hasPassword: row.password_hash !== noPassword,
    grants: roles.map(grantOf),
    createdAtMs: Number(row.created_at),
  }
}

function grantOf({ app_id, role }: AccountRoleRow): Grant {
  return { appId: Number(app_id) === 0 ? undefined : (Number(app_id) as AppId), role: role as Role }
}
