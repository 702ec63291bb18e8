// `posthouse template …`: create, list, show and delete push templates.
import { templateEndpoints } from '@posthouse/protocol'
import { type Argument, answered, type ClientCommand, type Context, listed, word } from '../command.ts'
import { connectApp } from '../connect.ts'
import { usageError } from '../exit.ts'
import { dateOf, table } from '../text.ts'
import { pageFlags, pageOf } from './page.ts'

const nameArgument: Argument = {
  name: 'NAME',
  text: { en: 'letters and digits, at most 64', zh: '字母和数字，最多 64 个字符' },
}

/** `template create`. */
export const templateCreate: ClientCommand = {
  name: 'template create',
  section: 'sending',
  summary: { en: 'Create a push template', zh: '创建推送模板' },
  notes: {
    en: '{0}, {1}, … stand for the arguments of a message; {$fromNickname}, {$dynamicFrom} and {$msg} for its sender and its text. The names `default` and `detail` are used without being named.',
    zh: '{0}、{1} 等代表消息携带的参数；{$fromNickname}、{$dynamicFrom} 和 {$msg} 代表发送方和消息内容。名称 `default` 和 `detail` 会被自动使用。',
  },
  arguments: [nameArgument],
  flags: [
    { name: 'title', value: 'PATTERN', text: { en: 'required; at most 256 characters', zh: '必填；最多 256 个字符' } },
    {
      name: 'content',
      value: 'PATTERN',
      text: { en: 'required; at most 1024 characters', zh: '必填；最多 1024 个字符' },
    },
  ],
  examples: [
    {
      line: "posthouse template create detail --title 'New message' --content '{$fromNickname}: {$msg}'",
      text: { en: 'what display style 1 shows', zh: '展示样式 1 的内容' },
    },
  ],
  async run(context) {
    const { given, say } = context
    const name = word(given, 0)
    const body = { name, title_pattern: demanded(context, 'title'), content_pattern: demanded(context, 'content') }
    const app = await connectApp(context)
    const { reply } = await app.call(templateEndpoints.templateCreate, { body })
    return answered(reply.data, [say({ en: `Template ${name} is created.`, zh: `模板 ${name} 已创建。` })])
  },
}

/** `template list`. */
export const templateList: ClientCommand = {
  name: 'template list',
  section: 'sending',
  summary: { en: 'Templates in order of name', zh: '按名称顺序列出推送模板' },
  arguments: [],
  flags: pageFlags,
  examples: [{ line: 'posthouse template list', text: { en: 'the first twenty', zh: '前二十个' } }],
  async run(context) {
    const { limit, cursor } = pageOf(context.given)
    const app = await connectApp(context)
    const { reply } = await app.call(templateEndpoints.templateList, {
      query: { limit, ...(cursor === undefined ? {} : { cursor }) },
    })
    const rows = reply.data.map(({ name, title_pattern, content_pattern }) => [name, title_pattern, content_pattern])
    const next = reply.cursor === undefined ? [] : [`--cursor ${reply.cursor}`]
    return answered(
      { templates: reply.data, ...(reply.cursor === undefined ? {} : { cursor: reply.cursor }) },
      listed(context, [...table(rows), ...next]),
    )
  },
}

/** `template show`. */
export const templateShow: ClientCommand = {
  name: 'template show',
  section: 'sending',
  summary: { en: 'Show a push template', zh: '查看推送模板' },
  arguments: [nameArgument],
  flags: [],
  examples: [{ line: 'posthouse template show detail', text: { en: 'patterns and dates', zh: '模板内容与时间' } }],
  async run(context) {
    const app = await connectApp(context)
    const { reply } = await app.call(templateEndpoints.templateGet, { params: { name: word(context.given, 0) } })
    const { title_pattern: title, content_pattern: content, createAt, updateAt } = reply.data
    const { say, io } = context
    const rows = [
      [say({ en: 'title', zh: '标题' }), title],
      [say({ en: 'content', zh: '内容' }), content],
      [say({ en: 'created', zh: '创建于' }), dateOf(createAt, io.timeZone)],
      [say({ en: 'changed', zh: '修改于' }), dateOf(updateAt, io.timeZone)],
    ]
    return answered(reply.data, table(rows))
  },
}

/** `template delete`. */
export const templateDelete: ClientCommand = {
  name: 'template delete',
  section: 'sending',
  summary: { en: 'Delete a push template', zh: '删除推送模板' },
  arguments: [nameArgument],
  flags: [],
  examples: [
    {
      line: 'posthouse template delete promo1',
      text: { en: 'messages that name it use the next text', zh: '指定该模板的消息将使用次优先的文案' },
    },
  ],
  async run(context) {
    const name = word(context.given, 0)
    const app = await connectApp(context)
    const { reply } = await app.call(templateEndpoints.templateDelete, { params: { name } })
    return answered(reply.data, [context.say({ en: `Template ${name} is deleted.`, zh: `模板 ${name} 已删除。` })])
  },
}

function demanded({ given }: Context, flag: string): string {
  const text = given.text(flag)
  if (text !== undefined && text !== '') return text
  throw usageError({ en: `template create: --${flag} is missing.`, zh: `template create：缺少 --${flag}。` })
}
