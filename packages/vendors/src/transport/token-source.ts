// A short-lived vendor credential, shared by all senders of a channel: fetched once for everybody, renewed ahead of its end, and
// never asked for in a tight loop (spec/vendors.md §0.2). What a credential looks like is the vendor's business.
import type { Clock } from '../io.ts'
import { abortCause } from './cause.ts'
import { withDeadline } from './deadline.ts'

/** What senders get. */
export type TokenResult =
  | { readonly kind: 'token'; readonly token: string }
  /** The long-lived credential is wrong; asking again does not help. */
  | { readonly kind: 'refused'; readonly code: string; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly cause: string; readonly retryAfterMs?: number; readonly answer?: unknown }

/** What one request to the vendor yields. */
export type FetchedToken =
  | { readonly kind: 'token'; readonly token: string; readonly expiresInMs: number }
  | Exclude<TokenResult, { readonly kind: 'token' }>

/** How {@link tokenSource} works. */
export interface TokenSourceOptions {
  readonly clock: Clock
  /** Asks the vendor once. The signal fires at the end of `timeoutMs` and when the source is disposed; nobody waits longer. */
  readonly fetch: (signal: AbortSignal) => Promise<FetchedToken>
  /** Time for one request, because everybody waits for it: afterwards it has failed with `deadline`. */
  readonly timeoutMs: number
  /** How long before its end a token is renewed; senders go on with the old one meanwhile. */
  readonly refreshAheadMs: number
  /** Age at which a token is renewed at the latest, for vendors whose tokens live much longer than they want to see them used. */
  readonly renewAfterMs?: number
  /** Least time between a failed request and the next one. */
  readonly minRefreshIntervalMs?: number
}

/** One credential's tokens. */
export interface TokenSource extends Disposable {
  /** The present token, or why there is none. Never rejects; an abort ends only this caller's wait. */
  get(signal: AbortSignal): Promise<TokenResult>
  /** Drops a token that the vendor refused; nothing happens when it is no longer the present one. */
  invalidate(token: string): void
}

/** The cause while the source waits after a fresh token was refused like the one before. */
export const TOKEN_REFUSED_AGAIN = 'token-refused-again'

/** Least time between a failed request and the next one (spec/vendors.md §0.2). */
const REFRESH_INTERVAL_MS_MIN = 30_000
/** A token that lives shorter than this is as good as none (F69). */
const LIFE_MS_MIN = 1_000

/** True for what can be sent in a header as an access token: printable ASCII, 4096 characters at most. */
export function isHeaderToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,4096}$/.test(value)
}

/** Makes a source; nothing is fetched before the first {@link TokenSource.get}. */
export function tokenSource(options: TokenSourceOptions): TokenSource {
  return new SharedToken(options)
}

type Failure = Exclude<TokenResult, { readonly kind: 'token' }>

class SharedToken implements TokenSource {
  readonly #options: TokenSourceOptions
  readonly #closing = new AbortController()
  #current: { readonly token: string; readonly renewAtMs: number; readonly endsAtMs: number } | undefined
  #flight: Promise<TokenResult> | undefined
  #failure: { readonly result: Failure; readonly untilMs: number } | undefined
  /** When the newest token came by a forced refresh; another refusal soon after must not force one more. */
  #forcedAtMs: number = Number.NEGATIVE_INFINITY
  #isForced = false

  constructor(options: TokenSourceOptions) {
    this.#options = options
  }

  async get(signal: AbortSignal): Promise<TokenResult> {
    const nowMs = this.#options.clock.now()
    const current = this.#current
    if (current && nowMs < current.endsAtMs) {
      if (nowMs >= current.renewAtMs && !this.#isPaused(nowMs)) void this.#refresh()
      return { kind: 'token', token: current.token }
    }
    if (!this.#flight && this.#failure && this.#isPaused(nowMs)) return this.#failure.result
    return await orAborted(this.#refresh(), signal)
  }

  invalidate(token: string): void {
    if (this.#current?.token !== token) return
    this.#current = undefined
    this.#isForced = true
    const nowMs = this.#options.clock.now()
    const untilMs = this.#forcedAtMs + this.#intervalMs()
    if (nowMs < untilMs) this.#failure = { result: { kind: 'failed', cause: TOKEN_REFUSED_AGAIN }, untilMs }
  }

  [Symbol.dispose](): void {
    this.#closing.abort()
  }

  #intervalMs(): number {
    return this.#options.minRefreshIntervalMs ?? REFRESH_INTERVAL_MS_MIN
  }

  #isPaused(nowMs: number): boolean {
    return this.#failure !== undefined && nowMs < this.#failure.untilMs
  }

  /** The one request under way, or a new one (F67). */
  #refresh(): Promise<TokenResult> {
    this.#flight ??= this.#fetch().finally(() => {
      this.#flight = undefined
    })
    return this.#flight
  }

  async #fetch(): Promise<TokenResult> {
    const fetched = await this.#ask()
    const wasForced = this.#isForced
    this.#isForced = false
    const nowMs = this.#options.clock.now()
    if (fetched.kind !== 'token') {
      const pauseMs = Math.max(this.#intervalMs(), fetched.kind === 'failed' ? (fetched.retryAfterMs ?? 0) : 0)
      this.#failure = { result: fetched, untilMs: nowMs + pauseMs }
      return fetched
    }
    const { token, expiresInMs } = fetched
    // A token shorter than the lead is renewed at half its life, not at once and for ever.
    const aheadMs = Math.min(this.#options.refreshAheadMs, expiresInMs / 2)
    const renewInMs = Math.min(expiresInMs - aheadMs, this.#options.renewAfterMs ?? expiresInMs)
    this.#current = { token, renewAtMs: nowMs + renewInMs, endsAtMs: nowMs + expiresInMs }
    this.#failure = undefined
    if (wasForced) this.#forcedAtMs = nowMs
    return { kind: 'token', token }
  }

  /** The vendor's word; what cannot be a token counts as a failure (F69). */
  async #ask(): Promise<FetchedToken> {
    try {
      const { clock, timeoutMs, fetch } = this.#options
      const limit = { clock, timeoutMs, signal: this.#closing.signal }
      const fetched = await withDeadline(limit, signal => orAborted(fetch(signal), signal))
      if (fetched.kind !== 'token') return fetched
      const { token, expiresInMs } = fetched
      const isUsable =
        typeof token === 'string' && token !== '' && Number.isFinite(expiresInMs) && expiresInMs >= LIFE_MS_MIN
      return isUsable ? fetched : { kind: 'failed', cause: 'token-unusable' }
    } catch (error) {
      return { kind: 'failed', cause: error instanceof Error ? error.message : String(error) }
    }
  }
}

/** Waits until the signal fires and no longer; what the flight comes to is then left to others, or to nobody. */
function orAborted<R>(flight: Promise<R>, signal: AbortSignal): Promise<R | Failure> {
  if (signal.aborted) return Promise.resolve({ kind: 'failed', cause: abortCause(signal) })
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve({ kind: 'failed', cause: abortCause(signal) })
    signal.addEventListener('abort', onAbort, { once: true })
    void flight.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
