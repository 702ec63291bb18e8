// What a vendor's client asks of a connection, whatever protocol is below. A transport never throws for what happened on the
// network: it says whether bytes may have arrived, because that decides whether a push may be sent again.

/** One request to the origin a transport was opened for. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/**
 * `answered`: a whole response came (its body cut at the transport's limit). `unsent`: provably not processed (refused, DNS,
 * TLS, REFUSED_STREAM, above GOAWAY's last stream, never written). `unknown`: bytes left and no whole answer came.
 */
export type WireResult =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
      /** True when the body was longer than the limit and was cut. */
      readonly truncated: boolean
    }
  | { readonly kind: 'unsent'; readonly cause: string }
  | { readonly kind: 'unknown'; readonly cause: string }

/** Connections to one origin. Closing it ends open requests as `unsent` or `unknown`. */
export interface Transport extends AsyncDisposable {
  /** Never rejects. The signal carries the deadline; when it fires, the request ends as `unsent` or `unknown`. */
  request(request: WireRequest, signal: AbortSignal): Promise<WireResult>
  /** Drops present connections so that the next request opens a new one; open requests end by themselves. */
  reconnect(): void
}

/** How a transport is opened. */
export interface TransportOptions {
  /** `https://host[:port]`. */
  readonly origin: string
  readonly ca?: readonly string[]
  /** A TLS client certificate, for vendors that authenticate by it. */
  readonly clientCertificate?: { readonly pfx: Uint8Array; readonly passphrase?: string }
  /**
   * URL of the proxy that connections go through, with its credentials (proxy.ts): a secret. It is given the origin's name, which is not
   * looked up here. Absent = none, whatever the environment says.
   */
  readonly proxy?: string
  /**
   * Asked about each IP address right before connecting to it; a refused one is not connected to, and where no other is left the request
   * is `unsent` with the cause `address-forbidden`. For origins that come from clients (S21, S22). With a proxy it is asked only about an
   * origin that is an address itself: names are looked up by the proxy, and the proxy's own address is the operator's.
   */
  readonly mayConnect?: (address: string) => boolean
  readonly connectTimeoutMs: number
  /** Most bytes kept of a response body. */
  readonly responseBytesMax: number
  /** Most requests on the wire at a time; further ones wait in order. */
  readonly inFlightMax: number
}
