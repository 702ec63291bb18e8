// The operator's hand on tasks.
import { type taskAdminEndpoints, userIdOf } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import { readStrategy } from '../../domain/strategy.ts'
import { isTaskState, type Task, type TaskOrder, type TaskState } from '../../domain/task.ts'
import { type ControlTaskDeps, knownTask, orderTask, paceTask } from '../../flows/task/control.ts'
import { type EstimateDeps, type EstimateRequest, estimateTask } from '../../flows/task/estimate.ts'
import { failuresOf } from '../../flows/task/failures.ts'
import { statisticsOf } from '../../flows/task/statistics.ts'
import type { Handlers } from '../../http/handler.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import { taskIdOf } from '../easemob/tasks.ts'
import { readListedLabels, readListedUsers } from '../task-targets.ts'
import { viewOf } from '../task-view.ts'
import { appOf } from './app-of.ts'
import { estimateView, failureView } from './task-desk-view.ts'

/** What these handlers use. */
export type TaskAdminDeps = ControlTaskDeps & EstimateDeps & { readonly channels: Pick<VendorChannels, 'vendorOf'> }

/** How many tasks a page holds unless asked otherwise. */
const pageSize = 20

interface TaskParams {
  readonly org: string
  readonly app: string
  readonly taskId: string
}

/** Handlers of the operator's task endpoints. */
export function taskAdminHandlers(deps: TaskAdminDeps): Handlers<typeof taskAdminEndpoints> {
  const reports = (provider: string): boolean => deps.channels.vendorOf(provider)?.receipts !== undefined
  const shown = async (app: App, task: Task) => viewOf(await statisticsOf(deps, app, task), reports)
  const ordered = async (params: TaskParams, order: TaskOrder) => {
    const app = await appOf(deps.store, params)
    return { task: await shown(app, await orderTask(deps, app, taskIdOf(params.taskId), order)) }
  }
  return {
    async taskPage({ params, query }) {
      const app = await appOf(deps.store, params)
      const limit = query.limit ?? pageSize
      const before = query.cursor === undefined ? undefined : taskIdOf(query.cursor)
      const found = await deps.store.tables.tasks.list(app.id, before, limit, statesOf(query.states))
      const last = found.at(-1)
      const tasks = await Promise.all(found.map(task => shown(app, task)))
      return { tasks, ...(last && found.length === limit ? { cursor: String(last.id) } : {}) }
    },
    async taskShow({ params }) {
      const app = await appOf(deps.store, params)
      return { task: await shown(app, await knownTask(deps, app, taskIdOf(params.taskId))) }
    },
    taskPause: ({ params }) => ordered(params, 'pause'),
    taskResume: ({ params }) => ordered(params, 'resume'),
    taskStop: ({ params }) => ordered(params, 'cancel'),
    async taskPace({ params, body }) {
      const app = await appOf(deps.store, params)
      const task = await paceTask(deps, app, taskIdOf(params.taskId), body.perMinute ?? undefined)
      return { task: await shown(app, task) }
    },
    async taskUser({ params }) {
      const app = await appOf(deps.store, params)
      const { id } = await knownTask(deps, app, taskIdOf(params.taskId))
      const found = await deps.store.tables.taskReports.pushesTo(app.id, id, userIdOf(params.username))
      return { messages: found.map(String) }
    },
    async taskEstimate({ params, body }) {
      const app = await appOf(deps.store, params)
      const strategy = readStrategy(body.strategy)
      const request = { app, strategy, audience: audienceOf(app, body), pacePerMinute: body.pacePerMinute }
      return estimateView(await estimateTask(deps, request))
    },
    async taskFailures({ params }) {
      const app = await appOf(deps.store, params)
      const task = await knownTask(deps, app, taskIdOf(params.taskId))
      return { failures: (await failuresOf(deps, app, task)).map(failureView) }
    },
  }
}

function audienceOf(
  app: App,
  { kind, targets = [] }: { readonly kind: Task['kind']; readonly targets?: readonly string[] },
): EstimateRequest['audience'] {
  switch (kind) {
    case 'all':
      return { kind }
    case 'list':
      return { kind, usernames: readListedUsers(targets) }
    case 'label':
      return { kind, labels: readListedLabels(targets, app.settings.tasks?.labelsMax ?? 1) }
  }
}

function statesOf(text: string | undefined): readonly TaskState[] | undefined {
  if (text === undefined) return undefined
  const words = text.split(',')
  const states = words.filter(isTaskState)
  if (states.length === words.length) return [...new Set(states)]
  throw new PosthouseError(
    'argument_illegal',
    { reason: 'states holds a word that is none of its values' },
    { field: 'states' },
  )
}
