// What the client needs of the place where it runs: time, chance, a socket, a shelf, a platform's number. Adapters beside it; tests give
// their own.

/** Time. */
export interface Clock {
  /** Epoch ms. */
  now(): number
  /** Calls `run` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void
}

/** One socket of texts. */
export interface Link {
  send(text: string): void
  /** Ends it; nothing is told of it any more. */
  close(code: number): void
}

/** What a socket tells, `closed` last and once, also when it could not be opened. */
export interface LinkEvents {
  opened(): void
  received(text: string): void
  /** `code` is the WebSocket's close code; 1006 where there is none. */
  closed(code: number): void
}

/** Opens sockets. */
export interface Transport {
  open(url: string, events: LinkEvents): Link
}

/** A shelf of texts that outlives the program, as far as the platform has one. */
export interface Shelf {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string): Promise<void>
  remove(key: string): Promise<void>
}

/** How loud a line of the log is. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** See the head of the file. */
export interface Ports {
  readonly clock: Clock
  /** From 0, below 1. */
  random(): number
  readonly transport: Transport
  readonly shelf: Shelf
  /** ZIM's platform number (spec/zego.md §3.1). */
  readonly platform: number
  /** Calls `run` when the network or the app may have come back; returns how to stop. */
  onWake(run: () => void): () => void
  /** One line per fact, without tokens and without what messages say. */
  log(level: LogLevel, event: string, fields: Readonly<Record<string, unknown>>): void
}
