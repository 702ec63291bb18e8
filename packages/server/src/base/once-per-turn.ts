// Asking once for all who ask in the same turn.

/** Whoever asks while nothing else has run shares the first one's answer; who asks later has an answer of their own, and a younger one. */
export function oncePerTurn<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    if (asked !== undefined) return asked
    asked = ask()
    queueMicrotask(() => (asked = undefined))
    return asked
  }
}
