// What the simulated vivo counts and keeps: tasks, messages saved for lists, dedupe ids, and what an app has sent today in Beijing.
// Refuses to know targets and connections.
import type { JsonObject } from '../json.ts'
import { forgetOldest } from '../simulator/registry.ts'

/** Limits per app and Beijing day; absent = none. */
export interface DailyLimits {
  /** Devices per message class: 10070 for operation, 10073 for system messages above it. */
  readonly dailyQuota?: number
  /** Messages saved for lists: 10252 above it. */
  readonly dailyLists?: number
}

/** Most saved messages and most dedupe ids kept; the oldest go first. */
const KEPT_MAX = 10_000
const FIRST_TASK = 700
const DAY_MS = 86_400_000
const BEIJING_MS = 8 * 3_600_000

/** A message saved for lists, or the code of a refusal. */
export type Saving =
  | { readonly kind: 'saved'; readonly taskId: string }
  | { readonly kind: 'refused'; readonly code: string }

/** The books of one simulator. */
export class Ledger {
  readonly #options: DailyLimits & { readonly now: () => number }
  readonly #saved = new Map<string, { readonly appId: string; readonly message: JsonObject }>()
  readonly #taskByRequest = new Map<string, string>()
  /** Counters of the present day. */
  readonly #counts = new Map<string, number>()
  #day = 0
  #tasks = 0

  constructor(options: DailyLimits & { readonly now: () => number }) {
    this.#options = options
  }

  /** A task for a single send. */
  newTask(appId: string, requestId: string): string {
    const taskId = this.#nextTask()
    keep(this.#taskByRequest, `${appId}/${requestId}`, taskId)
    return taskId
  }

  /** The task of a single send with this dedupe id. */
  taskOf(appId: string, requestId: string): string | undefined {
    return this.#taskByRequest.get(`${appId}/${requestId}`)
  }

  save(appId: string, message: JsonObject): Saving {
    if (!this.#add(`${appId}/lists`, 1, this.#options.dailyLists)) return { kind: 'refused', code: '10252' }
    const taskId = this.#nextTask()
    keep(this.#saved, taskId, { appId, message })
    return { kind: 'saved', taskId }
  }

  saved(appId: string, taskId: string): JsonObject | undefined {
    const entry = this.#saved.get(taskId)
    return entry?.appId === appId ? entry.message : undefined
  }

  /** True for the task of a list. */
  isSaved(taskId: string): boolean {
    return this.#saved.has(taskId)
  }

  /** Counts devices against the day's limit of the message's class; the code of the refusal where they do not fit. */
  count(appId: string, { classification = 0 }: JsonObject, devices: number): string | undefined {
    const fits = this.#add(`${appId}/class ${String(classification)}`, devices, this.#options.dailyQuota)
    if (fits) return undefined
    return classification === 1 ? '10073' : '10070'
  }

  #add(name: string, more: number, most: number = Number.POSITIVE_INFINITY): boolean {
    const day = Math.floor((this.#options.now() + BEIJING_MS) / DAY_MS)
    if (day !== this.#day) this.#counts.clear()
    this.#day = day
    const total = (this.#counts.get(name) ?? 0) + more
    if (total > most) return false
    this.#counts.set(name, total)
    return true
  }

  #nextTask(): string {
    this.#tasks += 1
    return String(FIRST_TASK + this.#tasks)
  }
}

function keep<V>(map: Map<string, V>, key: string, value: V): void {
  map.set(key, value)
  forgetOldest(map, KEPT_MAX)
}
