// A task as a person reads it on a terminal. Pure.
import type { EndpointReply, taskEndpoints } from '@posthouse/protocol'
import type { Bilingual } from '../domain/reason.ts'
import type { Lang } from './command.ts'
import { becauseLines, sumCells, sumHead, sumName } from './sums-text.ts'
import { dateOf, harmless, table } from './text.ts'

/** A task as the server answers it. */
export type TaskReply = EndpointReply<typeof taskEndpoints.taskGet>

/** How a task is shown. */
export interface TaskStyle {
  readonly lang: Lang
  readonly timeZone: string
}

/** A task's value for `--json`: its id as text, because readers of JSON round it. */
export function taskValue(task: TaskReply): object {
  return { ...task, taskId: String(task.taskId) }
}

/** Whether nothing changes any more: it was gone over or cancelled, and no outcome is open. */
export function isOver({ state, statistics }: TaskReply): boolean {
  return (state === 'finished' || state === 'cancelled') && statistics.all.open === 0
}

/** Where it stands, in one line. */
export function progressLine(task: TaskReply, { lang }: Pick<TaskStyle, 'lang'>): string {
  const { targeted: _, skippedBecause: __, ...sums } = task.statistics.all
  const users = { en: 'users', zh: '用户' }[lang]
  const parts = Object.entries(sums).map(([name, count]) => `${sumName(name, lang)} ${count}`)
  return [stateNames[task.state][lang], `${users} ${task.walked}/${task.audience ?? '?'}`, ...parts].join('  ')
}

/** The cells of a task in a list. */
export function taskCells(task: TaskReply, { lang, timeZone }: TaskStyle): readonly string[] {
  const { statistics, walked, audience } = task
  return [
    ...[dateOf(task.startAt, timeZone), String(task.taskId), task.kind, stateNames[task.state][lang]],
    ...[`${walked}/${audience ?? '?'}`, `${statistics.all.accepted}/${statistics.all.targeted}`, harmless(task.title)],
  ]
}

/** Everything about a task. */
export function taskLines(task: TaskReply, style: TaskStyle): readonly string[] {
  const { lang, timeZone } = style
  const times = (['createdAt', 'startAt', 'startedAt', 'finishedAt'] as const).flatMap(name => {
    const atMs = task[name]
    return atMs === undefined ? [] : [[labels[name][lang], dateOf(atMs, timeZone)]]
  })
  const facts = [
    [labels.task[lang], `${task.taskId}  ${task.kind}  ${stateNames[task.state][lang]}`],
    [labels.title[lang], harmless(task.title)],
    ...(task.labels.length > 0 ? [[labels.labels[lang], harmless(task.labels.join(', '))]] : []),
    [labels.strategy[lang], String(task.strategy)],
    ...(task.pacePerMinute === undefined ? [] : [[labels.pace[lang], String(task.pacePerMinute)]]),
    ...times,
    [labels.users[lang], `${task.walked}/${task.audience ?? '?'}`],
  ]
  return [...table(facts), ...sumLines(task, lang)]
}

/** A row per provider and one of all, and why what was skipped was skipped. */
function sumLines({ statistics: { all, byProvider } }: TaskReply, lang: Lang): readonly string[] {
  const providers = Object.entries(byProvider).map(([provider, sums]) => [provider, ...sumCells(sums)])
  const rows = table([['', ...sumHead(lang)], ...providers, [sumName('all', lang), ...sumCells(all)]])
  return [...rows, ...becauseLines(all, lang)]
}

const stateNames: Readonly<Record<TaskReply['state'], Bilingual>> = {
  scheduled: { en: 'scheduled', zh: '未开始' },
  running: { en: 'running', zh: '进行中' },
  paused: { en: 'paused', zh: '已暂停' },
  cancelled: { en: 'cancelled', zh: '已取消' },
  finished: { en: 'finished', zh: '已完成' },
}

const labels = {
  task: { en: 'task', zh: '任务' },
  title: { en: 'title', zh: '标题' },
  labels: { en: 'labels', zh: '标签' },
  strategy: { en: 'strategy', zh: '策略' },
  pace: { en: 'per minute', zh: '每分钟' },
  createdAt: { en: 'created', zh: '创建于' },
  startAt: { en: 'starts', zh: '计划开始' },
  startedAt: { en: 'started', zh: '实际开始' },
  finishedAt: { en: 'ended', zh: '结束于' },
  users: { en: 'users', zh: '用户' },
} as const satisfies Readonly<Record<string, Bilingual>>
