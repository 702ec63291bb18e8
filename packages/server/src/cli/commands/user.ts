// `posthouse user …`: register and list users.
import { userEndpoints } from '@posthouse/protocol'
import { answered, type ClientCommand, listed, word } from '../command.ts'
import { connectApp } from '../connect.ts'
import { dateOf, table } from '../text.ts'
import { pageFlags, pageOf } from './page.ts'

/** Random bytes of a password that was not given. */
const passwordBytes = 12

/** `user create`. */
export const userCreate: ClientCommand = {
  name: 'user create',
  section: 'apps',
  summary: { en: 'Register a user', zh: '注册用户' },
  arguments: [{ name: 'USER', text: { en: 'the user id', zh: '用户 ID' } }],
  flags: [
    {
      name: 'password',
      value: 'TEXT',
      text: { en: 'default: a random one, shown once', zh: '默认随机生成，只显示一次' },
    },
    { name: 'nickname', value: 'TEXT', text: { en: 'the push nickname', zh: '推送昵称' } },
  ],
  examples: [{ line: 'posthouse user create alice', text: { en: 'with a random password', zh: '使用随机密码' } }],
  async run(context) {
    const { given, io, say } = context
    const username = word(given, 0)
    const password = given.text('password') ?? Buffer.from(io.random.bytes(passwordBytes)).toString('base64url')
    const nickname = given.text('nickname')
    const body = { username, password, ...(nickname === undefined ? {} : { nickname }) }
    const app = await connectApp(context)
    const { reply } = await app.call(userEndpoints.userRegister, { body })
    const created = reply.entities[0]?.username ?? username
    const shown = given.text('password') === undefined ? { password } : {}
    return answered({ username: created, ...shown }, [
      say({ en: `User ${created} is registered.`, zh: `用户 ${created} 已注册。` }),
      ...Object.values(shown).map(text => say({ en: `Password: ${text}`, zh: `密码：${text}` })),
    ])
  },
}

/** `user list`. */
export const userList: ClientCommand = {
  name: 'user list',
  section: 'apps',
  summary: { en: 'Users in order of name', zh: '按名称顺序列出用户' },
  arguments: [],
  flags: pageFlags,
  examples: [{ line: 'posthouse user list --limit 100', text: { en: 'the first hundred', zh: '前一百个' } }],
  async run(context) {
    const { limit, cursor } = pageOf(context.given)
    const app = await connectApp(context)
    const { reply } = await app.call(userEndpoints.userList, {
      query: { limit, ...(cursor === undefined ? {} : { cursor }) },
    })
    const banned = context.say({ en: 'banned', zh: '已封禁' })
    const rows = reply.entities.map(user => [
      user.username,
      user.nickname ?? '',
      user.activated ? '' : banned,
      dateOf(user.created, context.io.timeZone),
    ])
    const next = reply.cursor === undefined ? [] : [`--cursor ${reply.cursor}`]
    return answered(
      { users: reply.entities, ...(reply.cursor === undefined ? {} : { cursor: reply.cursor }) },
      listed(context, [...table(rows), ...next]),
    )
  },
}
