// Follows a task: looks at it again and again and prints a line whenever something changed, until nothing of it is open, or nothing
// changed for as long as the patience lasts.
import { minute, second, taskAdminEndpoints } from '@posthouse/protocol'
import type { Context } from './command.ts'
import type { AppConnection } from './connect.ts'
import { pause } from './pause.ts'
import { isOver, progressLine, type TaskReply } from './task-text.ts'
import { timeOf } from './text.ts'

/** Between two looks. */
const lookEveryMs: number = second / 2
/** A task that does not change for so long is not watched any longer. */
export const taskPatienceMs: number = minute

/** Resolves with the task as it was seen last. Throws when the app has no such task. */
export async function followTask(
  { io, print, lang }: Pick<Context, 'io' | 'print' | 'lang'>,
  app: AppConnection,
  taskId: string,
): Promise<TaskReply> {
  const { clock, signal, timeZone } = io
  let shown: string | undefined
  let changedMs = clock.monotonic()
  for (;;) {
    const { task } = await app.operate(taskAdminEndpoints.taskShow, { params: { taskId } })
    const line = progressLine(task, { lang })
    if (line !== shown) {
      print(`${timeOf(clock.now(), timeZone)}  ${line}`)
      changedMs = clock.monotonic()
      shown = line
    }
    if (isOver(task) || clock.monotonic() - changedMs >= taskPatienceMs) return task
    await pause(clock, lookEveryMs, signal)
  }
}
