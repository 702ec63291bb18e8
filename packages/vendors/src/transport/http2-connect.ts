// Opens one HTTP/2 session over TLS: handshake, ALPN and the peer's first SETTINGS, all within one time limit.
import { type ClientHttp2Session, connect as startSession } from 'node:http2'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Clock } from '../io.ts'
import { causeOf } from './cause.ts'
import type { TransportOptions } from './contract.ts'
import type { TlsClientOptions } from './tls.ts'

/** A session that may carry requests, or why there is none (`ECONNREFUSED`, `connect-timeout`, …). */
export type ConnectResult =
  | { readonly kind: 'open'; readonly connection: Http2Connection }
  | { readonly kind: 'failed'; readonly cause: string }

/** A session and the socket below it, which node:http2 does not let one close by way of the session. */
export interface Http2Connection {
  readonly session: ClientHttp2Session
  readonly socket: TLSSocket
}

/** Memory of one session, in MB as node:http2 counts it; its default of 10 refuses streams under load. */
const SESSION_MEMORY_MB = 64

/**
 * Waits for the peer's SETTINGS, because until they came nobody knows how many streams it allows (F65). Never rejects; an abort
 * fails the attempt.
 */
export function connectHttp2(
  input: { readonly options: TransportOptions; readonly tls: TlsClientOptions; readonly clock: Clock },
  signal: AbortSignal,
): Promise<ConnectResult> {
  const { options, clock } = input
  const { hostname, port } = new URL(options.origin)
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise(resolve => {
    const socket = connectTls({ host, port: Number(port || 443), ALPNProtocols: ['h2'], ...input.tls })
    let session: ClientHttp2Session | undefined
    let isSettled = false
    const settle = (result: ConnectResult): void => {
      if (isSettled) return
      isSettled = true
      cancelTimer()
      signal.removeEventListener('abort', onAbort)
      if (result.kind === 'failed') (session ?? socket).destroy()
      resolve(result)
    }
    const fail = (cause: string): void => settle({ kind: 'failed', cause })
    const cancelTimer = clock.after(options.connectTimeoutMs, () => fail('connect-timeout'))
    const onAbort = (): void => fail('closed')
    signal.addEventListener('abort', onAbort)
    socket.on('error', error => fail(causeOf(error)))
    socket.once('close', () => fail('closed-in-handshake'))
    socket.once('secureConnect', () => {
      if (socket.alpnProtocol !== 'h2') return fail('no-h2')
      session = sessionOn(socket, options)
      session.on('error', error => fail(causeOf(error)))
      session.once('close', () => fail('closed-in-handshake'))
      session.once('remoteSettings', () => session && settle({ kind: 'open', connection: { session, socket } }))
    })
  })
}

function sessionOn(socket: TLSSocket, options: TransportOptions): ClientHttp2Session {
  return startSession(options.origin, {
    createConnection: () => socket,
    settings: { enablePush: false },
    maxSessionMemory: SESSION_MEMORY_MB,
    // Where the peer names no limit, node:http2 would keep requests above 100 inside, and they would look as if sent.
    peerMaxConcurrentStreams: options.inFlightMax,
  })
}
