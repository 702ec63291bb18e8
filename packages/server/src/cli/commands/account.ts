// `posthouse account …`: who may sign in to the console, and what they may do there.
import { accountEndpoints, type EndpointReply, type Role, roles } from '@posthouse/protocol'
import type { Bilingual } from '../../domain/reason.ts'
import { type Argument, answered, type ClientCommand, type Context, type Flag, listed, word } from '../command.ts'
import { appRef, type Connection, connect } from '../connect.ts'
import { CommandError, exits, usageError } from '../exit.ts'
import { dateOf, table } from '../text.ts'
import { pageFlags, pageOf } from './page.ts'

type Account = EndpointReply<typeof accountEndpoints.accountChange>['account']
type Invited = EndpointReply<typeof accountEndpoints.accountCreate>

const nameArgument: Argument = { name: 'NAME', text: { en: "the account's name", zh: '账号名' } }

const roleFlags: readonly Flag[] = [
  {
    name: 'role',
    value: roles.join('|'),
    text: {
      en: 'on every app and on the server itself; none takes it away',
      zh: '对所有应用及服务器本身的角色；none 表示取消',
    },
  },
  {
    name: 'on',
    value: 'ORG/APP=ROLE',
    text: { en: 'a role on one app; none takes it away', zh: '对单个应用的角色；none 表示取消' },
    repeats: true,
  },
]

/** `account list`. */
export const accountList: ClientCommand = {
  name: 'account list',
  section: 'server',
  summary: { en: 'Accounts of the console in order of name', zh: '按名称顺序列出控制台账号' },
  arguments: [],
  flags: pageFlags,
  examples: [{ line: 'posthouse account list', text: { en: 'with their roles', zh: '及其角色' } }],
  async run(context) {
    const { limit, cursor } = pageOf(context.given)
    const query = { limit, ...(cursor === undefined ? {} : { cursor }) }
    const page = await connect(context).operate(accountEndpoints.accountList, { query })
    const next = page.cursor === undefined ? [] : [`--cursor ${page.cursor}`]
    const rows = page.accounts.map(account => rowOf(context, account))
    return answered(page, listed(context, [...table(rows), ...next]))
  },
}

/** `account add`. */
export const accountAdd: ClientCommand = {
  name: 'account add',
  section: 'server',
  summary: {
    en: 'Make an account, and a link for its owner to set a password',
    zh: '创建账号，并生成供其所有者设置密码的链接',
  },
  notes: {
    en: 'viewer reads, operator also sends and does the daily work, admin does everything. The link works once, for three days.',
    zh: 'viewer 只读；operator 还可推送并处理日常工作；admin 可执行一切操作。链接三天内有效，只能使用一次。',
  },
  arguments: [nameArgument],
  flags: roleFlags,
  examples: [
    {
      line: 'posthouse account add bo --on acme/chat=operator',
      text: { en: 'for one app', zh: '只限一个应用' },
    },
    { line: 'posthouse account add ada --role admin', text: { en: 'for everything', zh: '拥有全部权限' } },
  ],
  async run(context) {
    const connection = connect(context)
    const { role, onApps } = rolesOf(context)
    const chosen = role === undefined || role === 'none' ? {} : { role }
    const body = { name: word(context.given, 0), ...chosen, roles: merged([], onApps) }
    return invitedAnswer(context, connection, await connection.operate(accountEndpoints.accountCreate, { body }))
  },
}

/** `account set`. */
export const accountSet: ClientCommand = {
  name: 'account set',
  section: 'server',
  summary: { en: 'Change what an account may do', zh: '修改账号的角色' },
  arguments: [nameArgument],
  flags: roleFlags,
  examples: [
    {
      line: 'posthouse account set bo --on acme/chat=viewer --on acme/shop=none',
      text: { en: 'counts within seconds', zh: '数秒内生效' },
    },
  ],
  async run(context) {
    const connection = connect(context)
    const { role, onApps } = rolesOf(context)
    if (role === undefined && onApps.length === 0)
      throw usageError({ en: 'account set: give --role or --on.', zh: 'account set：请提供 --role 或 --on。' })
    const known = await accountNamed(connection, word(context.given, 0))
    const whole = role === undefined ? {} : { role: role === 'none' ? null : role }
    return await changed(context, connection, known, { ...whole, roles: merged(known.roles, onApps) })
  },
}

/** `account invite`. */
export const accountInvite: ClientCommand = {
  name: 'account invite',
  section: 'server',
  summary: { en: 'A new link to set a password, for who forgot it', zh: '为忘记密码者生成新的设置链接' },
  notes: {
    en: 'Earlier links of the account end. The old password counts until the new one is set; then its sessions end.',
    zh: '该账号之前的链接失效。设置新密码之前旧密码仍然有效；设置之后旧会话全部结束。',
  },
  arguments: [nameArgument],
  flags: [],
  examples: [{ line: 'posthouse account invite bo', text: { en: 'works once', zh: '只能使用一次' } }],
  async run(context) {
    const connection = connect(context)
    const { id } = await accountNamed(connection, word(context.given, 0))
    const invited = await connection.operate(accountEndpoints.accountInvite, { params: { accountId: id } })
    return invitedAnswer(context, connection, invited)
  },
}

/** `account disable`. */
export const accountDisable: ClientCommand = {
  name: 'account disable',
  section: 'server',
  summary: { en: 'Let an account sign in no more; its sessions end', zh: '停用账号并结束其会话' },
  arguments: [nameArgument],
  flags: [{ name: 'undo', text: { en: 'let it sign in again', zh: '重新启用' } }],
  examples: [
    { line: 'posthouse account disable bo', text: { en: 'roles and audit log stay', zh: '角色与审计日志保留' } },
  ],
  async run(context) {
    const connection = connect(context)
    const known = await accountNamed(connection, word(context.given, 0))
    return await changed(context, connection, known, { disabled: !context.given.isOn('undo') })
  },
}

/** `account remove`. */
export const accountRemove: ClientCommand = {
  name: 'account remove',
  section: 'server',
  summary: { en: 'Remove an account; its sessions end', zh: '删除账号并结束其会话' },
  arguments: [nameArgument],
  flags: [],
  examples: [
    {
      line: 'posthouse account remove bo',
      text: { en: 'what it did stays in the audit log', zh: '其操作仍保留在审计日志中' },
    },
  ],
  async run(context) {
    const connection = connect(context)
    const { id, name } = await accountNamed(connection, word(context.given, 0))
    const removed = await connection.operate(accountEndpoints.accountRemove, { params: { accountId: id } })
    return answered(removed, [context.say({ en: `The account ${name} is removed.`, zh: `账号 ${name} 已删除。` })])
  },
}

interface OnApp {
  readonly org: string
  readonly app: string
  readonly role: Role | 'none'
}

function rolesOf({ given }: Context): { readonly role: Role | 'none' | undefined; readonly onApps: readonly OnApp[] } {
  const role = given.text('role')
  const onApps = (given.text('on') ?? '').split(',').filter(part => part !== '')
  return {
    role: role === undefined ? undefined : roleFrom(role),
    onApps: onApps.map(part => {
      const at = part.lastIndexOf('=')
      const { org, name: app } = appRef(part.slice(0, at < 0 ? undefined : at))
      return { org, app, role: roleFrom(at < 0 ? '' : part.slice(at + 1)) }
    }),
  }
}

/** Reads a role. Throws a usage error that names them. */
export function roleFrom(text: string): Role | 'none' {
  const found = roles.find(role => role === text)
  if (found ?? text === 'none') return found ?? 'none'
  const names = [...roles, 'none'].join(', ')
  throw usageError({ en: `"${text}" is no role; there are ${names}.`, zh: `"${text}" 不是角色；可用：${names}。` })
}

/** The roles on single apps, with those that were named in place of the ones before. */
function merged(before: Account['roles'], onApps: readonly OnApp[]): Account['roles'] {
  const kept = before.filter(one => !onApps.some(({ org, app }) => one.org === org && one.app === app))
  return [...kept, ...onApps.flatMap(({ org, app, role }) => (role === 'none' ? [] : [{ org, app, role }]))]
}

/** The account of a name; lists are in order of name, so the page that it would stand on is asked for. Throws where there is none. */
async function accountNamed(connection: Connection, text: string): Promise<Account> {
  const name = text.normalize('NFKC').trim().toLowerCase()
  let cursor = name.slice(0, -1)
  for (;;) {
    const query = { limit: 100, ...(cursor === '' ? {} : { cursor }) }
    const page = await connection.operate(accountEndpoints.accountList, { query })
    const found = page.accounts.find(account => account.name === name)
    if (found) return found
    if (page.cursor === undefined || page.cursor > name) break
    cursor = page.cursor
  }
  throw new CommandError(exits.failed, {
    en: `There is no account ${name}; see \`posthouse account list\`.`,
    zh: `没有账号 ${name}；请查看 \`posthouse account list\`。`,
  })
}

async function changed(
  context: Context,
  connection: Connection,
  { id }: Account,
  body: { readonly role?: Role | null; readonly roles?: Account['roles']; readonly disabled?: boolean },
) {
  const reply = await connection.operate(accountEndpoints.accountChange, { params: { accountId: id }, body })
  return answered(reply, table([rowOf(context, reply.account)]))
}

function invitedAnswer({ say, io }: Context, { admin }: Connection, invited: Invited) {
  const { account, invitation } = invited
  const link = `${admin}/console/invitation#${invitation.token}`
  const until = dateOf(invitation.expiresAt, io.timeZone)
  const text: Bilingual = {
    en: `Give this link to ${account.name}; it works once, until ${until}:`,
    zh: `请将此链接交给 ${account.name}；只能使用一次，有效期至 ${until}：`,
  }
  return answered({ ...invited, link }, [say(text), link])
}

function rowOf({ say, io }: Context, account: Account): readonly string[] {
  const { name, role, roles: onApps, disabled, invited, createdAt } = account
  const held = [...(role === undefined ? [] : [role]), ...onApps.map(one => `${one.org}/${one.app}=${one.role}`)]
  const state = disabled ? stateWords.disabled : invited ? stateWords.invited : stateWords.active
  return [name, say(state), held.join(' '), dateOf(createdAt, io.timeZone)]
}

const stateWords = {
  disabled: { en: 'disabled', zh: '已停用' },
  invited: { en: 'invited', zh: '待接受邀请' },
  active: { en: 'active', zh: '正常' },
} as const satisfies Readonly<Record<string, Bilingual>>
