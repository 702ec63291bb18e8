// Waiting that the person can interrupt.
import type { Clock } from '../base/clock.ts'
import { interrupted } from './exit.ts'

/** Resolves after so many ms; rejects with the interruption once the signal aborts. */
export function pause(clock: Pick<Clock, 'after'>, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      cancel()
      reject(interrupted(signal.reason))
    }
    const cancel = clock.after(delayMs, () => {
      signal.removeEventListener('abort', stop)
      resolve()
    })
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
