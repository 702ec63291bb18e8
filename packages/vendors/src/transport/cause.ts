// What an aborted signal and a failed connection are called in results.

/** The name of an abort: `deadline` for a timeout signal, else `aborted`. */
export function abortCause(signal: AbortSignal): string {
  const { reason } = signal as { readonly reason: unknown }
  return reason instanceof DOMException && reason.name === 'TimeoutError' ? 'deadline' : 'aborted'
}

/** What to call a failure: the system's or library's code, else its words. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
