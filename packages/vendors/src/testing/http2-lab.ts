// A stand for the HTTP/2 client's tests: a vendor on a real TLS socket that can be armed with faults, and clients to it.
import { type Authority, createAuthority } from '../simulator/authority.ts'
import type { Fault } from '../simulator/contract.ts'
import type { Exchange } from '../simulator/exchange.ts'
import { applyFault, FaultList } from '../simulator/faults.ts'
import { startTlsServer, type TlsServer, type TlsServerOptions } from '../simulator/tls-server.ts'
import type { WireRequest, WireResult } from '../transport/contract.ts'
import { type Http2Client, type Http2Options, openHttp2 } from '../transport/h2/client.ts'
import { ManualClock } from './manual-clock.ts'

/** A vendor that answers 200 with the path unless a fault is armed for it. */
export interface Peer extends AsyncDisposable {
  readonly server: TlsServer
  readonly url: string
  /** The paths it processed. */
  readonly taken: readonly string[]
  readonly connections: ReadonlySet<object>
  /** Resolves when the next request for the path is here, whatever becomes of it: its bytes have left the client. */
  arrived(path: string): Promise<void>
  /** Arms a fault for the next request, or for the next one of a path. */
  arm(action: Fault['action'], path?: string): void
}

/** Starts peers under one authority and opens clients that trust it. */
export interface Http2Lab {
  readonly authority: Authority
  readonly tls: TlsServerOptions['tls']
  peer(more?: Partial<TlsServerOptions>): Promise<Peer>
  transportTo(origin: string, more?: Partial<Http2Options>, clock?: ManualClock): Http2Client
}

/** Makes a laboratory; its certificates are valid at `nowMs`, which must be the real time. */
export async function http2Lab(nowMs: number): Promise<Http2Lab> {
  const authority = await createAuthority({ nowMs })
  const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
  return {
    authority,
    tls,
    peer: more => startPeer({ port: 0, tls, alpn: ['h2'], ...more }),
    transportTo(origin, more = {}, clock = new ManualClock(0)) {
      const options = {
        origin,
        ca: [tls.caPem],
        connectTimeoutMs: 10_000,
        responseBytesMax: 65_536,
        inFlightMax: 1_000,
      }
      return openHttp2({ ...options, ...more }, clock, () => 0.5)
    },
  }
}

/** A signal that never fires. */
export const never: AbortSignal = new AbortController().signal

/** A request without a body. */
export function get(path: string): WireRequest {
  return { method: 'GET', path, headers: {} }
}

/** What {@link brief} shows of the peer's regular answer. */
export function ok(path: string): object {
  return { kind: 'answered', status: 200, body: path, truncated: false }
}

/** A result without its headers, which hold the server's date. */
export function brief(result: WireResult): object {
  if (result.kind !== 'answered') return result
  const { headers: _headers, ...rest } = result
  return rest
}

async function startPeer(options: Omit<TlsServerOptions, 'handle'> & Partial<TlsServerOptions>): Promise<Peer> {
  const faults = new FaultList()
  const taken: string[] = []
  const connections = new Set<object>()
  const awaited = new Map<string, PromiseWithResolvers<void>>()
  const proceed = (exchange: Exchange): void => {
    taken.push(exchange.path)
    exchange.answer(200, { 'x-two': '2' }, exchange.path)
  }
  const handle = async (exchange: Exchange): Promise<void> => {
    connections.add(exchange.connection)
    awaited.get(exchange.path)?.resolve()
    awaited.delete(exchange.path)
    const fault = faults.take('push', exchange.path)
    const done = fault && (await applyFault(fault, exchange, () => proceed(exchange)))
    if (done !== 'done') proceed(exchange)
  }
  const server = await startTlsServer({ handle, ...options })
  const arm = (action: Fault['action'], path?: string): void => {
    faults.arm(path === undefined ? { action } : { action, token: path })
  }
  const arrived = (path: string): Promise<void> => {
    const known = awaited.get(path) ?? Promise.withResolvers<void>()
    awaited.set(path, known)
    return known.promise
  }
  return { server, url: server.url, arm, arrived, taken, connections, [Symbol.asyncDispose]: server.close }
}
