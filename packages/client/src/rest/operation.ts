// An operation of the REST interface as the generated methods describe it, and what a caller may say about one call of it.

/** One operation; made by the generator. */
export interface Operation {
  /** `labels.create`. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `/{org}/{app}/push/label/{name}`. */
  readonly path: string
  /** Members of the input that go into the query. */
  readonly query?: readonly string[]
  /** `members`: the body is what is left of the input after path and query; `whole`: it is the input's `body`. */
  readonly body?: 'members' | 'whole'
  readonly credential: 'none' | 'optional' | 'app' | 'admin'
  /** Carries an `Idempotency-Key`, so that a repeat causes nothing. */
  readonly idempotent?: boolean
  /** The result is the answer's `data`. */
  readonly unwrap?: boolean
  /** Members of the answer that are 64-bit ids: they become texts however small they are. */
  readonly ids?: readonly string[]
}

/** What may be said about one call. */
export interface CallOptions {
  /** Ends the call, with what it waits for; the result is then the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** For the whole call with its repeats, in place of the client's. */
  readonly timeoutMs?: number | undefined
  /** In place of a random one, so that a call that is repeated later, by another process, finds the first one's result. */
  readonly idempotencyKey?: string | undefined
  /** Is shown status and headers of the final answer; `posthouse-msg-id` names a push. */
  readonly onAnswer?: ((answer: { readonly status: number; readonly headers: Headers }) => void) | undefined
}

/** Calls an operation. The generated methods give its result a type. */
export type Call = <Reply>(operation: Operation, input?: object, options?: CallOptions) => Promise<Reply>
