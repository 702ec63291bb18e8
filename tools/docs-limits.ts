// Fills the tables of the limits' guide from the code, in English and Chinese: `node tools/docs-limits.ts`. A test fails when they are
// stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endpoints, type RateName, rates } from '../packages/protocol/src/index.ts'
import { rulesPerAppMax } from '../packages/server/src/domain/callback-rule.ts'
import { bindingsPerUserMax } from '../packages/server/src/domain/device.ts'
import { labelsPerAppMax, membersPerLabelMax } from '../packages/server/src/domain/label.ts'
import { notifiersPerAppMax } from '../packages/server/src/domain/notifier.ts'
import { taskTargetsMax } from '../packages/server/src/domain/task.ts'
import { templatesPerAppMax } from '../packages/server/src/domain/template.ts'
import { conversationsPerUserMax } from '../packages/server/src/domain/user-settings.ts'
import type { Bilingual } from '../packages/vendors/src/bilingual.ts'
import { filled, type Lang, type Page } from './docs-vendors.ts'

/** The guide in both languages. */
export function limitPages(): readonly Page[] {
  return (['en', 'zh'] as const).map(lang => ({
    path: `docs/guides/limits${lang === 'en' ? '.md' : '.zh-CN.md'}`,
    lang,
    tables: { rates: rateTable(lang), amounts: amountTable(lang) },
  }))
}

const groups: Readonly<Record<RateName, Bilingual>> = {
  token: { en: 'tokens', zh: '获取 token' },
  users: { en: 'users, bindings, push settings', zh: '用户、设备绑定与推送设置' },
  userBatchDelete: { en: 'deleting users in bulk', zh: '批量删除用户' },
  nicknameBatch: { en: 'push nicknames in bulk', zh: '批量设置推送昵称' },
  template: { en: 'templates', zh: '推送模板' },
  label: { en: 'labels', zh: '推送标签' },
  labelUsers: { en: 'users of labels', zh: '标签下的用户' },
  group: { en: 'groups', zh: '群组' },
  pushSync: { en: 'sync pushes', zh: '同步推送' },
  pushAsync: { en: 'async pushes', zh: '异步推送' },
  pushSingle: { en: 'pushes to up to 100 users', zh: '批量推送（最多 100 人）' },
  pushList: { en: 'tasks to lists and labels', zh: '列表与标签推送任务' },
  pushTask: { en: 'tasks to everybody', zh: '全量推送任务' },
  messages: { en: 'messages to users, and taking messages back', zh: '单聊消息与消息撤回' },
  groupMessages: { en: 'messages to groups', zh: '群聊消息' },
  statistics: { en: 'statistics', zh: '统计' },
}

function rateTable(lang: Lang): string {
  const head = { en: ['Group', 'What it counts', 'Paths', 'Calls'], zh: ['组', '含义', '路径', '次数'] }[lang]
  const rows = Object.entries(rates).map(([name, { calls, windowMs }]) => [
    `\`${name}\``,
    groups[name as RateName][lang],
    pathsOf(name),
    windowMs === 1_000
      ? { en: `${calls} a second`, zh: `${calls} 次/秒` }[lang]
      : { en: `${calls} in ${windowMs / 1_000} seconds`, zh: `${calls} 次/${windowMs / 1_000} 秒` }[lang],
  ])
  return table(head, rows)
}

/** The paths that a group counts; all that the group of users has would fill the page. */
function pathsOf(group: string): string {
  if (group === 'users') return '`users`, `users/…`'
  const ofGroup = endpoints.filter(({ rate }) => rate === group)
  const paths = ofGroup.map(({ method, path }) => {
    const below = path.replace('/:org/:app/', '').replace(/:([a-zA-Z]+)/g, '{$1}')
    return group === 'userBatchDelete' ? `${method} ${below}` : below
  })
  return [...new Set(paths)].map(path => `\`${path}\``).join(', ')
}

/** How many at once, and how many there may be. What is a number here is guarded by `sandbox/limits.test.ts`. */
const amounts: readonly (readonly [what: Bilingual, max: number, status: number])[] = [
  [{ en: 'users of one registration', zh: '一次注册的用户' }, 60, 400],
  [{ en: 'users whose status is asked at once', zh: '一次查询在线状态的用户' }, 100, 400],
  [{ en: 'push nicknames of one call', zh: '一次设置的推送昵称' }, 50, 400],
  [{ en: 'users added to or removed from a label at once', zh: '一次加入或移出标签的用户' }, 100, 400],
  [{ en: 'targets of `push/single`', zh: '`push/single` 的目标用户' }, 100, 400],
  [{ en: 'targets of `push/list`', zh: '`push/list` 的目标用户' }, taskTargetsMax, 400],
  [{ en: 'bindings of a user', zh: '一个用户的设备绑定' }, bindingsPerUserMax, 403],
  [{ en: 'conversations of a user with settings', zh: '一个用户设置过的会话' }, conversationsPerUserMax, 403],
  [{ en: 'notifiers of an app', zh: '一个应用的推送证书' }, notifiersPerAppMax, 403],
  [{ en: 'labels of an app', zh: '一个应用的标签' }, labelsPerAppMax, 403],
  [{ en: 'users of a label', zh: '一个标签的用户' }, membersPerLabelMax, 403],
  [{ en: 'templates of an app', zh: '一个应用的模板' }, templatesPerAppMax, 403],
  [{ en: 'callback rules of an app', zh: '一个应用的回调规则' }, rulesPerAppMax, 403],
]

function amountTable(lang: Lang): string {
  const head = { en: ['What', 'At most', 'Beyond it'], zh: ['对象', '上限', '超出时'] }[lang]
  return table(
    head,
    amounts.map(([what, max, status]) => [what[lang], max.toLocaleString('en-US'), String(status)]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  for (const page of limitPages()) {
    const path = join(root, page.path)
    writeFileSync(path, filled(readFileSync(path, 'utf8'), page))
  }
}
