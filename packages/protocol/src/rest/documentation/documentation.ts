// What a reader is told about an endpoint besides its declaration: when to use it, its own errors, requests that work. Beside the
// declarations, so that those stay small; a test demands an entry for each endpoint and runs every example.
import type { ErrorCode } from '../../errors.ts'
import type { JsonObject, JsonValue } from '../../json.ts'

/** The documentation of one endpoint. */
export interface Documentation {
  /** More than the summary says: bounds, order, what is easily misunderstood. Plain text, paragraphs apart by an empty line. */
  readonly description?: string
  /** Errors of its own; those that follow from access, body, rate and idempotency are added by `openapi-errors.ts`. */
  readonly errors?: readonly ErrorCode[]
  /** At least one that is answered with 200. */
  readonly examples: readonly Example[]
}

/** A request that works against the sandbox. Values of `samples.ts` stand for what only a running server knows. */
export interface Example {
  /** A short sentence, unique within the endpoint. */
  readonly name: string
  /** Parameters of the path; `org` and `app` are the sandbox's unless they are named. */
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | boolean>>
  readonly body?: JsonValue
  /** A whole answer, as an illustration. */
  readonly reply?: JsonObject | readonly JsonValue[]
  /** The error that it shows; absent = it is answered with 200. */
  readonly error?: ErrorCode
  /** Endpoints whose examples must have run before. */
  readonly after?: readonly string[]
}

/** Documentation by the endpoint's name. */
export type Documented = Readonly<Record<string, Documentation>>
