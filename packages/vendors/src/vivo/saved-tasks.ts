// Messages that vivo has saved for lists: one may be pushed to several lists (spec/vendors.md §7.4), and saving is what has a quota of its
// own (10252). So a message that says the same within a minute is not saved again. Refuses to know how it is saved.
import type { VivoPayload } from './payload.ts'

/** How long a saved message is used again, ms; ours, vivo names no end. */
const TASK_AGE_MS_MAX = 60_000
/**
 * How many seconds longer than asked a message may be kept, because what is left of a push's life shrinks between two lists: no more
 * than the minute that vivo's shortest time to live is anyway. Never shorter.
 */
const TTL_SECONDS_OVER_MAX = 60
/** Most messages remembered; the one that was saved first goes first. */
const TASKS_MAX = 64

interface Task {
  readonly taskId: string
  /** What was asked for when it was saved, seconds. */
  readonly timeToLive: number
  readonly untilMs: number
}

/** One channel's saved messages. */
export class SavedTasks {
  readonly #tasks = new Map<string, Task>()

  /** The task of a message that says the same and is kept as long. */
  get(payload: VivoPayload, nowMs: number): string | undefined {
    const task = this.#tasks.get(keyOf(payload))
    if (task === undefined || nowMs >= task.untilMs) return undefined
    const over = task.timeToLive - payload.timeToLive
    return over >= 0 && over <= TTL_SECONDS_OVER_MAX ? task.taskId : undefined
  }

  set(payload: VivoPayload, taskId: string, nowMs: number): void {
    const key = keyOf(payload)
    this.#tasks.delete(key)
    this.#tasks.set(key, { taskId, timeToLive: payload.timeToLive, untilMs: nowMs + TASK_AGE_MS_MAX })
    const [oldest] = this.#tasks.keys()
    if (this.#tasks.size > TASKS_MAX && oldest !== undefined) this.#tasks.delete(oldest)
  }

  /** For a task that vivo did not push: it is saved anew next time. */
  forget(payload: VivoPayload): void {
    this.#tasks.delete(keyOf(payload))
  }
}

function keyOf({ texts, kind, rest }: VivoPayload): string {
  return `${texts}\n${kind}\n${rest}`
}
