// `posthouse user settings` and `posthouse user quiet`: how a user wants to be notified, and when not at all.
import { userEndpoints, userSettingEndpoints } from '@posthouse/protocol'
import { answered, type ClientCommand, type Context, type Given, word } from '../command.ts'
import { type AppConnection, connectApp } from '../connect.ts'
import { usageError } from '../exit.ts'
import { dateOf, table } from '../text.ts'

const user = { name: 'USER', text: { en: 'the user id', zh: '用户 ID' } } as const
/** Most conversations that are shown. */
const conversationsMax = 100

/** `user settings`. */
export const userSettings: ClientCommand = {
  name: 'user settings',
  section: 'apps',
  summary: { en: 'How a user wants to be notified', zh: '查看用户的通知设置' },
  notes: {
    en: 'Hours are those of the server’s time zone; the end of a pause is shown in this terminal’s. Of conversations with a mode of their own, the first 100 are shown.',
    zh: '时段按服务器的时区解释；暂停的结束时间按本终端的时区显示。有单独设置的会话只显示前 100 个。',
  },
  arguments: [user],
  flags: [],
  examples: [{ line: 'posthouse user settings alice', text: { en: 'all of them', zh: '全部设置' } }],
  async run(context) {
    const app = await connectApp(context)
    return answer(context, await settingsOf(app, word(context.given, 0)))
  },
}

/** `user quiet`. */
export const userQuiet: ClientCommand = {
  name: 'user quiet',
  section: 'apps',
  summary: { en: 'Set or end the quiet hours of a user', zh: '设置或取消用户的免打扰时段' },
  notes: {
    en: 'Hours are daily, by the server’s time zone; an end before the beginning is on the next day.',
    zh: '时段每天生效，按服务器的时区解释；结束早于开始表示次日。',
  },
  arguments: [user],
  flags: [
    {
      name: 'from',
      value: 'HH:MM',
      text: { en: 'the daily beginning, with --until', zh: '每天的开始时间，需配合 --until' },
    },
    { name: 'until', value: 'HH:MM', text: { en: 'the daily end', zh: '每天的结束时间' } },
    {
      name: 'for',
      value: '2h|30m',
      text: { en: 'once, from now on; at most 7 days (168h)', zh: '从现在起一次性暂停，最长 7 天（168h）' },
    },
    { name: 'off', text: { en: 'end all of them', zh: '全部取消' } },
  ],
  examples: [
    { line: 'posthouse user quiet alice --from 22:00 --until 7:00', text: { en: 'quiet nights', zh: '夜间免打扰' } },
    { line: 'posthouse user quiet alice --for 2h', text: { en: 'two hours from now', zh: '接下来两小时' } },
    { line: 'posthouse user quiet alice --off', text: { en: 'notify again', zh: '恢复通知' } },
  ],
  async run(context) {
    const username = word(context.given, 0)
    const body = changeOf(context.given)
    const app = await connectApp(context)
    await app.call(userSettingEndpoints.modeSet, { params: { username, chattype: 'user', key: username }, body })
    if (context.given.isOn('off'))
      await app.call(userEndpoints.userEdit, { params: { username }, body: { notification_no_disturbing: false } })
    return answer(context, await settingsOf(app, username))
  },
}

function changeOf(given: Given): { ignoreInterval?: string; ignoreDuration?: number } {
  const [from, until, length] = ['from', 'until', 'for'].map(name => given.text(name))
  const ways = [from !== undefined || until !== undefined, length !== undefined, given.isOn('off')]
  if (ways.filter(isGiven => isGiven).length !== 1 || (from === undefined) !== (until === undefined))
    throw usageError({
      en: 'user quiet: give --from with --until, or --for, or --off.',
      zh: 'user quiet：请给出 --from 和 --until，或 --for，或 --off。',
    })
  if (given.isOn('off')) return { ignoreInterval: '', ignoreDuration: 0 }
  return length === undefined ? { ignoreInterval: `${from}-${until}` } : { ignoreDuration: lengthMs(length) }
}

function lengthMs(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,4})([hm])$/.exec(text) ?? []
  if (count === undefined)
    throw usageError({ en: '--for must be such as 2h or 30m.', zh: '--for 的格式如 2h 或 30m。' })
  return Number(count) * (unit === 'h' ? 3_600_000 : 60_000)
}

type Shown = Awaited<ReturnType<typeof settingsOf>>

async function settingsOf(app: AppConnection, username: string) {
  const params = { username }
  const { reply: found } = await app.call(userEndpoints.userGet, { params })
  const own = { username, chattype: 'user', key: username } as const
  const { reply: mode } = await app.call(userSettingEndpoints.modeGet, { params: own })
  const { reply: language } = await app.call(userSettingEndpoints.languageGet, { params })
  const { reply: template } = await app.call(userSettingEndpoints.templateChosen, { params })
  const query = { limit: conversationsMax }
  const { reply: conversations } = await app.call(userSettingEndpoints.modeList, { params, query })
  const entity = found.entities[0]
  const hours = [entity?.notification_no_disturbing_start ?? 0, entity?.notification_no_disturbing_end ?? 0]
  return {
    username,
    nickname: entity?.nickname ?? '',
    displayStyle: entity?.notification_display_style ?? 0,
    mode: mode.data.type,
    quietDaily: mode.data.ignoreInterval ?? '',
    quietUntilMs: mode.data.ignoreDuration ?? 0,
    quietHours: entity?.notification_no_disturbing ? `${hours[0]}–${hours[1]}` : '',
    language: language.data.language,
    template: template.data.templateName,
    conversations: conversations.data,
  }
}

function answer({ say, io }: Context, shown: Shown) {
  const lines: readonly (readonly [en: string, zh: string, value: string])[] = [
    ['nickname', '昵称', shown.nickname],
    ['display style', '展示方式', String(shown.displayStyle)],
    ['mode', '通知方式', shown.mode],
    ['quiet every day', '每日免打扰', shown.quietDaily],
    ['quiet until', '免打扰至', shown.quietUntilMs === 0 ? '' : dateOf(shown.quietUntilMs, io.timeZone)],
    ['quiet hours (older)', '免打扰时段（旧）', shown.quietHours],
    ['language', '语言', shown.language],
    ['template', '模板', shown.template],
    ...shown.conversations.map(one =>
      'user' in one
        ? ([`with ${one.user}`, `与 ${one.user}`, one.value] as const)
        : ([`group ${one.group}`, `群组 ${one.group}`, one.value] as const),
    ),
  ]
  const set = lines.filter(([, , value]) => value !== '')
  return answered(shown, table(set.map(([en, zh, value]) => [say({ en, zh }), value])))
}
