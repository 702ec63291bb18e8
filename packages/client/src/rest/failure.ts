// What a call can end with besides a result.

/** Members of an error body; see the document's schema `Error`. */
export interface ErrorAnswer {
  readonly status: number
  /** Code in lower snake case, `error` of the body; `not_json` where the answer was none of ours. */
  readonly code: string
  readonly exception: string
  /** A sentence, `error_description` of the body. */
  readonly description: string
  /** From `Retry-After`. */
  readonly retryAfterMs: number | undefined
}

/** The server refused, or failed and said so. After a 5xx it is not known whether the request was carried out. */
export class PosthouseApiError extends Error implements ErrorAnswer {
  override readonly name = 'PosthouseApiError'
  readonly status: number
  readonly code: string
  readonly exception: string
  readonly description: string
  readonly retryAfterMs: number | undefined
  constructor(operation: string, { status, code, exception, description, retryAfterMs }: ErrorAnswer) {
    super(`${operation}: ${status} ${code}: ${description}`)
    this.status = status
    this.code = code
    this.exception = exception
    this.description = description
    this.retryAfterMs = retryAfterMs
  }
}

/** No answer came: no connection, or one that broke. It is not known whether the request was carried out; `cause` says more. */
export class PosthouseConnectionError extends Error {
  override readonly name = 'PosthouseConnectionError'
  constructor(operation: string, cause: unknown) {
    super(`${operation}: no answer came, and whether the request was carried out is not known`, { cause })
  }
}
