// Waiting for a time, or until somebody calls it off.
import type { Clock } from './clock.ts'

/** Resolves after `forMs`, or as soon as the signal aborts. */
export function pause(clock: Pick<Clock, 'after'>, forMs: number, signal: AbortSignal): Promise<void> {
  // An aborted signal tells nobody again.
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => {
    const end = (): void => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(forMs, end)
    signal.addEventListener('abort', end, { once: true })
  })
}
