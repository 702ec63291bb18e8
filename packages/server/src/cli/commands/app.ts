// `posthouse app …`: create, list and show apps.
import { appEndpoints, type EndpointReply, operationEndpoints } from '@posthouse/protocol'
import { answered, type ClientCommand, type Lang, listed, word } from '../command.ts'
import { appRef, connect, connectApp } from '../connect.ts'
import { usageError } from '../exit.ts'
import { dateOf, table } from '../text.ts'
import { changeOf, settingFlags, settingRows } from './app-settings.ts'
import { categoryFlag, categoryOf } from './category.ts'
import { pageFlags, pageOf } from './page.ts'

type AppView = EndpointReply<typeof appEndpoints.appGet>['app']

/** `app create`. */
export const appCreate: ClientCommand = {
  name: 'app create',
  section: 'apps',
  summary: { en: 'Create an app; its secrets are shown this once', zh: '创建应用；密钥只显示这一次' },
  arguments: [
    {
      name: 'ORG/APP',
      text: { en: 'organisation and name; both stand in every path', zh: '组织名和应用名；二者出现在所有路径中' },
    },
  ],
  flags: [
    {
      name: 'open-registration',
      text: { en: 'anybody may register one user without a token', zh: '允许任何人无需 token 注册单个用户' },
    },
    categoryFlag({ en: 'the category of notifications that name none', zh: '未指定分类的通知所属的分类' }),
  ],
  examples: [
    { line: 'posthouse app create acme/chat', text: { en: 'an app named acme#chat', zh: '创建应用 acme#chat' } },
  ],
  async run(context) {
    const { given, say } = context
    const { org, name } = appRef(word(given, 0))
    const openRegistration = given.isOn('open-registration')
    const defaultCategory = categoryOf(given)
    const created = await connect(context).operate(appEndpoints.appCreate, {
      body: { org, name, openRegistration, ...(defaultCategory === undefined ? {} : { defaultCategory }) },
    })
    const { app, clientSecret, appSign, serverSecret } = created
    return answered(created, [
      ...table([
        ['appkey', app.appkey],
        ['AppID', String(app.id)],
        ['AppSign', appSign],
        ['ServerSecret', serverSecret],
        ['client id', app.clientId],
        ['client secret', clientSecret],
      ]),
      say({ en: 'The secrets are not shown again: store them now.', zh: '密钥不会再次显示，请立即保存。' }),
    ])
  },
}

/** `app list`. */
export const appList: ClientCommand = {
  name: 'app list',
  section: 'apps',
  summary: { en: 'Apps in order of AppID', zh: '按 AppID 顺序列出应用' },
  arguments: [],
  flags: pageFlags,
  examples: [{ line: 'posthouse app list', text: { en: 'the first page', zh: '第一页' } }],
  async run(context) {
    const { limit, cursor } = pageOf(context.given)
    const query = { limit, ...(cursor === undefined ? {} : { cursor: Number(cursor) }) }
    const page = await connect(context).operate(appEndpoints.appList, { query })
    const next = page.cursor === undefined ? [] : [`--cursor ${page.cursor}`]
    const rows = page.apps.map(({ id, org, name }) => [String(id), `${org}/${name}`])
    return answered(page, listed(context, [...table(rows), ...next]))
  },
}

/** `app show`. */
export const appShow: ClientCommand = {
  name: 'app show',
  section: 'apps',
  summary: { en: 'Show one app, without its secrets', zh: '显示一个应用（不含密钥）' },
  arguments: [],
  flags: [],
  examples: [{ line: 'posthouse app show --app acme/chat', text: { en: 'ids and settings', zh: '标识与设置' } }],
  async run(context) {
    const connected = await connectApp(context)
    const shown = await connected.operate(appEndpoints.appGet)
    return answered(shown, table(rowsOf(shown.app, context.lang, context.io.timeZone)))
  },
}

/** `app set`. */
export const appSet: ClientCommand = {
  name: 'app set',
  section: 'apps',
  summary: { en: 'Change the settings of an app', zh: '修改应用设置' },
  arguments: [],
  flags: [
    categoryFlag(
      {
        en: 'the category of notifications that name none; none takes it away',
        zh: '未指定分类的通知所属的分类；none 表示取消',
      },
      'none',
    ),
    ...settingFlags,
  ],
  examples: [
    {
      line: 'posthouse app set --category im',
      text: { en: 'counts for pushes from now on', zh: '对此后的推送生效' },
    },
    {
      line: 'posthouse app set --rate pushSync=10 --rate pushSingle=off',
      text: {
        en: 'ten sync pushes a second, and as many single ones as come',
        zh: '每秒 10 次同步推送，单接口推送不限',
      },
    },
    {
      line: 'posthouse app set --quota users=100,allPushesPerDay=100',
      text: { en: 'the limits of a plan', zh: '套餐限制' },
    },
  ],
  async run(context) {
    const { given } = context
    const defaultCategory = given.text('category') === 'none' ? null : categoryOf(given)
    const body = { ...changeOf(given), ...(defaultCategory === undefined ? {} : { defaultCategory }) }
    if (Object.keys(body).length === 0) {
      throw usageError({
        en: 'app set: name what to set; see `posthouse help app set`.',
        zh: 'app set：请指定要修改的设置；参见 `posthouse help app set`。',
      })
    }
    const app = await connectApp(context)
    const changed = await app.operate(appEndpoints.appSettings, { body })
    return answered(changed, table(rowsOf(changed.app, context.lang, context.io.timeZone)))
  },
}

/** `app token`. */
export const appToken: ClientCommand = {
  name: 'app token',
  section: 'apps',
  summary: { en: 'Issue a short-lived app token, for a request by hand', zh: '签发短期应用 token，用于手工请求' },
  notes: {
    en: "An app's own server gets its token with client id and client secret: POST /{org}/{app}/token.",
    zh: '应用服务器应使用 client id 与 client secret 获取 token：POST /{org}/{app}/token。',
  },
  arguments: [],
  flags: [
    {
      name: 'ttl',
      value: 'SECONDS',
      text: { en: 'how long it is good, at most a day; default 600', zh: '有效秒数，最长一天；默认 600' },
    },
  ],
  examples: [{ line: 'TOKEN=$(posthouse app token)', text: { en: 'in a shell', zh: '在 shell 中使用' } }],
  async run(context) {
    const ttl = context.given.text('ttl')
    if (ttl !== undefined && !/^[1-9]\d{0,4}$/.test(ttl)) {
      throw usageError({ en: '--ttl must be a number of seconds.', zh: '--ttl 必须是秒数。' })
    }
    const app = await connectApp(context)
    const body = ttl === undefined ? {} : { ttlSeconds: Number(ttl) }
    const issued = await app.operate(operationEndpoints.appTokenIssue, { body })
    return answered(issued, [issued.token])
  },
}

function rowsOf(app: AppView, lang: Lang, timeZone: string): readonly (readonly string[])[] {
  const yes = { en: 'yes', zh: '是' }[lang]
  const no = { en: 'no', zh: '否' }[lang]
  return [
    ['appkey', app.appkey],
    ['AppID', String(app.id)],
    ['uuid', app.uuid],
    ['client id', app.clientId],
    [{ en: 'open registration', zh: '开放注册' }[lang], app.settings.openRegistration ? yes : no],
    [{ en: 'may push', zh: '允许推送' }[lang], app.settings.pushOpen ? yes : no],
    [{ en: 'category', zh: '默认分类' }[lang], app.settings.defaultCategory ?? { en: 'none', zh: '无' }[lang]],
    ...settingRows(app.settings, lang),
    [{ en: 'created', zh: '创建时间' }[lang], dateOf(app.createdAt, timeZone)],
  ]
}
