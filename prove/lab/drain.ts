// Waiting until nothing is left to do, by looking at the record itself.
import { setTimeout as pause } from 'node:timers/promises'
import type { RecordPlace } from '../audit/reading.ts'
import { loadOpenWork, type OpenWork } from '../audit/record.ts'

/** Longest wait: the longest lease (90 s, callbacks), a retry after it, and the time to work off what has piled up. */
const drainMsMax = 180_000
const lookMs = 100

/** How a drain ended. */
export interface Drained {
  readonly tookMs: number
  readonly left: OpenWork
}

/** Resolves when no task, push, delivery or callback waits any more, or after the longest wait; never rejects for what is left. */
export async function drain(record: RecordPlace, isServing: () => boolean): Promise<Drained> {
  const startedMs = performance.now()
  for (;;) {
    const left = await loadOpenWork(record)
    const tookMs = Math.round(performance.now() - startedMs)
    if (isDone(left) || tookMs > drainMsMax || !isServing()) return { tookMs, left }
    await pause(lookMs)
  }
}

/** Whether nothing waits. */
export function isDone({ tasks, pushes, deliveries, callbacks }: OpenWork): boolean {
  return tasks + pushes + deliveries + callbacks === 0
}
