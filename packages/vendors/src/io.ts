// The outside world as a vendor channel sees it. Everything that differs between a test, the sandbox and production enters here.

/** Wall clock and timers; a test drives its own. */
export interface Clock {
  /** Epoch ms; may jump. */
  now(): number
  /** Milliseconds that never jump, for deadlines and round trips. */
  monotonic(): number
  /** Calls `run` once after `delayMs`; the returned function cancels it. Does not keep the process alive. */
  after(delayMs: number, run: () => void): () => void
}

/** Where a vendor's hosts are; the defaults stand in each vendor's `client.ts`, the sandbox overrides them. */
export type Endpoints = Readonly<Record<string, string>>

/** What {@link Vendor.open} is given. */
export interface VendorIo {
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Base URLs by the vendor's own endpoint names (`push`, `oauth`, …); a missing name means the real service. */
  readonly endpoints: Endpoints
  /** PEM certificates to trust besides the system's. */
  readonly ca?: readonly string[]
  /** URL of the proxy that all connections to this vendor go through (`TransportOptions.proxy`): a secret. */
  readonly proxy?: string
  /**
   * Whether a connection to an IP address may be tried, asked about each address right before connecting (S21, S22). Only vendors whose
   * hosts come from clients ask it (Web Push): the others' hosts are their own or the operator's. Absent = every address may.
   */
  readonly mayConnect?: (address: string) => boolean
}
