// What came of a task so far: sums per provider and of all, from the counts that every commit kept (I17).
import type { App } from '../../domain/app.ts'
import { type SumsByProvider, sumsByProvider } from '../../domain/sums.ts'
import type { Task } from '../../domain/task.ts'
import type { Store } from '../../ports/store.ts'

/** A task with its sums. */
export interface TaskStatistics extends SumsByProvider {
  readonly task: Task
}

/** Sums up a task. */
export async function statisticsOf(
  { store }: { readonly store: Pick<Store, 'tables'> },
  app: App,
  task: Task,
): Promise<TaskStatistics> {
  return { task, ...sumsByProvider(await store.tables.taskReports.counts(app.id, task.id)) }
}
