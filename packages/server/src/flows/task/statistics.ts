// What came of a task so far: sums per provider and of all, from the counts that every commit kept (I17).
import type { App } from '../../domain/app.ts'
import { sumsOf, type Task, type TaskSums } from '../../domain/task.ts'
import type { Store } from '../../ports/store.ts'

/** A task with its sums. */
export interface TaskStatistics {
  readonly task: Task
  readonly all: TaskSums
  /** Keyed by the vendor's name in the Easemob interface; '' where no vendor was involved. */
  readonly byProvider: ReadonlyMap<string, TaskSums>
}

/** Sums up a task. */
export async function statisticsOf(
  { store }: { readonly store: Pick<Store, 'tables'> },
  app: App,
  task: Task,
): Promise<TaskStatistics> {
  const counts = await store.tables.taskReports.counts(app.id, task.id)
  const byProvider = new Map<string, TaskSums>()
  for (const [provider, own] of Map.groupBy(counts, count => count.provider)) byProvider.set(provider, sumsOf(own))
  return { task, all: sumsOf(counts), byProvider }
}
