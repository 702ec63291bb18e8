// `posthouse task pace`, and how a pace is written.
import { taskAdminEndpoints } from '@posthouse/protocol'
import { answered, type ClientCommand, word } from '../command.ts'
import { connectApp } from '../connect.ts'
import { usageError } from '../exit.ts'
import { taskValue } from '../task-text.ts'

/** Most devices a minute that the server takes as a pace. */
const paceMax = 100_000_000

/** `task pace`. */
export const taskPace: ClientCommand = {
  name: 'task pace',
  section: 'sending',
  summary: { en: 'Change how fast a task may go', zh: '修改任务的推送速度' },
  arguments: [
    { name: 'TASK_ID', text: { en: "the task's id", zh: '任务 ID' } },
    { name: 'N', text: { en: 'devices a minute, or `none`', zh: '每分钟设备数，或 `none` 表示不限' } },
  ],
  flags: [],
  examples: [
    { line: 'posthouse task pace 968120369184112182 6000', text: { en: 'a hundred a second', zh: '每秒一百台' } },
  ],
  async run(context) {
    const { given, say } = context
    const taskId = word(given, 0)
    const text = word(given, 1)
    const perMinute = text === 'none' ? null : perMinuteOf(text, 'N')
    const app = await connectApp(context)
    const { task } = await app.operate(taskAdminEndpoints.taskPace, { params: { taskId }, body: { perMinute } })
    const line =
      perMinute === null
        ? say({ en: `Task ${taskId} goes as fast as it can.`, zh: `任务 ${taskId} 不再限速。` })
        : say({
            en: `Task ${taskId} sends to at most ${perMinute} devices a minute.`,
            zh: `任务 ${taskId} 每分钟最多推送 ${perMinute} 台设备。`,
          })
    return answered(taskValue(task), [line])
  },
}

/** Reads a pace. Throws a usage error that names where it was given. */
export function perMinuteOf(text: string, name: string): number {
  const perMinute = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (perMinute >= 1 && perMinute <= paceMax) return perMinute
  throw usageError({
    en: `${name} must be a number from 1 to ${paceMax}.`,
    zh: `${name} 必须是 1 到 ${paceMax} 的数字。`,
  })
}
