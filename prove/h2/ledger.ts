// What truly happened in a session, from the peer's side and the caller's, request by request. Facts only; check.ts judges.

/** What a client said became of a request. `failed`: it does not say whether it was processed, as other libraries do. */
export type Told =
  | { readonly kind: 'answered'; readonly status: number; readonly body?: string; readonly truncated?: boolean }
  | { readonly kind: 'unsent' | 'unknown' | 'failed'; readonly cause: string }

/** One time that a request reached the peer: its header block was read on a stream. */
export interface Appearance {
  readonly connection: number
  readonly streamId: number
  readonly atMs: number
  /** The vendor did what was asked. */
  processed: boolean
  /** When the peer said that it will not be processed: REFUSED_STREAM, or GOAWAY below it. */
  declinedAtMs: number | undefined
  answer: Answer | undefined
  /** When the last byte of a whole answer was handed to the system. */
  deliveredAtMs: number | undefined
  /** The client acknowledged a PING that was sent after the answer. */
  isProven: boolean
  /** The connection was reset after the answer, so that nobody knows whether it arrived. */
  isDoubtful: boolean
}

/** What the peer answered. */
export interface Answer {
  readonly status: number
  readonly body: string
}

/** One request. */
export interface Entry {
  readonly id: string
  /** Empty: none. Undefined: the library makes its own. */
  readonly body: string | undefined
  readonly askedAtMs: number
  /** How long it may take. */
  readonly deadlineMs: number
  readonly appearances: Appearance[]
  readonly told: { readonly result: Told; readonly atMs: number }[]
}

/** A wait for something after a loss. */
export interface Wait {
  readonly sinceMs: number
  /** Undefined: it never came. */
  readonly untilMs: number | undefined
  readonly msMax: number
  readonly what: 'a usable connection' | 'the end of a dead connection'
}

/** A number that has a bound. */
export interface Count {
  readonly what: string
  readonly count: number
  readonly max: number
}

/** The facts of one session. Times in ms of the session's clock. */
export class Ledger {
  readonly entries: Map<string, Entry> = new Map()
  readonly waits: Wait[] = []
  readonly counts: Count[] = []
  /** Rules of HTTP/2 or TLS that the client broke. */
  readonly complaints: string[] = []
  /** What was left behind after the client was closed. */
  readonly leaks: string[] = []
  /** Bytes of a body that the client keeps at most. */
  responseBytesMax: number = Number.POSITIVE_INFINITY
  connections = 0
  /** The client is being closed: what it says from now on was not said in time. */
  isClosed = false

  ask(
    id: string,
    more: { readonly body: string | undefined; readonly atMs: number; readonly deadlineMs: number },
  ): Entry {
    const { body, atMs, deadlineMs } = more
    const entry: Entry = { id, body, askedAtMs: atMs, deadlineMs, appearances: [], told: [] }
    this.entries.set(id, entry)
    return entry
  }

  /** Notes that a path was asked for on a stream; undefined where nobody asked for it. */
  appear(path: string, connection: number, streamId: number, atMs: number): Appearance | undefined {
    const entry = this.entries.get(path.slice(path.lastIndexOf('/') + 1))
    if (entry === undefined) {
      this.complaints.push(`a request for ${path}, which nobody made`)
      return undefined
    }
    const appearance: Appearance = {
      connection,
      streamId,
      atMs,
      processed: false,
      declinedAtMs: undefined,
      answer: undefined,
      deliveredAtMs: undefined,
      isProven: false,
      isDoubtful: false,
    }
    entry.appearances.push(appearance)
    return appearance
  }
}
