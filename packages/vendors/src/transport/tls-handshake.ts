// TLS with one peer over sockets that others connected: proves the peer, agrees on the protocol, and keeps the peer's newest
// ticket so that the next handshake is a short one.
import type { Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { keepQuiet, type StepResult, step } from './socket-step.ts'
import type { TlsClientOptions } from './tls.ts'

/** A peer as TLS sees it. */
export interface TlsPeerOptions {
  /** Name or address literal that its certificate must be for. */
  readonly host: string
  /** The one protocol that is offered. */
  readonly alpn: 'h2' | 'http/1.1'
  readonly tls: TlsClientOptions
}

/** A peer that handshakes are made with. Any number may be under way at a time. */
export class TlsPeer {
  readonly #options: TlsPeerOptions
  /**
   * Of the last connection that was verified; Node tells of tickets only after that. Works for TLS 1.2 and 1.3, and is never early
   * data: a resumed connection says nothing before the handshake's end.
   */
  #ticket: Buffer | undefined

  constructor(options: TlsPeerOptions) {
    this.#options = options
  }

  /**
   * Secures a connected socket, which becomes part of the result. For `h2` a peer that chooses something else fails with `no-h2`;
   * HTTP/1.1 needs no agreement (RFC 9112 §3 knows no ALPN). A failure forgets the ticket, whoever is to blame: it may have been.
   */
  async secure(below: Socket, signal: AbortSignal): Promise<StepResult<TLSSocket>> {
    const { host, alpn, tls } = this.#options
    const session = this.#ticket === undefined ? {} : { session: this.#ticket }
    const socket = keepQuiet(connect({ socket: below, host, ALPNProtocols: [alpn], ...tls, ...session }))
    socket.on('session', ticket => {
      this.#ticket = ticket
    })
    const place = { socket, signal, closedCause: 'closed-in-handshake' }
    const result = await step<TLSSocket>(place, end => {
      const onSecure = (): void => {
        if (alpn === 'h2' && socket.alpnProtocol !== 'h2') end.fail('no-h2')
        else end.done(socket)
      }
      socket.once('secureConnect', onSecure)
      return () => socket.off('secureConnect', onSecure)
    })
    if (result.kind === 'done') return result
    this.#ticket = undefined
    // What a peer says that knows ALPN, but not the protocol (RFC 7301 §3.2).
    return result.cause === 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL' && alpn === 'h2'
      ? { ...result, cause: 'no-h2' }
      : result
  }
}
