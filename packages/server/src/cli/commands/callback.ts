// `posthouse callback …`: rules, their secrets, dead letters and replay.
import { callbackEndpoints, type EndpointReply } from '@posthouse/protocol'
import { answered, type ClientCommand, type Flag, type Given, listed, word } from '../command.ts'
import { type AppConnection, connectApp } from '../connect.ts'
import { CommandError, exits, usageError } from '../exit.ts'
import { dateOf, table } from '../text.ts'
import { pageFlags, pageOf } from './page.ts'

type Rule = EndpointReply<typeof callbackEndpoints.callbackRuleGet>['rule']

const rule = { name: 'RULE', text: { en: "a rule's name or id", zh: '回调规则的名称或 ID' } } as const
const secretFlag: Flag = {
  name: 'secret',
  value: 'TEXT',
  text: { en: '8 to 128 printable characters; default: a random one', zh: '8 到 128 个可打印字符；默认随机生成' },
}
const statuses = ['success', 'fail', 'error'] as const
const states = ['waiting', 'delivered', 'dead'] as const

/** `callback add`. */
export const callbackAdd: ClientCommand = {
  name: 'callback add',
  section: 'callbacks',
  summary: { en: 'Report outcomes to a URL; its secret is shown this once', zh: '将结果回调到 URL；密钥只显示这一次' },
  arguments: [{ name: 'URL', text: { en: 'where callbacks are posted', zh: '接收回调的地址' } }],
  flags: [
    { name: 'name', value: 'NAME', text: { en: 'default: "default"', zh: '默认 "default"' } },
    {
      name: 'status',
      value: 'LIST',
      text: {
        en: 'success, fail, error, separated by commas; default: all',
        zh: 'success、fail、error，逗号分隔；默认全部',
      },
    },
    secretFlag,
  ],
  examples: [
    {
      line: 'posthouse callback add https://example.com/push-callback',
      text: { en: 'every outcome', zh: '所有结果' },
    },
    {
      line: 'posthouse callback add https://example.com/failed --name failed --status fail,error',
      text: { en: 'only what did not arrive', zh: '仅未送达的结果' },
    },
  ],
  async run(context) {
    const { given, say } = context
    const list = listOf(given, 'status', statuses)
    const secret = given.text('secret')
    const app = await connectApp(context)
    const created = await app.operate(callbackEndpoints.callbackRuleCreate, {
      body: {
        name: given.text('name') ?? 'default',
        url: word(given, 0),
        ...(list === undefined ? {} : { statuses: list }),
        ...(secret === undefined ? {} : { secret }),
      },
    })
    return answered(created, [
      say({
        en: `Rule ${created.rule.name} (${created.rule.id}) is on.`,
        zh: `规则 ${created.rule.name}（${created.rule.id}）已启用。`,
      }),
      ...secretLines(created),
      say({ en: 'The secret is not shown again: store it now.', zh: '密钥不会再次显示，请立即保存。' }),
    ])
  },
}

/** `callback list`. */
export const callbackList: ClientCommand = {
  name: 'callback list',
  section: 'callbacks',
  summary: { en: "The app's callback rules", zh: '列出应用的回调规则' },
  arguments: [],
  flags: [],
  examples: [{ line: 'posthouse callback list', text: { en: 'name, id, state, URL', zh: '名称、ID、状态、地址' } }],
  async run(context) {
    const app = await connectApp(context)
    const { rules } = await app.operate(callbackEndpoints.callbackRuleList)
    const rows = rules.map(one => [one.name, one.id, context.say(stateOf(one)), one.statuses.join(','), one.url])
    return answered(rules, listed(context, table(rows)))
  },
}

/** `callback remove`. */
export const callbackRemove: ClientCommand = {
  name: 'callback remove',
  section: 'callbacks',
  summary: { en: 'Remove a rule; what waits for it becomes dead letters', zh: '删除规则；等待中的回调转入失败存档' },
  arguments: [rule],
  flags: [],
  examples: [{ line: 'posthouse callback remove default', text: { en: 'by name', zh: '按名称' } }],
  async run(context) {
    const app = await connectApp(context)
    const found = await ruleOf(app, word(context.given, 0))
    await app.operate(callbackEndpoints.callbackRuleDelete, { params: { ruleId: found.id } })
    return answered({ removed: found.id }, [
      context.say({ en: `Rule ${found.name} is removed.`, zh: `规则 ${found.name} 已删除。` }),
    ])
  },
}

/** `callback rotate`. */
export const callbackRotate: ClientCommand = {
  name: 'callback rotate',
  section: 'callbacks',
  summary: {
    en: "Set a rule's new secret; the old one signs for another 24 hours",
    zh: '更换规则密钥；旧密钥继续签名 24 小时',
  },
  arguments: [rule],
  flags: [secretFlag],
  examples: [{ line: 'posthouse callback rotate default', text: { en: 'to a random secret', zh: '使用随机密钥' } }],
  async run(context) {
    const { given, say, io } = context
    const app = await connectApp(context)
    const found = await ruleOf(app, word(given, 0))
    const secret = given.text('secret')
    const rotated = await app.operate(callbackEndpoints.callbackRuleRotate, {
      params: { ruleId: found.id },
      body: secret === undefined ? {} : { secret },
    })
    const until = dateOf(rotated.previousUntil, io.timeZone)
    return answered(rotated, [
      ...secretLines(rotated),
      say({ en: `The old secret signs besides it until ${until}.`, zh: `旧密钥同时签名至 ${until}。` }),
    ])
  },
}

const selectionFlags: readonly Flag[] = [
  { name: 'rule', value: 'RULE', text: { en: 'only of this rule', zh: '仅此规则' } },
  { name: 'msg-id', value: 'ID', text: { en: 'only of this message', zh: '仅此消息' } },
  {
    name: 'from',
    value: 'TIME',
    text: { en: 'made at or after; 2026-11-21T14:00:00+08:00', zh: '创建时间不早于；2026-11-21T14:00:00+08:00' },
  },
  { name: 'until', value: 'TIME', text: { en: 'made before', zh: '创建时间早于' } },
]

/** `callback replay`. */
export const callbackReplay: ClientCommand = {
  name: 'callback replay',
  section: 'callbacks',
  summary: { en: 'Send callbacks again, with the same ids and bytes', zh: '重放回调，ID 与内容不变' },
  arguments: [],
  flags: [
    ...selectionFlags,
    {
      name: 'state',
      value: 'LIST',
      text: {
        en: 'dead (default), delivered, waiting, separated by commas',
        zh: 'dead（默认）、delivered、waiting，逗号分隔',
      },
    },
  ],
  examples: [
    { line: 'posthouse callback replay', text: { en: 'every dead letter', zh: '全部失败存档' } },
    {
      line: 'posthouse callback replay --state delivered --msg-id 1016382742184890368',
      text: { en: 'one message once more', zh: '再次发送一条消息的回调' },
    },
  ],
  async run(context) {
    const { given, say } = context
    const app = await connectApp(context)
    const list = listOf(given, 'state', states)
    const selection = await selectionOf(app, given)
    const body = { ...selection, ...(list === undefined ? {} : { states: list }) }
    const replayed = await app.operate(callbackEndpoints.callbackReplay, { body })
    const { count, more } = replayed
    return answered(replayed, [
      say({
        en: `${count} ${count === 1 ? 'callback is' : 'callbacks are'} being sent again.`,
        zh: `正在重放 ${count} 个回调。`,
      }),
      ...(more
        ? [say({ en: 'There may be more: narrow the time and repeat.', zh: '可能还有更多：请缩小时间范围后重复。' })]
        : []),
    ])
  },
}

/** `callback dead`. */
export const callbackDead: ClientCommand = {
  name: 'callback dead',
  section: 'callbacks',
  summary: { en: 'Callbacks that were given up, newest first', zh: '列出失败存档，最新的在前' },
  arguments: [],
  flags: [...selectionFlags, ...pageFlags],
  examples: [{ line: 'posthouse callback dead', text: { en: 'with the last error of each', zh: '含最后一次错误' } }],
  async run(context) {
    const { given, io } = context
    const { limit, cursor } = pageOf(given)
    const app = await connectApp(context)
    const selection = await selectionOf(app, given)
    const page = await app.operate(callbackEndpoints.callbackList, {
      query: { ...selection, states: 'dead', limit, ...(cursor === undefined ? {} : { cursor }) },
    })
    const rows = page.callbacks.map(one => {
      const last = one.tries.at(-1)
      const why = last?.httpStatus === undefined ? (last?.error ?? '') : String(last.httpStatus)
      return [dateOf(one.createdAt, io.timeZone), one.id, one.msgId, one.status, why]
    })
    const next = page.cursor === undefined ? [] : [`--cursor ${page.cursor}`]
    return answered(page, listed(context, [...table(rows), ...next]))
  },
}

function secretLines({ secret, webhookSecret }: { readonly secret: string; readonly webhookSecret: string }) {
  return table([
    ['security', secret],
    ['webhook-signature', webhookSecret],
  ])
}

function stateOf({ enabled, disabledBecause }: Rule): { readonly en: string; readonly zh: string } {
  if (enabled) return { en: 'on', zh: '已启用' }
  return disabledBecause === undefined
    ? { en: 'off', zh: '已停用' }
    : { en: `off: ${disabledBecause}`, zh: `已停用：${disabledBecause}` }
}

async function ruleOf(app: AppConnection, nameOrId: string): Promise<Rule> {
  const { rules } = await app.operate(callbackEndpoints.callbackRuleList)
  const found = rules.find(({ name, id }) => name === nameOrId || id === nameOrId)
  if (found) return found
  throw new CommandError(exits.failed, {
    en: `There is no callback rule ${nameOrId}; see \`posthouse callback list\`.`,
    zh: `没有回调规则 ${nameOrId}；参见 \`posthouse callback list\`。`,
  })
}

async function selectionOf(app: AppConnection, given: Given) {
  const named = given.text('rule')
  const msgId = given.text('msg-id')
  const from = timeOf(given, 'from')
  const until = timeOf(given, 'until')
  return {
    ...(named === undefined ? {} : { ruleId: (await ruleOf(app, named)).id }),
    ...(msgId === undefined ? {} : { msgId }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  }
}

function timeOf(given: Given, flag: string): number | undefined {
  const text = given.text(flag)
  if (text === undefined) return undefined
  const atMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isSafeInteger(atMs)) return atMs
  throw usageError({
    en: `--${flag} is no time; write it as 2026-11-21T14:00:00+08:00.`,
    zh: `--${flag} 不是有效时间；请写成 2026-11-21T14:00:00+08:00。`,
  })
}

function listOf<T extends string>(given: Given, flag: string, known: readonly T[]): T[] | undefined {
  const text = given.text(flag)
  if (text === undefined) return undefined
  const words = text.split(',')
  const list = known.filter(one => words.includes(one))
  if (list.length === new Set(words).size) return list
  const all = known.join(', ')
  throw usageError({ en: `--${flag} takes ${all}, separated by commas.`, zh: `--${flag} 可取 ${all}，以逗号分隔。` })
}
