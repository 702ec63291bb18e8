// Outgoing requests on a customer's behalf: guarded, bounded, three-valued (S20–S25).

/** One request. */
export interface OutgoingRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** A shorter time than usual, from the first byte to the last of the answer. */
  readonly timeoutMs?: number
}

/** What became of it. `refused`: the guard or the URL's rules forbade it, nothing was connected. */
export type OutgoingResult =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      /** At most 4 KiB of the answer, as UTF-8. */
      readonly excerpt: string
      /** Whether the answer ended by itself: in time, and not after more bytes than are read. */
      readonly isComplete: boolean
      readonly durationMs: number
    }
  | { readonly kind: 'failed'; readonly cause: string; readonly durationMs: number }
  | { readonly kind: 'refused'; readonly cause: string }

/** Sends guarded POST requests: addresses checked when connecting, no redirects, bounded answer and time. */
export interface Egress extends AsyncDisposable {
  /** Never rejects. */
  post(request: OutgoingRequest, signal: AbortSignal): Promise<OutgoingResult>
  /** Why a URL may not be used, or undefined; looks at the text only. */
  objection(url: string): string | undefined
}
