// Background work that somebody awaits: a scope collects it, aborts it on close and waits for its end.

/** Owns background tasks. Closing aborts `signal` and resolves once every task has ended; closing twice is harmless. */
export interface Scope extends AsyncDisposable {
  readonly signal: AbortSignal
  /** Starts a task; a rejection that is not the abort itself goes to `onError`. */
  run(task: (signal: AbortSignal) => Promise<void>): void
}

/** A scope whose tasks' failures go to `onError`. */
export function createScope(onError: (error: unknown) => void): Scope {
  const controller = new AbortController()
  const running = new Set<Promise<void>>()
  return {
    signal: controller.signal,
    run(task) {
      const ended: Promise<void> = task(controller.signal)
        .catch(error => {
          if (!controller.signal.aborted) onError(error)
        })
        .finally(() => running.delete(ended))
      running.add(ended)
    },
    async [Symbol.asyncDispose]() {
      controller.abort()
      // A task that is ending may start a last one.
      while (running.size > 0) await Promise.all(running)
    },
  }
}
