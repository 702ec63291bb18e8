// One time limit for one piece of work, however many requests it makes: a batch and a sign-in have one timer each, their requests
// none. Everything that waits in this package waits here, in transport/ or in a simulator.
import type { Clock } from '../io.ts'

/** How long {@link withDeadline} lets its work run. */
export interface DeadlineOptions {
  readonly clock: Clock
  readonly timeoutMs: number
  /** The caller's own signal; its reason is handed on. */
  readonly signal: AbortSignal
}

/**
 * Runs `work` with a signal that fires with the caller's or after `timeoutMs`, then with a `TimeoutError`, which transports report
 * as `deadline`. Waits for the work even when it is late, because the work knows what became of its requests. Leaves neither timer
 * nor listener behind.
 */
export async function withDeadline<T>(
  options: DeadlineOptions,
  work: (limited: AbortSignal) => Promise<T>,
): Promise<T> {
  const { clock, timeoutMs, signal } = options
  const limit = new AbortController()
  const onAbort = (): void => limit.abort(signal.reason)
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  const overdue = (): void => limit.abort(new DOMException(`no answer within ${timeoutMs} ms`, 'TimeoutError'))
  const cancelTimer = clock.after(timeoutMs, overdue)
  try {
    return await work(limit.signal)
  } finally {
    cancelTimer()
    signal.removeEventListener('abort', onAbort)
  }
}
