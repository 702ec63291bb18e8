// What the server says about itself: `noun.verb` events with flat fields, one line per fact. Knows no secret and no content.

/** A field of a log line. Device tokens and secrets never are one; `fingerprint` in crypto.ts stands in for them. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Where events go. `error`: someone must act; `warn`: odd; `info`: business. */
export interface Log {
  error(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
}

/**
 * What was thrown, for the log: its name, its code and where it came from. Its message stays out, because those of parsers, drivers
 * and vendors repeat what they were given, and that may be a credential or what a user wrote (S50).
 */
export function causeOf(thrown: unknown): LogFields {
  if (!(thrown instanceof Error)) return { cause: typeof thrown }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
  return { cause: thrown.name, code, at: placeOf(thrown) }
}

/** The top three calls. The stack holds the message before them, which may have lines that look like calls. */
function placeOf({ message, stack = '' }: Error): string {
  const from = stack.indexOf(message)
  const calls = from === -1 ? '' : stack.slice(from + message.length)
  return calls.split('\n    at ').slice(1, 4).join(' < ')
}

/** Says nothing; for tests. */
export const silentLog: Log = { error() {}, warn() {}, info() {} }
