// What a walk goes over and what it writes of itself: a whole task, in the task's own row, or one of the parts that a task was cut into, in
// the part's. Knows no delivery.
import type { Task } from '../../domain/task.ts'
import type { Leased, Store, TaskPart } from '../../ports/store.ts'
import type { Advance, AudiencePage } from '../../ports/tasks.ts'
import type { FencedWrites, Write } from '../../ports/write.ts'

/** See the head of the file. Each write is refused once somebody else holds what is walked. */
export interface Course {
  /** The next users after the task's cursor. */
  audience(task: Task, limit: number): Promise<AudiencePage>
  /** Deliveries per minute that this walk may begin of what the task may; undefined: as many as go. */
  paceOf(task: Task): Promise<number | undefined>
  advance(here: Advance): Write<boolean>
  /** Gives it back, due at the instant. */
  release(dueAtMs: number): Write<boolean>
  /** Everybody was gone over. */
  finish(atMs: number): FencedWrites
}

/** All of a task. */
export function wholeTask({ tables: { tasks } }: Pick<Store, 'tables'>, { item, epoch }: Leased<Task>): Course {
  return {
    audience: (task, limit) => tasks.audience(task, task.cursor, limit),
    paceOf: async ({ pacePerMinute }) => pacePerMinute,
    advance: here => tasks.advance(item.id, epoch, here),
    release: dueAtMs => tasks.release(item.id, epoch, dueAtMs),
    finish: atMs => ({ fence: tasks.finish(item.id, epoch, atMs), writes: [] }),
  }
}

/** A part of one. */
export function partOfTask({ tables: { tasks, taskParts } }: Pick<Store, 'tables'>, held: Leased<TaskPart>): Course {
  const { appId, taskId, last } = held.item
  return {
    audience: (task, limit) =>
      last === undefined
        ? tasks.audience(task, task.cursor, limit)
        : taskParts.audience(appId, task.cursor, last, limit),
    async paceOf({ pacePerMinute }) {
      // One that comes to walk a part too is known to the others within a second.
      return pacePerMinute && pacePerMinute / Math.max(1, await taskParts.heldOf(appId, taskId))
    },
    advance: here => taskParts.advance(held, here),
    release: dueAtMs => taskParts.release(held, dueAtMs),
    finish: atMs => taskParts.finish(held, atMs),
  }
}
