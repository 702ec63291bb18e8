// What the tasks' pages ask the server.
import type { TasksTask } from '@posthouse/client/rest'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type PagedRows, usePagedRows } from '../../api/paged.ts'
import { usePlace } from '../../api/place.ts'
import { liveMs } from '../../api/queries.ts'
import { useServer } from '../../api/server.ts'
import { livenessOf } from './state.ts'

/** Rows of a page of the list. */
const pageSize = 50

/** Key of everything about an app's tasks. */
export function useTasksKey(): readonly string[] {
  const { org, app } = usePlace()
  return ['tasks', org, app]
}

/** The app's tasks, newest first; of all states where `state` is empty. */
export function useTasks(state: string): PagedRows<TasksTask> {
  const server = useServer()
  return usePagedRows({
    key: [...useTasksKey(), 'list', state],
    load: async (cursor, signal) => {
      const states = state === '' ? {} : { states: state }
      const from = cursor === undefined ? {} : { cursor: String(cursor) }
      const page = await server.tasks.page({ limit: pageSize, ...states, ...from }, { signal })
      return { rows: page.tasks, cursor: page.cursor }
    },
    refreshMs: liveMs.watched,
  })
}

/** One task, as often as it changes. */
export function useTask(taskId: string) {
  const server = useServer()
  return useQuery({
    queryKey: [...useTasksKey(), 'one', taskId],
    queryFn: async ({ signal }): Promise<TasksTask> => (await server.tasks.show({ taskId }, { signal })).task,
    refetchInterval: ({ state: { data } }) => (data ? pauses[livenessOf(data)] : liveMs.watched),
  })
}

const pauses = { running: liveMs.running, waiting: liveMs.watched, still: false } as const

/** Why deliveries of it failed. */
export function useTaskFailures(task: TasksTask) {
  const server = useServer()
  const { rejected, skipped, unknown } = task.statistics.all
  return useQuery({
    // Another sum is another answer; what stands still is not asked for again.
    queryKey: [...useTasksKey(), 'failures', task.taskId, rejected + skipped + unknown],
    queryFn: async ({ signal }) => (await server.tasks.failures({ taskId: task.taskId }, { signal })).failures,
    enabled: rejected + skipped + unknown > 0,
    placeholderData: before => before,
    staleTime: liveMs.watched,
  })
}

/** The app's settings, for the limits of tasks. */
export function useAppSettings() {
  const server = useServer()
  const { org, app } = usePlace()
  return useQuery({
    queryKey: ['app', org, app],
    queryFn: async ({ signal }) => (await server.apps.get({ org, app }, { signal })).app,
  })
}

/** Makes all of it be asked again. */
export function useReloadTasks(): () => Promise<void> {
  const queries = useQueryClient()
  const key = useTasksKey()
  return () => queries.invalidateQueries({ queryKey: key })
}
