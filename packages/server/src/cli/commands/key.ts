// `posthouse key …`: keys with which programs call the operator's interface.
import { apiKeyEndpoints, day, type EndpointReply, roles } from '@posthouse/protocol'
import { answered, type ClientCommand, type Context, type Flag, listed, word } from '../command.ts'
import { connect, connectApp } from '../connect.ts'
import { usageError } from '../exit.ts'
import { dateOf, table } from '../text.ts'
import { roleFrom } from './account.ts'
import { pageFlags, pageOf } from './page.ts'

type Key = EndpointReply<typeof apiKeyEndpoints.keyList>['keys'][number]

const allFlag: Flag = { name: 'all', text: { en: 'every app, not the one at hand', zh: '所有应用，而非当前应用' } }
const daysMax = 3_650

/** `key create`. */
export const keyCreate: ClientCommand = {
  name: 'key create',
  section: 'server',
  summary: { en: 'Make an API key; it is shown this once', zh: '创建 API 密钥；只显示这一次' },
  arguments: [{ name: 'NAME', text: { en: 'what it is for', zh: '用途' } }],
  flags: [
    {
      name: 'role',
      value: roles.join('|'),
      text: { en: 'what it may do; default viewer', zh: '可执行的操作；默认 viewer' },
    },
    {
      name: 'days',
      value: 'N',
      text: { en: 'ends after so many days; default never', zh: '多少天后失效；默认不失效' },
    },
    allFlag,
  ],
  examples: [
    {
      line: 'posthouse key create nightly --role operator --app acme/chat --days 90',
      text: { en: 'for a script that sends', zh: '供推送脚本使用' },
    },
  ],
  async run(context) {
    const { given, io, say } = context
    const role = roleFrom(given.text('role') ?? 'viewer')
    if (role === 'none') throw usageError({ en: 'A key without a role opens nothing.', zh: '没有角色的密钥毫无用处。' })
    const days = daysOf(given.text('days'))
    const ends = days === undefined ? {} : { expiresAt: io.clock.now() + days * day }
    const body = { name: word(given, 0), role, ...ends }
    const made = given.isOn('all')
      ? await connect(context).operate(apiKeyEndpoints.keyCreate, { body })
      : await (await connectApp(context)).operate(apiKeyEndpoints.appKeyCreate, { body })
    return answered(made, [
      made.secret,
      say({ en: 'The key is not shown again: store it now.', zh: '密钥不会再次显示，请立即保存。' }),
    ])
  },
}

/** `key list`. */
export const keyList: ClientCommand = {
  name: 'key list',
  section: 'server',
  summary: { en: 'API keys in order of making', zh: '按创建顺序列出 API 密钥' },
  arguments: [],
  flags: [...pageFlags, allFlag],
  examples: [
    { line: 'posthouse key list --all', text: { en: 'and when each was last used', zh: '及各自最近的使用时间' } },
  ],
  async run(context) {
    const { limit, cursor } = pageOf(context.given)
    const query = { limit, ...(cursor === undefined ? {} : { cursor }) }
    const page = context.given.isOn('all')
      ? await connect(context).operate(apiKeyEndpoints.keyList, { query })
      : await (await connectApp(context)).operate(apiKeyEndpoints.appKeyList, { query })
    const next = page.cursor === undefined ? [] : [`--cursor ${page.cursor}`]
    return answered(page, listed(context, [...table(page.keys.map(key => rowOf(context, key))), ...next]))
  },
}

/** `key revoke`. */
export const keyRevoke: ClientCommand = {
  name: 'key revoke',
  section: 'server',
  summary: { en: 'Revoke an API key for good', zh: '永久吊销 API 密钥' },
  arguments: [{ name: 'KEY_ID', text: { en: 'as `key list` shows it', zh: '见 `key list`' } }],
  flags: [],
  examples: [
    { line: 'posthouse key revoke 912003418520453120', text: { en: 'counts within five seconds', zh: '五秒内生效' } },
  ],
  async run(context) {
    const keyId = word(context.given, 0)
    const revoked = await connect(context).operate(apiKeyEndpoints.keyRevoke, { params: { keyId } })
    return answered(revoked, [context.say({ en: `The key ${keyId} is revoked.`, zh: `密钥 ${keyId} 已吊销。` })])
  },
}

function daysOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const days = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0
  if (days >= 1 && days < daysMax) return days
  throw usageError({
    en: `--days must be a number from 1 to ${daysMax - 1}.`,
    zh: `--days 必须是 1 到 ${daysMax - 1} 的数字。`,
  })
}

function rowOf({ say, io }: Context, { id, name, role, app, lastUsedAt, expiresAt }: Key): readonly string[] {
  const place = app ? `${app.org}/${app.app}` : '*'
  const never = say({ en: 'never used', zh: '从未使用' })
  const used = lastUsedAt === undefined ? never : dateOf(lastUsedAt, io.timeZone)
  const ends = expiresAt === undefined ? '' : `${say({ en: 'ends', zh: '失效' })} ${dateOf(expiresAt, io.timeZone)}`
  return [id, name, role, place, used, ends]
}
