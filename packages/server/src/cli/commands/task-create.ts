// `posthouse task create`: sends to a list, to labels or to everybody through the same endpoints as an app's server.
import { minute, taskEndpoints } from '@posthouse/protocol'
import { type Answer, answered, type ClientCommand, type Context, type Given } from '../command.ts'
import { type AppConnection, connectApp } from '../connect.ts'
import { exits, usageError } from '../exit.ts'
import { followTask, taskPatienceMs } from '../follow-task.ts'
import { isOver, type TaskReply, taskValue } from '../task-text.ts'
import { dataFileFlag, notificationFlags, notificationOf, strategyFlag, strategyOf } from './notification.ts'
import { perMinuteOf } from './task-pace.ts'

/** `task create`. */
export const taskCreate: ClientCommand = {
  name: 'task create',
  section: 'sending',
  summary: {
    en: 'Send a notification to many users, now or later',
    zh: '创建推送任务，立即或定时向多个用户推送',
  },
  notes: {
    en: 'Give one of --all, --users and --label. With --follow the exit code is 0 only if the task finished and a device succeeded.',
    zh: '--all、--users、--label 三选一。使用 --follow 时，任务完成且至少一台设备成功才返回退出码 0。',
  },
  arguments: [{ name: 'TEXT', optional: true, text: { en: "the notification's content", zh: '通知内容' } }],
  flags: [
    { name: 'all', text: { en: 'to every user of the app', zh: '推送给应用的全部用户' } },
    {
      name: 'users',
      value: 'LIST',
      repeats: true,
      text: { en: 'to these users, separated by commas; at most 1,000', zh: '推送给这些用户，逗号分隔；最多 1,000 个' },
    },
    {
      name: 'label',
      value: 'LABEL',
      repeats: true,
      text: {
        en: 'to the users who carry it when the task starts; several: who carries all of them, where the app allows it',
        zh: '推送给任务开始时带有该标签的用户；多个标签取交集，须应用允许',
      },
    },
    {
      name: 'at',
      value: 'TIME',
      text: {
        en: '"yyyy-MM-dd HH:mm:ss" in the server\'s time zone, 1 hour to 30 days ahead; default: now',
        zh: '"yyyy-MM-dd HH:mm:ss"，按服务器时区，1 小时后至 30 天内；默认立即开始',
      },
    },
    {
      name: 'pace',
      value: 'N',
      text: {
        en: 'at most so many devices a minute; default: as fast as it goes',
        zh: '每分钟最多推送的设备数；默认不限',
      },
    },
    ...notificationFlags,
    strategyFlag,
    { name: 'follow', text: { en: 'print a line whenever something changed', zh: '有变化时打印一行进度' } },
    { name: 'idempotency-key', value: 'KEY', text: { en: 'the same key creates once', zh: '相同的键只创建一次' } },
    dataFileFlag,
  ],
  examples: [
    { line: 'posthouse task create "hello" --all --follow', text: { en: 'and watch it', zh: '并查看进度' } },
    {
      line: 'posthouse task create "hello" --label vip --at "2030-01-01 12:00:00" --pace 6000',
      text: { en: 'later, and not too fast', zh: '定时并限速' },
    },
  ],
  async run(context) {
    const { given, say } = context
    const audience = audienceOf(given)
    const at = given.text('at')
    const pace = given.text('pace')
    const key = given.text('idempotency-key')
    const body = {
      ...strategyOf(given),
      pushMessage: notificationOf(context, 'task create', given.words[0]),
      ...(at === undefined ? {} : { startDate: at }),
      ...(pace === undefined ? {} : { pacePerMinute: perMinuteOf(pace, '--pace') }),
    }
    const app = await connectApp(context)
    const taskId = await create(app, audience, body, key === undefined ? {} : { 'idempotency-key': key })
    if (given.isOn('follow')) return endOf(context, await followTask(context, app, taskId))
    return answered({ taskId }, [
      say({
        en: `Task ${taskId} is created. See how it goes: posthouse task show ${taskId}`,
        zh: `任务 ${taskId} 已创建。查看进度：posthouse task show ${taskId}`,
      }),
    ])
  },
}

type Audience = { readonly kind: 'all' } | { readonly kind: 'users' | 'label'; readonly targets: string[] }

interface Body {
  readonly strategy?: number
  readonly startDate?: string
  readonly pacePerMinute?: number
  readonly pushMessage: Record<string, unknown>
}

function audienceOf(given: Given): Audience {
  const asked = (['users', 'label'] as const).flatMap((kind): Audience[] => {
    const list = given.text(kind)
    return list === undefined ? [] : [{ kind, targets: list.split(',').filter(name => name !== '') }]
  })
  if (given.isOn('all')) asked.push({ kind: 'all' })
  const [only] = asked
  if (only && asked.length === 1) return only
  throw usageError({
    en: 'task create: give one of --all, --users and --label.',
    zh: 'task create：请提供 --all、--users、--label 之一。',
  })
}

/** Resolves with the id, whose digits the client keeps as text. */
async function create(
  app: AppConnection,
  audience: Audience,
  body: Body,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  if (audience.kind === 'all') return String((await app.call(taskEndpoints.taskAll, { body, headers })).reply)
  const endpoint = audience.kind === 'users' ? taskEndpoints.taskList : taskEndpoints.taskLabel
  const { reply } = await app.call(endpoint, { body: { ...body, targets: audience.targets }, headers })
  return String(reply.taskId)
}

/** What `--follow` ends with. */
export function endOf({ say }: Pick<Context, 'say'>, task: TaskReply): Answer {
  const finished = isOver(task)
  const succeeded = task.state === 'finished' && finished && task.statistics.all.accepted > 0
  const lines = finished
    ? []
    : [
        say({
          en: `Nothing changed for ${taskPatienceMs / minute} min; look again with: posthouse task show ${task.taskId}`,
          zh: `${taskPatienceMs / minute} 分钟内没有变化；稍后查看：posthouse task show ${task.taskId}`,
        }),
      ]
  return { exit: succeeded ? exits.ok : exits.failed, value: { finished, succeeded, ...taskValue(task) }, lines }
}
