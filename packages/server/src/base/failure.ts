// The one error class for what is expected and visible: a catalogue code, the values of its sentence, and the field at fault.
import { type ErrorCode, errors, errorText } from '@posthouse/protocol'

/** An expected failure; its code, status and sentence come from the catalogue in `@posthouse/protocol`. */
export class PosthouseError extends Error {
  override readonly name = 'PosthouseError'
  readonly code: ErrorCode
  readonly status: number
  /** The request member at fault, where one is. */
  readonly field: string | undefined
  /** Seconds a client should wait, for `Retry-After`. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ErrorCode,
    values: Readonly<Record<string, string | number>> = {},
    options: { readonly field?: string; readonly retryAfterSeconds?: number; readonly cause?: unknown } = {},
  ) {
    super(errorText(code, values), { cause: options.cause })
    this.code = code
    this.status = errors[code].status
    this.field = options.field
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}
