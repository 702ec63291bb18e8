// `posthouse trace` and `posthouse messages`: why did it not arrive?
import { traceEndpoints } from '@posthouse/protocol'
import { answered, type ClientCommand, type Given, listed, word } from '../command.ts'
import { type AppConnection, connectApp } from '../connect.ts'
import { CommandError, exits, usageError } from '../exit.ts'
import { follow } from '../follow.ts'
import { dateOf, harmless, table } from '../text.ts'
import { traceLines } from '../trace-text.ts'
import { pageFlags, pageOf } from './page.ts'
import { followedAnswer } from './push.ts'

/** `trace`. */
export const trace: ClientCommand = {
  name: 'trace',
  section: 'sending',
  summary: { en: 'Everything recorded about one message, with what to do', zh: '一条消息的全部记录及处理建议' },
  arguments: [{ name: 'MSG_ID', optional: true, text: { en: "the message's id", zh: '消息 ID' } }],
  flags: [
    {
      name: 'user',
      value: 'USER',
      text: { en: "instead of MSG_ID: the user's last message", zh: '代替 MSG_ID：用户的最后一条消息' },
    },
    { name: 'follow', text: { en: 'go on until the end', zh: '持续跟踪直到结束' } },
    { name: 'details', text: { en: 'bodies and answers in full', zh: '完整显示请求与响应内容' } },
  ],
  examples: [{ line: 'posthouse trace 1016382742184890368', text: { en: 'every hop so far', zh: '目前的每一步' } }],
  async run(context) {
    const { given, lang, io } = context
    const style = { lang, timeZone: io.timeZone, details: given.isOn('details') }
    const app = await connectApp(context)
    const msgId = await msgIdOf(app, given)
    if (given.isOn('follow')) return followedAnswer(context, await follow(context, app, msgId, style))
    const found = await app.operate(traceEndpoints.messageTrace, { params: { msgId } })
    return answered(found, traceLines(found, style))
  },
}

async function msgIdOf(app: AppConnection, given: Given): Promise<string> {
  const [msgId] = given.words
  const username = given.text('user')
  if (msgId !== undefined && username === undefined) return msgId
  if (username === undefined || msgId !== undefined) {
    throw usageError({ en: 'trace: give either MSG_ID or --user.', zh: 'trace：请提供 MSG_ID 或 --user 之一。' })
  }
  const query = { limit: 1 }
  const { messages: latest } = await app.operate(traceEndpoints.userMessages, { params: { username }, query })
  const [last] = latest
  if (last) return last.msgId
  throw new CommandError(exits.failed, {
    en: `No message to ${username} is recorded; check the user id and --app.`,
    zh: `没有发给 ${username} 的消息记录；请检查用户 ID 与 --app。`,
  })
}

/** `messages`. */
export const messages: ClientCommand = {
  name: 'messages',
  section: 'sending',
  summary: { en: "A user's latest messages, newest first", zh: '用户最近的消息，最新的在前' },
  notes: {
    en: 'Of tasks it shows those of the latest 50 that started within 30 days; for others see `posthouse task user`.',
    zh: '任务消息只列出 30 天内开始的最近 50 个任务；其余请使用 `posthouse task user`。',
  },
  arguments: [{ name: 'USER', text: { en: 'the user id', zh: '用户 ID' } }],
  flags: pageFlags,
  examples: [
    { line: 'posthouse messages test1', text: { en: 'with the ids for `trace`', zh: '含 `trace` 所需的 ID' } },
  ],
  async run(context) {
    const { limit, cursor } = pageOf(context.given)
    const app = await connectApp(context)
    const page = await app.operate(traceEndpoints.userMessages, {
      params: { username: word(context.given, 0) },
      query: { limit, ...(cursor === undefined ? {} : { cursor }) },
    })
    const rows = page.messages.map(({ acceptedAt, msgId, source, taskId, title }) => [
      dateOf(acceptedAt, context.io.timeZone),
      msgId,
      taskId === undefined ? source : `${source} ${taskId}`,
      harmless(title),
    ])
    const next = page.cursor === undefined ? [] : [`--cursor ${page.cursor}`]
    return answered(page, listed(context, [...table(rows), ...next]))
  },
}
