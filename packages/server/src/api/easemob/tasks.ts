// Tasks over REST (seed 002; spec/easemob.md §6.5–6.8, §6.11): each handler reads the request and answers in the original's shapes.
import { type JsonObject, msgIdOf, type taskEndpoints } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import { readNotification } from '../../domain/notification.ts'
import { readStrategy } from '../../domain/strategy.ts'
import { idempotentRequest } from '../../flows/push/recall.ts'
import { type ControlTaskDeps, knownTask, orderTask } from '../../flows/task/control.ts'
import { type CreateTaskDeps, createTask, type TaskRequest } from '../../flows/task/create.ts'
import { platformDays } from '../../flows/task/platform-days.ts'
import { statisticsOf } from '../../flows/task/statistics.ts'
import type { AppCall, Handlers } from '../../http/handler.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import { readListedLabels, readListedUsers } from '../task-targets.ts'
import { viewOf } from '../task-view.ts'

/** What the task endpoints use. */
export type TaskApiDeps = CreateTaskDeps & ControlTaskDeps & { readonly channels: Pick<VendorChannels, 'vendorOf'> }

interface TaskBody {
  readonly strategy?: number | string
  readonly startDate?: string
  readonly pacePerMinute?: number
}

/** Handlers of the task endpoints. */
export function taskHandlers(deps: TaskApiDeps): Handlers<typeof taskEndpoints> {
  const reports = (provider: string): boolean => deps.channels.vendorOf(provider)?.receipts !== undefined
  const show = async (app: App, id: bigint) =>
    viewOf(await statisticsOf(deps, app, await knownTask(deps, app, id)), reports)
  const message = async (app: App, text: string): Promise<Record<string, unknown>> => {
    const stored = await storedMessage(deps, app, text)
    return { appkey: app.appkey, timestamp: stored.createdAtMs, ...stored.message }
  }
  return {
    async taskList({ body }, call) {
      const usernames = readListedUsers(body.targets)
      return { taskId: await create(deps, call, 'push/list', { kind: 'list', usernames }, body, body.pushMessage) }
    },
    async taskLabel({ body }, call) {
      const labels = readListedLabels(body.targets, call.app.settings.tasks?.labelsMax ?? 1)
      return { taskId: await create(deps, call, 'push/list/label', { kind: 'label', labels }, body, body.pushMessage) }
    },
    taskAll: ({ body }, call) => create(deps, call, 'push/task', { kind: 'all' }, body, body.pushMessage),
    async messageStore({ body }, { app }) {
      readNotification(body, app.settings)
      const id = deps.ids.next()
      const stored = { id, appId: app.id, message: body as JsonObject, createdAtMs: deps.clock.now() }
      await deps.store.commit([deps.store.tables.storedMessages.insert(stored)])
      return id
    },
    messageGet: ({ params }, { app }) => message(app, params.messageId),
    messagePost: ({ params }, { app }) => message(app, params.messageId),
    async taskBroadcast({ body }, call) {
      const { message: pushMessage } = await storedMessage(deps, call.app, String(body.pushMsgId))
      return await create(deps, call, 'push/task/broadcast', { kind: 'all' }, body, pushMessage)
    },
    taskGet: ({ params }, { app }) => show(app, taskIdOf(params.taskId)),
    async taskCancel({ params }, { app }) {
      const { id } = await orderTask(deps, app, taskIdOf(params.taskId), 'cancel')
      return await show(app, id)
    },
    async statisticsByDay({ params, query }, { app }) {
      if (app.settings.statisticsOpen === false) throw new PosthouseError('feature_closed', { feature: 'statistics' })
      return { status: 'OK', data: await platformDays(deps, app, params.begin, params.end, query.platform ?? 'ALL') }
    },
  }
}

/** A task's id from a path. Throws `resource_not_found` for what can be none. */
export function taskIdOf(text: string): bigint {
  const id = msgIdOf(text)
  if (id === undefined) throw new PosthouseError('resource_not_found', { what: `task ${text}`.slice(0, 64) })
  return id
}

function create(
  deps: TaskApiDeps,
  call: AppCall,
  route: string,
  audience: TaskRequest['audience'],
  body: TaskBody,
  pushMessage: Readonly<Record<string, unknown>>,
): Promise<bigint> {
  return createTask(deps, {
    app: call.app,
    audience,
    strategy: readStrategy(body.strategy),
    notification: readNotification(pushMessage, call.app.settings),
    startDate: body.startDate === '' ? undefined : body.startDate,
    pacePerMinute: body.pacePerMinute,
    idempotent: idempotentRequest(route, call.idempotencyKey, call.bodyDigest),
  })
}

async function storedMessage(deps: TaskApiDeps, app: App, text: string) {
  const id = msgIdOf(text)
  const stored = id === undefined ? undefined : await deps.store.tables.storedMessages.find(app.id, id)
  if (!stored) {
    const reason = `there is no stored message ${text}`.slice(0, 64)
    throw new PosthouseError('argument_illegal', { reason }, { field: 'pushMsgId' })
  }
  return stored
}
