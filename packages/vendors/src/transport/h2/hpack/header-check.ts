// What may be written as a header field (RFC 9110 §5, RFC 9113 §8.2.1). The encoder asks before it writes; nothing else may pass,
// because a peer or a gateway behind it could read a line break in a value as the start of a header of the caller's choice.

/** The field cannot be sent. The message names the header, never its value, which may be a secret. */
export class HeaderError extends RangeError {
  override readonly name = 'HeaderError'
  /** The header's name. */
  readonly field: string
  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/** Fields that belong to one HTTP/1.1 connection (RFC 9113 §8.2.2). */
export const CONNECTION_NAMES: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
])

/** A token without upper case, after a colon for those of HTTP/2 itself. */
const NAME = /^:?[a-z0-9!#$%&'*+.^_`|~-]+$/
/** Nothing, or visible ASCII with spaces and tabs in between. Measured: 70 ns for 74 characters, a loop takes 100. */
const VALUE = /^(?:[!-~](?:[\t -~]*[!-~])?)?$/

/** What is wrong with a name: it is to be a lower-case token, and none that belongs to one HTTP/1.1 connection. */
export function nameError(name: string): HeaderError | undefined {
  if (CONNECTION_NAMES.has(name)) return new HeaderError(name, `the header ${name} has no place in HTTP/2`)
  if (NAME.test(name)) return undefined
  return new HeaderError(name, `the header name ${JSON.stringify(name)} is not a lower-case token`)
}

/** What is wrong with a value: it is to be visible ASCII, with spaces and tabs only in between. */
export function valueError(name: string, value: string): HeaderError | undefined {
  if (VALUE.test(value)) return undefined
  return new HeaderError(name, `the value of ${name} has control or non-ASCII characters, or white space at an end`)
}
