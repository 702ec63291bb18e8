// The app's token: fetched by whoever needs it first, shared by all, fetched anew before it ends or when the server refuses it.

/** A token as the server gave it. */
export interface IssuedToken {
  readonly text: string
  readonly expiresInSeconds: number
}

/** Hands out the token. */
export interface TokenSource {
  /** The token, at once where it is known. Rejects with what fetching it ended with, or with the signal's reason. */
  get(signal: AbortSignal): Promise<string>
  /** The server refused this one; true where another one may be had. */
  refused(text: string): boolean
}

/** A token is replaced this long before its end, so that none ends on its way. */
const earlyMs = 60_000

/** A source that fetches; at most one fetch runs at a time. */
export function createTokenSource(fetchToken: () => Promise<IssuedToken>, now: () => number): TokenSource {
  let known: { readonly text: string; readonly untilMs: number } | undefined
  let fetching: Promise<string> | undefined
  const fetchOnce = async (): Promise<string> => {
    const { text, expiresInSeconds } = await fetchToken()
    const lifeMs = expiresInSeconds * 1_000
    // A token that lives shorter than the margin is used for half of its life.
    known = { text, untilMs: now() + Math.max(lifeMs - earlyMs, lifeMs / 2) }
    return text
  }
  return {
    get(signal) {
      if (known !== undefined && now() < known.untilMs) return Promise.resolve(known.text)
      fetching ??= fetchOnce().finally(() => {
        fetching = undefined
      })
      // Whoever gives up leaves the others their fetch.
      return orAbort(fetching, signal)
    },
    refused(text) {
      if (known?.text === text) known = undefined
      return true
    },
  }
}

/** A source of one token that the caller has from elsewhere. */
export function fixedToken(text: string): TokenSource {
  return { get: () => Promise.resolve(text), refused: () => false }
}

function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
