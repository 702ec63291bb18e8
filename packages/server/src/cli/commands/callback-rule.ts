// `posthouse callback add`, `edit` and `list`: which events go where, and how. What the other commands of callbacks share about rules
// stands here as well.
import { callbackEndpoints, type EndpointReply } from '@posthouse/protocol'
import type { Bilingual } from '../../domain/reason.ts'
import { answered, type ClientCommand, type Flag, type Given, listed, word } from '../command.ts'
import { type AppConnection, connectApp } from '../connect.ts'
import { CommandError, exits } from '../exit.ts'
import { dateOf, table } from '../text.ts'
import { beforeFlags, beforeOf } from './callback-before.ts'
import { listOf } from './word-list.ts'

type Rule = EndpointReply<typeof callbackEndpoints.callbackRuleGet>['rule']

/** The argument that names a rule. */
export const rule = { name: 'RULE', text: { en: "a rule's name or id", zh: '回调规则的名称或 ID' } } as const

/** A secret of one's own. */
export const secretFlag: Flag = {
  name: 'secret',
  value: 'TEXT',
  text: { en: '8 to 128 printable characters; default: a random one', zh: '8 到 128 个可打印字符；默认随机生成' },
}

const statuses = ['success', 'fail', 'error'] as const
const events = ['push', 'chat', 'chat_offline', 'presence'] as const
const sources = ['sdk', 'rest'] as const
const kinds = [
  'text',
  'image',
  'voice',
  'location',
  'video',
  'file',
  'command',
  'custom',
  'combined',
  'unknown',
] as const
const policies = ['durable', 'easemob'] as const
const spellings = ['provider', 'plain'] as const

const ruleFlags: readonly Flag[] = [
  {
    name: 'event',
    value: 'LIST',
    text: {
      en: 'push, chat, chat_offline, presence, separated by commas; default: push',
      zh: 'push、chat、chat_offline、presence，逗号分隔；默认 push',
    },
  },
  {
    name: 'status',
    value: 'LIST',
    text: {
      en: 'success, fail, error, separated by commas; default: all',
      zh: 'success、fail、error，逗号分隔；默认全部',
    },
  },
  {
    name: 'source',
    value: 'LIST',
    text: { en: 'messages sent by: sdk, rest; default: both', zh: '消息来源：sdk、rest；默认全部' },
  },
  {
    name: 'message-type',
    value: 'LIST',
    text: { en: 'text, image, voice, …; default: all', zh: '消息类型：text、image、voice……；默认全部' },
  },
  {
    name: 'from',
    value: 'LIST',
    text: { en: 'only from these users; empty: from all', zh: '仅这些发送方；留空为全部' },
  },
  {
    name: 'to',
    value: 'LIST',
    text: { en: 'only to these users or groups; empty: to all', zh: '仅这些接收方（用户或群组）；留空为全部' },
  },
  {
    name: 'group',
    value: 'LIST',
    text: { en: 'only in these groups or rooms; empty: anywhere', zh: '仅这些群组或聊天室；留空为不限' },
  },
  {
    name: 'ext-key',
    value: 'LIST',
    text: { en: 'only with one of these keys in ext; empty: any', zh: '仅 ext 含其中一个键；留空为不限' },
  },
  {
    name: 'policy',
    value: 'NAME',
    choices: policies,
    text: {
      en: 'durable (default): tried for 75 hours; easemob: one retry, and bans',
      zh: 'durable（默认）：重试 75 小时；easemob：重试一次并可能封禁',
    },
  },
  {
    name: 'channel-names',
    value: 'NAME',
    choices: spellings,
    text: { en: 'provider (default): VIVOPUSH; plain: VIVO', zh: 'provider（默认）：VIVOPUSH；plain：VIVO' },
  },
  ...beforeFlags,
]

/** `callback add`. */
export const callbackAdd: ClientCommand = {
  name: 'callback add',
  section: 'callbacks',
  summary: { en: 'Report events to a URL; its secret is shown this once', zh: '将事件回调到 URL；密钥只显示这一次' },
  arguments: [{ name: 'URL', text: { en: 'where callbacks are posted', zh: '接收回调的地址' } }],
  flags: [
    { name: 'name', value: 'NAME', text: { en: 'default: "default"', zh: '默认 "default"' } },
    ...ruleFlags,
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
    {
      line: 'posthouse callback add https://example.com/im --name im --event chat,chat_offline --policy easemob',
      text: { en: 'messages, delivered as Easemob does', zh: '消息事件，投递方式与环信一致' },
    },
    {
      line: 'posthouse callback add https://example.com/check --name check --before text --on-failure block',
      text: { en: 'asked before a text is delivered', zh: '文本消息发送前先询问' },
    },
  ],
  async run(context) {
    const { given, say } = context
    const members = membersOf(given)
    const secret = given.text('secret')
    const app = await connectApp(context)
    const created = await app.operate(callbackEndpoints.callbackRuleCreate, {
      body: {
        name: given.text('name') ?? 'default',
        url: word(given, 0),
        ...members,
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

/** `callback edit`. */
export const callbackEdit: ClientCommand = {
  name: 'callback edit',
  section: 'callbacks',
  summary: { en: 'Change a rule; --on also ends a ban', zh: '修改规则；--on 同时解除封禁' },
  arguments: [rule],
  flags: [
    { name: 'url', value: 'URL', text: { en: 'where callbacks are posted', zh: '接收回调的地址' } },
    { name: 'on', text: { en: 'switch it on', zh: '启用' } },
    { name: 'off', text: { en: 'switch it off; what waits is kept', zh: '停用；等待中的回调会保留' } },
    ...ruleFlags,
  ],
  examples: [
    { line: 'posthouse callback edit default --off', text: { en: 'for a while', zh: '暂停' } },
    { line: 'posthouse callback edit default --on', text: { en: 'again; a ban is over', zh: '恢复，并解除封禁' } },
  ],
  async run(context) {
    const { given, say, io } = context
    const members = membersOf(given)
    const url = given.text('url')
    const enabled = given.isOn('on') ? { enabled: true } : given.isOn('off') ? { enabled: false } : {}
    const app = await connectApp(context)
    const found = await ruleOf(app, word(given, 0))
    const edited = await app.operate(callbackEndpoints.callbackRuleEdit, {
      params: { ruleId: found.id },
      body: { ...members, ...enabled, ...(url === undefined ? {} : { url }) },
    })
    const state = say(stateOf(edited.rule, io.timeZone))
    return answered(edited, [
      say({ en: `Rule ${found.name} is changed: ${state}.`, zh: `规则 ${found.name} 已修改：${state}。` }),
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
  examples: [
    { line: 'posthouse callback list', text: { en: 'name, id, state, events, URL', zh: '名称、ID、状态、事件、地址' } },
  ],
  async run(context) {
    const app = await connectApp(context)
    const { rules } = await app.operate(callbackEndpoints.callbackRuleList)
    const rows = rules.map(one => [
      one.name,
      one.id,
      context.say(stateOf(one, context.io.timeZone)),
      wantedOf(one),
      one.url,
    ])
    return answered(rules, listed(context, table(rows)))
  },
}

/** Finds a rule, or says that there is none. */
export async function ruleOf(app: AppConnection, nameOrId: string): Promise<Rule> {
  const { rules } = await app.operate(callbackEndpoints.callbackRuleList)
  const found = rules.find(({ name, id }) => name === nameOrId || id === nameOrId)
  if (found) return found
  throw new CommandError(exits.failed, {
    en: `There is no callback rule ${nameOrId}; see \`posthouse callback list\`.`,
    zh: `没有回调规则 ${nameOrId}；参见 \`posthouse callback list\`。`,
  })
}

/** A secret in both of its forms. */
export function secretLines({ secret, webhookSecret }: { readonly secret: string; readonly webhookSecret: string }) {
  return table([
    ['security', secret],
    ['webhook-signature', webhookSecret],
  ])
}

/** Ids or keys; none of them takes the filter away. */
function valuesOf(given: Given, flag: string): string[] | undefined {
  const text = given.text(flag)
  return text === '' ? [] : text?.split(',')
}

function membersOf(given: Given) {
  const members = {
    events: listOf(given, 'event', events),
    statuses: listOf(given, 'status', statuses),
    sources: listOf(given, 'source', sources),
    messageTypes: listOf(given, 'message-type', kinds),
    from: valuesOf(given, 'from'),
    to: valuesOf(given, 'to'),
    groups: valuesOf(given, 'group'),
    extKeys: valuesOf(given, 'ext-key'),
    policy: listOf(given, 'policy', policies)?.[0],
    channelNames: listOf(given, 'channel-names', spellings)?.[0],
    before: beforeOf(given),
  }
  const isGiven = ([, member]: readonly [string, unknown]) => member !== undefined
  return Object.fromEntries(Object.entries(members).filter(isGiven)) as {
    [K in keyof typeof members]?: Exclude<(typeof members)[K], undefined>
  }
}

function wantedOf({ events: wanted, statuses: outcomes, before }: Rule): string {
  if (before) return `before:${before.messageTypes.join(',')}`
  return wanted.flatMap(one => (one === 'push' ? outcomes : [one])).join(',')
}

function stateOf({ enabled, disabledBecause, bannedUntil }: Rule, timeZone: string): Bilingual {
  if (!enabled) {
    return disabledBecause === undefined
      ? { en: 'off', zh: '已停用' }
      : { en: `off: ${disabledBecause}`, zh: `已停用：${disabledBecause}` }
  }
  if (bannedUntil === undefined) return { en: 'on', zh: '已启用' }
  const until = dateOf(bannedUntil, timeZone)
  return { en: `banned until ${until}`, zh: `封禁至 ${until}` }
}
