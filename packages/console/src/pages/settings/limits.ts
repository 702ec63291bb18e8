// The settings that count: calls, the plan's quotas, tasks. Ranges and defaults are the protocol's, which limits.test.ts compares.
import type { Bilingual, Section, Setting } from './setting.ts'

const perMinute: Bilingual = { en: 'a minute', zh: '次/分钟' }

/** How often an app may call, per group of paths. */
export const rateSection: Section = {
  title: { en: 'Calls', zh: '调用频率' },
  text: {
    en: 'How often the app may call, by group of paths. A call over the limit is answered at once and not carried out; Retry-After says when to come again. Each process counts for itself.',
    zh: '应用按路径分组的调用频率。超出时立即返回且不执行，Retry-After 给出重试时间。每个进程各自计数。',
  },
  settings: [
    {
      path: 'rateStatus',
      kind: {
        is: 'choice',
        options: [
          { value: 429, en: '429 reach_limit', zh: '429 reach_limit' },
          { value: 403, en: '403 limit request', zh: '403 limit request' },
        ],
      },
      standard: 429,
      removable: true,
      title: { en: 'Answer to too many calls', zh: '超频时的响应' },
      text: {
        en: 'Clients that were written for the older interface expect 403 LimitException.',
        zh: '按旧接口编写的客户端期望 403 LimitException。',
      },
    },
    rate('token', 300, { en: 'Tokens', zh: '获取 token' }, 'token, sdk/users/{username}/token/expires'),
    rate('users', 100, { en: 'Users, bindings, push settings', zh: '用户、推送绑定与推送设置' }, 'users, users/…'),
    rate('userBatchDelete', 30, { en: 'Deleting users in bulk', zh: '批量删除用户' }, 'DELETE users'),
    rate('nicknameBatch', 100, { en: 'Push nicknames in bulk', zh: '批量设置推送昵称' }, 'push/nickname'),
    rate('template', 10, { en: 'Templates', zh: '推送模板' }, 'notification/template/…'),
    rate('label', 10, { en: 'Labels', zh: '标签' }, 'push/label/…'),
    rate('labelUsers', 30, { en: 'Users of labels', zh: '标签下的用户' }, 'push/label/{name}/user/…'),
    rate('group', 100, { en: 'Groups', zh: '群组' }, 'chatgroups/…'),
    rate('pushSync', 1, { en: 'Sync pushes', zh: '同步推送' }, 'push/sync/{target}'),
    rate('pushAsync', 100, { en: 'Async pushes', zh: '异步推送' }, 'push/async/{target}'),
    rate('pushSingle', 10, { en: 'Pushes to up to 100 users', zh: '批量推送（最多 100 人）' }, 'push/single'),
    rate('pushList', 10, { en: 'Tasks to lists and labels', zh: '列表与标签推送任务' }, 'push/list, push/list/label'),
    rate('pushTask', 1, { en: 'Tasks to everybody', zh: '全量推送任务' }, 'push/task, push/message'),
    rate('messages', 100, { en: 'Messages to users', zh: '单聊消息与撤回' }, 'messages/users, messages/msg_recall'),
    rate('groupMessages', 20, { en: 'Messages to groups', zh: '群聊消息' }, 'messages/chatgroups'),
    rate('statistics', 10, { en: 'Statistics', zh: '统计' }, 'push/data/offline-push/…', 10),
  ],
}

/** What a plan sells. */
export const quotaSection: Section = {
  title: { en: 'Quotas', zh: '配额' },
  text: {
    en: 'What the app may use in all. An app has none until it is given one; empty takes it away. A call for several users that does not fit as a whole is refused as a whole.',
    zh: '应用的总用量上限。默认没有配额；留空即取消。涉及多个用户的调用若不能整体容纳，则整体被拒绝。',
  },
  settings: [
    quota(
      'users',
      { en: 'users', zh: '个用户' },
      { en: 'Users', zh: '用户数' },
      {
        en: 'Beyond it a registration is refused with 429. Deleted users make room.',
        zh: '超出后注册返回 429；删除用户可腾出名额。',
      },
    ),
    quota(
      'pushesPerMinute',
      perMinute,
      { en: 'Pushes by name', zh: '按用户推送' },
      {
        en: 'Users that are pushed to by sync, async, single and list. Beyond it 403 limit request.',
        zh: '通过 sync、async、single、list 推送的用户数。超出后返回 403 limit request。',
      },
    ),
    quota(
      'labelPushesPerMinute',
      perMinute,
      { en: 'Pushes to labels', zh: '标签推送' },
      {
        en: 'Calls, not users. Beyond it 403 limit request.',
        zh: '按调用次数计算。超出后返回 403 limit request。',
      },
    ),
    quota(
      'allPushesPerMinute',
      perMinute,
      { en: 'Pushes to everybody', zh: '全量推送' },
      {
        en: 'Calls within a minute, in each process. Beyond it 403 limit request.',
        zh: '每分钟的调用次数，各进程分别计算。超出后返回 403 limit request。',
      },
    ),
    quota(
      'allPushesPerDay',
      { en: 'a day', zh: '次/天' },
      { en: 'Pushes to everybody, by day', zh: '全量推送（每天）' },
      {
        en: 'Calls within a UTC day, over all processes. Beyond it 403 limit request.',
        zh: '每个 UTC 日的调用次数，所有进程合计。超出后返回 403 limit request。',
      },
    ),
  ],
}

/** Limits of tasks. */
export const taskSection: Section = {
  title: { en: 'Tasks', zh: '推送任务' },
  text: {
    en: 'One task too many is refused with 403 limit request.',
    zh: '超出后创建任务返回 403 limit request。',
  },
  settings: [
    {
      path: 'tasks.runningMax',
      kind: { is: 'number', min: 1, max: 1_000, unit: { en: 'tasks', zh: '个任务' } },
      standard: 3,
      removable: true,
      title: { en: 'At work at the same time', zh: '同时进行的任务' },
      text: {
        en: 'More tasks share the same pace at the vendors: each takes longer.',
        zh: '任务越多，在厂商处分得的速度越低，每个任务用时更长。',
      },
    },
    {
      path: 'tasks.createdMax',
      kind: { is: 'number', min: 1, max: 10_000, unit: { en: 'in 5 minutes', zh: '个/5 分钟' } },
      standard: 3,
      removable: true,
      title: { en: 'Created within five minutes', zh: '五分钟内创建的任务' },
      text: {
        en: 'A task to everybody counts for the whole five minutes, one to a list or a label until it is finished.',
        zh: '全量任务在整整五分钟内都计数；列表与标签任务完成后不再计数。',
      },
    },
    {
      path: 'tasks.labelsMax',
      kind: { is: 'number', min: 1, max: 5 },
      standard: 1,
      removable: true,
      title: { en: 'Labels of one task', zh: '一个任务的标签数' },
      text: {
        en: 'With several, the task goes to users who carry all of them.',
        zh: '给出多个标签时，推送给同时拥有全部标签的用户。',
      },
    },
    {
      path: 'tasks.anyStart',
      kind: { is: 'switch' },
      standard: false,
      removable: true,
      title: { en: 'Any start', zh: '任意开始时间' },
      text: {
        en: 'A task may start at any time to come. Off: 1 hour to 30 days ahead.',
        zh: '任务可在将来任意时间开始。关闭时限于 1 小时之后、30 天之内。',
      },
    },
  ],
}

function rate(name: string, standard: number, title: Bilingual, paths: string, seconds: number = 1): Setting {
  const unit = seconds === 1 ? { en: 'a second', zh: '次/秒' } : { en: `in ${seconds} seconds`, zh: `次/${seconds} 秒` }
  return {
    path: `rates.${name}`,
    kind: { is: 'number', min: 0, max: 1_000_000, unit, zero: { en: 'no limit', zh: '不限' } },
    standard,
    removable: true,
    title,
    text: { en: paths, zh: paths },
  }
}

function quota(name: string, unit: Bilingual, title: Bilingual, text: Bilingual): Setting {
  const kind = { is: 'number', min: 0, max: 1_000_000_000, unit } as const
  return { path: `quotas.${name}`, kind, standard: null, removable: true, title, text }
}
