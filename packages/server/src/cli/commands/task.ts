// `posthouse task …`: an app's tasks, one of them, and the operator's orders.
import { taskAdminEndpoints } from '@posthouse/protocol'
import type { Bilingual } from '../../domain/reason.ts'
import { type Argument, answered, type ClientCommand, listed, word } from '../command.ts'
import { connectApp } from '../connect.ts'
import { followTask } from '../follow-task.ts'
import { taskCells, taskLines, taskValue } from '../task-text.ts'
import { table } from '../text.ts'
import { pageFlags, pageOf } from './page.ts'
import { endOf } from './task-create.ts'

const id: Argument = { name: 'TASK_ID', text: { en: "the task's id", zh: '任务 ID' } }
const anId = '968120369184112182'

/** `task list`. */
export const taskList: ClientCommand = {
  name: 'task list',
  section: 'sending',
  summary: { en: 'Tasks, newest first', zh: '列出推送任务，最新的在前' },
  notes: {
    en: 'Start, id, audience, state, users gone over of all, devices accepted of all, title.',
    zh: '各列：开始时间、ID、目标类型、状态、已处理用户/全部、受理设备/全部、标题。',
  },
  arguments: [],
  flags: pageFlags,
  examples: [{ line: 'posthouse task list', text: { en: 'the last twenty', zh: '最近二十个' } }],
  async run(context) {
    const { limit, cursor } = pageOf(context.given)
    const style = { lang: context.lang, timeZone: context.io.timeZone }
    const app = await connectApp(context)
    const page = await app.operate(taskAdminEndpoints.taskPage, {
      query: { limit, ...(cursor === undefined ? {} : { cursor }) },
    })
    const next = page.cursor === undefined ? [] : [`--cursor ${page.cursor}`]
    const rows = table(page.tasks.map(task => taskCells(task, style)))
    return answered({ ...page, tasks: page.tasks.map(taskValue) }, listed(context, [...rows, ...next]))
  },
}

/** `task show`. */
export const taskShow: ClientCommand = {
  name: 'task show',
  section: 'sending',
  summary: { en: 'A task with its statistics', zh: '查看任务及其统计' },
  arguments: [id],
  flags: [{ name: 'follow', text: { en: 'print a line whenever something changed', zh: '有变化时打印一行进度' } }],
  examples: [{ line: `posthouse task show ${anId}`, text: { en: 'sums per vendor', zh: '按厂商统计' } }],
  async run(context) {
    const taskId = word(context.given, 0)
    const app = await connectApp(context)
    if (context.given.isOn('follow')) return endOf(context, await followTask(context, app, taskId))
    const { task } = await app.operate(taskAdminEndpoints.taskShow, { params: { taskId } })
    return answered(taskValue(task), taskLines(task, { lang: context.lang, timeZone: context.io.timeZone }))
  },
}

/** `task pause`. */
export const taskPause: ClientCommand = ordering(
  'pause',
  { en: 'Pause a running task; what was begun goes on', zh: '暂停进行中的任务；已开始的推送会继续' },
  { en: 'is paused', zh: '已暂停' },
)

/** `task resume`. */
export const taskResume: ClientCommand = ordering(
  'resume',
  { en: 'Let a paused task go on where it was', zh: '从暂停处继续任务' },
  { en: 'goes on', zh: '已继续' },
)

/** `task cancel`. */
export const taskCancel: ClientCommand = ordering(
  'cancel',
  { en: 'Cancel a task; what was sent stays sent', zh: '取消任务；已发出的不会撤回' },
  { en: 'is cancelled', zh: '已取消' },
)

/** `task user`. */
export const taskUser: ClientCommand = {
  name: 'task user',
  section: 'sending',
  summary: { en: "A user's messages of a task, for `trace`", zh: '任务发给某个用户的消息，供 `trace` 查询' },
  arguments: [id, { name: 'USER', text: { en: 'the user id', zh: '用户 ID' } }],
  flags: [],
  examples: [{ line: `posthouse task user ${anId} test1`, text: { en: 'the ids', zh: '消息 ID' } }],
  async run(context) {
    const params = { taskId: word(context.given, 0), username: word(context.given, 1) }
    const app = await connectApp(context)
    const found = await app.operate(taskAdminEndpoints.taskUser, { params })
    return answered(found, listed(context, found.messages))
  },
}

function ordering(order: 'pause' | 'resume' | 'cancel', summary: Bilingual, done: Bilingual): ClientCommand {
  const endpoint = {
    pause: taskAdminEndpoints.taskPause,
    resume: taskAdminEndpoints.taskResume,
    cancel: taskAdminEndpoints.taskStop,
  }[order]
  return {
    name: `task ${order}`,
    section: 'sending',
    summary,
    arguments: [id],
    flags: [],
    examples: [{ line: `posthouse task ${order} ${anId}`, text: { en: 'at once', zh: '立即生效' } }],
    async run(context) {
      const taskId = word(context.given, 0)
      const app = await connectApp(context)
      const { task } = await app.operate(endpoint, { params: { taskId } })
      return answered(taskValue(task), [
        context.say({ en: `Task ${taskId} ${done.en}.`, zh: `任务 ${taskId} ${done.zh}。` }),
      ])
    },
  }
}
