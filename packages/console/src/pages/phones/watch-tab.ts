// Whether somebody is there: a tab that was hidden for a while is not watched, and its phones ask for nothing until it is seen again.

/** How long a tab may be hidden, ms: long enough to send from another one and to look there what became of it. */
const hiddenMsMax = 300_000

/** Resolves at once while the tab is watched, else when it is seen again or the signal ends. Listens until the signal; `now` in ms, never back. */
export function watchTab(signal: AbortSignal, now: () => number): () => Promise<void> {
  let hiddenAt = document.hidden ? now() : undefined
  const note = (): void => {
    hiddenAt = document.hidden ? (hiddenAt ?? now()) : undefined
  }
  document.addEventListener('visibilitychange', note, { signal })
  return () => {
    if (signal.aborted || hiddenAt === undefined || now() - hiddenAt < hiddenMsMax) return Promise.resolve()
    return new Promise(resolve => {
      const over = new AbortController()
      const end = (): void => {
        over.abort()
        resolve()
      }
      document.addEventListener('visibilitychange', end, { signal: over.signal })
      signal.addEventListener('abort', end, { signal: over.signal })
    })
  }
}
