// The settings of an app as flags of `app set` and as lines of `app show`. A value `default` gives a setting back to its default.
import { type RateName, rates } from '@posthouse/protocol'
import type { Bilingual } from '../../domain/reason.ts'
import type { Flag, Given, Lang } from '../command.ts'
import { usageError } from '../exit.ts'
import { type Change, choice, numberOf, onOff, type Setting, type Shown } from './app-setting.ts'
import { chatSettings } from './chat-settings.ts'

const quotaNames = [
  'users',
  'pushesPerMinute',
  'labelPushesPerMinute',
  'allPushesPerMinute',
  'allPushesPerDay',
] as const satisfies readonly (keyof NonNullable<Change['quotas']>)[]
const rateNames = Object.keys(rates) as readonly RateName[]

const settings: readonly Setting[] = [
  {
    flag: {
      name: 'rate',
      value: 'GROUP=CALLS',
      repeats: true,
      text: {
        en: `calls per window, off or default; GROUP: all, ${rateNames.join(', ')}; may be given several times`,
        zh: `每个时间窗口允许的调用次数，或 off、default；GROUP：all、${rateNames.join('、')}；可多次给出`,
      },
    },
    change: value => ({ rates: pairs('rate', value, rateNames, 0) }),
    label: { en: 'rates', zh: '调用频率' },
    shown: ({ rates: own }, lang) =>
      listOf(own, (name, calls) => `${name} ${calls === 0 ? 'off' : perWindow(name, calls)}`) ??
      { en: 'as documented', zh: '默认' }[lang],
  },
  {
    flag: {
      name: 'quota',
      value: 'NAME=NUMBER',
      repeats: true,
      text: {
        en: `a quota of the plan, or off; NAME: ${quotaNames.join(', ')}; may be given several times`,
        zh: `套餐配额，或 off；NAME：${quotaNames.join('、')}；可多次给出`,
      },
    },
    change: value => ({ quotas: pairs('quota', value, quotaNames, null) }),
    label: { en: 'quotas', zh: '套餐配额' },
    shown: ({ quotas }, lang) => listOf(quotas, (name, limit) => `${name} ${limit}`) ?? { en: 'none', zh: '无' }[lang],
  },
  {
    flag: choice('rate-status', ['429', '403'], {
      en: 'what too many calls are answered with',
      zh: '超出调用频率时的状态码',
    }),
    change: value => ({ rateStatus: value === 'default' ? null : value === '403' ? 403 : 429 }),
    label: { en: 'too many calls', zh: '超频状态码' },
    shown: ({ rateStatus }) => String(rateStatus ?? 429),
  },
  numbered('tasks-running', 'runningMax', 3, { en: 'tasks at the same time', zh: '同时进行的任务数' }),
  numbered('tasks-created', 'createdMax', 3, { en: 'tasks created in 5 minutes', zh: '5 分钟内创建的任务数' }),
  {
    flag: choice('any-start', ['on', 'off'], {
      en: 'a task may start at any time to come, not only 1 hour to 30 days ahead',
      zh: '任务可在将来任意时间开始，而不限于 1 小时之后、30 天之内',
    }),
    change: value => ({ tasks: { anyStart: onOff(value) } }),
    label: { en: 'any start', zh: '任意开始时间' },
    shown: ({ tasks }) => (tasks?.anyStart ? 'on' : 'off'),
  },
  numbered('labels-max', 'labelsMax', 1, { en: 'labels of one task', zh: '一个任务的标签数' }),
  {
    flag: choice('device-policy', ['all-offline', 'any-offline'], {
      en: 'when somebody with several devices counts as offline',
      zh: '多设备用户何时算离线',
    }),
    change: value => ({ devicePolicy: value === 'default' ? null : (value as 'all-offline' | 'any-offline') }),
    label: { en: 'device policy', zh: '多设备策略' },
    shown: ({ devicePolicy }) => devicePolicy ?? 'all-offline',
  },
  {
    flag: choice('long-texts', ['refuse', 'cut'], {
      en: 'what becomes of texts that are too long',
      zh: '如何处理超长文本',
    }),
    change: value => ({ longTexts: value === 'default' ? null : (value as 'refuse' | 'cut') }),
    label: { en: 'long texts', zh: '超长文本' },
    shown: ({ longTexts }) => longTexts ?? 'refuse',
  },
  switched('quiet-for-rest', 'quietForRest', {
    en: 'pushes over REST leave users alone who do not want to be disturbed',
    zh: 'REST 推送遵守用户的免打扰设置',
  }),
  switched('statistics', 'statisticsOpen', { en: 'the statistics interface', zh: '统计接口' }),
  switched('callback-storage', 'callbackStorageOpen', {
    en: 'the exception storage of callbacks',
    zh: '回调异常存储接口',
  }),
  ...chatSettings,
]

/** The flags of `app set`. */
export const settingFlags: readonly Flag[] = settings.map(({ flag }) => flag)

/** The change that the flags ask for; throws a usage error that names the right form. */
export function changeOf(given: Given): Change {
  let change: Change = {}
  for (const setting of settings) {
    const value = given.text(setting.flag.name)
    if (value === undefined) continue
    const part = setting.change(value)
    const tasks = part.tasks ? { tasks: { ...change.tasks, ...part.tasks } } : {}
    const chat = part.chat ? { chat: { ...change.chat, ...part.chat } } : {}
    change = { ...change, ...part, ...tasks, ...chat }
  }
  return change
}

/** The lines of `app show`. */
export function settingRows(shown: Shown, lang: Lang): readonly (readonly string[])[] {
  return settings.map(setting => [setting.label[lang], setting.shown(shown, lang)])
}

function numbered(
  name: string,
  member: 'runningMax' | 'createdMax' | 'labelsMax',
  standard: number,
  label: Bilingual,
): Setting {
  return {
    flag: {
      name,
      value: 'N',
      text: { en: `most ${label.en}; default ${standard}`, zh: `最大${label.zh}；默认 ${standard}` },
    },
    change: value => ({ tasks: { [member]: value === 'default' ? null : numberOf(name, value) } }),
    label,
    shown: ({ tasks }) => String(tasks?.[member] ?? standard),
  }
}

/** A setting that is on by default. */
function switched(
  name: string,
  member: 'quietForRest' | 'statisticsOpen' | 'callbackStorageOpen',
  text: Bilingual,
): Setting {
  return {
    flag: choice(name, ['on', 'off'], text),
    change: value => ({ [member]: onOff(value) }),
    label: { en: name.replaceAll('-', ' '), zh: text.zh },
    shown: settings => (settings[member] === false ? 'off' : 'on'),
  }
}

/** `a=1,b=off` by name; `off` stands for `off`, `default` for null, `all` for every name. */
function pairs<Name extends string>(
  flag: string,
  text: string,
  names: readonly Name[],
  off: 0 | null,
): { readonly [N in Name]?: number | null } {
  const read = text.split(',').flatMap(pair => {
    const [name = '', value = '', ...rest] = pair.split('=')
    const named = name === 'all' ? names : names.filter(one => one === name)
    if (named.length === 0 || value === '' || rest.length > 0) {
      const list = ['all', ...names].join(', ')
      throw usageError({
        en: `--${flag}: "${pair}" does not fit; write NAME=NUMBER, where NAME is one of ${list}.`,
        zh: `--${flag}："${pair}" 不正确；请写成 NAME=NUMBER，NAME 为以下之一：${list}。`,
      })
    }
    const number = value === 'off' ? off : value === 'default' ? null : numberOf(flag, value)
    return named.map(one => [one, number] as const)
  })
  return Object.fromEntries(read) as { readonly [N in Name]?: number | null }
}

function perWindow(name: string, calls: number): string {
  const windowMs = rates[name as RateName].windowMs
  return windowMs === 1_000 ? `${calls}/s` : `${calls} per ${windowMs / 1_000} s`
}

/** The members in a line, or undefined where there are none. */
function listOf(
  members: Readonly<Record<string, number | undefined>> | undefined,
  text: (name: string, value: number) => string,
): string | undefined {
  const given = Object.entries(members ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [text(name, value)],
  )
  return given.length === 0 ? undefined : given.join(', ')
}
