// `posthouse callback …`: a rule's end and its secret, dead letters and replay. Making rules is callback-rule.ts.
import { callbackEndpoints, type EndpointInput } from '@posthouse/protocol'
import { answered, type ClientCommand, type Flag, type Given, listed, word } from '../command.ts'
import { type AppConnection, connectApp } from '../connect.ts'
import { usageError } from '../exit.ts'
import { dateOf, table } from '../text.ts'
import { rule, ruleOf, secretFlag, secretLines } from './callback-rule.ts'
import { pageFlags, pageOf } from './page.ts'
import { listOf } from './word-list.ts'

const states = ['waiting', 'delivered', 'dead'] as const

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
    const replayed = await replayAll(app, body)
    const { count } = replayed
    return answered(replayed, [
      say({
        en: `${count} ${count === 1 ? 'callback is' : 'callbacks are'} being sent again.`,
        zh: `正在重放 ${count} 个回调。`,
      }),
    ])
  },
}

type ReplayBody = EndpointInput<typeof callbackEndpoints.callbackReplay>['body']

/** Call by call, to the end. */
async function replayAll(
  app: AppConnection,
  body: ReplayBody,
): Promise<{ readonly replayId: string; readonly count: number }> {
  let { replayId, count, cursor } = await app.operate(callbackEndpoints.callbackReplay, { body })
  while (cursor !== undefined) {
    const next = await app.operate(callbackEndpoints.callbackReplay, { body: { ...body, cursor } })
    count += next.count
    cursor = next.cursor
  }
  return { replayId, count }
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
      return [dateOf(one.createdAt, io.timeZone), one.id, one.msgId ?? '', one.status ?? one.event, why]
    })
    const next = page.cursor === undefined ? [] : [`--cursor ${page.cursor}`]
    return answered(page, listed(context, [...table(rows), ...next]))
  },
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
