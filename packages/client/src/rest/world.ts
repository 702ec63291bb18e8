// The outside world of the client: time, chance and the network, which tests replace. Only what Node, browsers and workers share.

/** What a client uses of its surroundings. */
export interface World {
  readonly fetch: typeof fetch
  /** Epoch ms. */
  now(): number
  /** Resolves after this time, or rejects with the signal's reason. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  /** A signal that aborts after this time with a `TimeoutError`, or with the caller's signal. */
  deadline(ms: number, signal: AbortSignal | undefined): AbortSignal
  uuid(): string
}

/** The real one. */
export function systemWorld(fetcher: typeof fetch): World {
  return {
    fetch: fetcher,
    now: () => Date.now(),
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        const stop = () => {
          clearTimeout(timer)
          reject(signal.reason)
        }
        const timer = setTimeout(() => {
          signal.removeEventListener('abort', stop)
          resolve()
        }, ms)
        if (signal.aborted) stop()
        else signal.addEventListener('abort', stop, { once: true })
      }),
    deadline: (ms, signal) => {
      const ends = AbortSignal.timeout(ms)
      return signal === undefined ? ends : AbortSignal.any([signal, ends])
    },
    uuid,
  }
}

/** Browsers keep `crypto.randomUUID` from pages over plain http, as a console within a house may be. Version 4 (RFC 9562 §5.4). */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(15))
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{3})(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
}
