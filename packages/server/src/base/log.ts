// What the server says about itself: `noun.verb` events with flat fields, one line per fact. Knows no secret and no content.

/** A field of a log line. Device tokens and secrets never are one; `fingerprint` in crypto.ts stands in for them. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Where events go. `error`: someone must act; `warn`: odd; `info`: business. */
export interface Log {
  error(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
}

/** Says nothing; for tests. */
export const silentLog: Log = { error() {}, warn() {}, info() {} }
