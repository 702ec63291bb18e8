// A user's latest messages. Those of tasks lie in the pages of their tasks, which have no index by user alone: so they are looked for
// task by task, in the latest tasks only.
import { type AppId, day, type MsgId, type UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { idTimeMs } from '../../base/ids.ts'
import type { PushSource } from '../../domain/push.ts'
import type { Task } from '../../domain/task.ts'
import type { Store } from '../../ports/store.ts'

/** What is said of a message in a list. */
export interface ListedMessage {
  readonly msgId: MsgId
  readonly acceptedAtMs: number
  readonly source: PushSource
  readonly title: string
  /** The task that it belongs to. */
  readonly taskId: bigint | undefined
}

/** Tasks that are looked through: each takes a look-up of its own. */
const tasksMax = 50
/** Tasks that started before this are not looked through, ms. */
const taskAgeMsMax: number = 30 * day

/**
 * At most `limit` messages to a user with ids below `before`, newest first: all of single pushes, and those of the app's latest 50 tasks
 * as far as they started within 30 days. Older ones are found by their task.
 */
export async function messagesOf(
  deps: { readonly store: Pick<Store, 'tables'>; readonly clock: Clock },
  appId: AppId,
  username: UserId,
  before: MsgId | undefined,
  limit: number,
): Promise<readonly ListedMessage[]> {
  const { pushes } = deps.store.tables
  const [kept, ofTasks] = await Promise.all([
    pushes.ofUser(appId, username, before, limit),
    messagesOfTasks(deps, appId, username),
  ])
  const found = new Map<MsgId, ListedMessage>()
  for (const message of ofTasks) if (before === undefined || message.msgId < before) found.set(message.msgId, message)
  // What left its page is in both.
  for (const { id, acceptedAtMs, source, notification, taskId } of kept)
    found.set(id, { msgId: id, acceptedAtMs, source, title: notification.title, taskId })
  return [...found.values()].toSorted((one, other) => (one.msgId > other.msgId ? -1 : 1)).slice(0, limit)
}

async function messagesOfTasks(
  { store, clock }: { readonly store: Pick<Store, 'tables'>; readonly clock: Clock },
  appId: AppId,
  username: UserId,
): Promise<readonly ListedMessage[]> {
  const { tasks, taskReports } = store.tables
  const latest = await tasks.list(appId, undefined, tasksMax)
  const sinceMs = clock.now() - taskAgeMsMax
  const found: ListedMessage[] = []
  for (const task of latest) {
    if (task.startedAtMs === undefined || task.startedAtMs < sinceMs) continue
    const ids = await taskReports.pushesTo(appId, task.id, username)
    found.push(...ids.map(msgId => listed(task, msgId)))
  }
  return found
}

function listed({ id, notification }: Task, msgId: MsgId): ListedMessage {
  return { msgId, acceptedAtMs: idTimeMs(msgId), source: 'task', title: notification.title, taskId: id }
}
