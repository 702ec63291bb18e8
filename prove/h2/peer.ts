// The laboratory's peer: a TLS server on 127.0.0.1 that greets each connection as a script says, well or badly.
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls'
import type { Settings } from './allowance.ts'
import { type Behaviour, PeerConnection } from './connection.ts'
import type { Ledger } from './ledger.ts'
import type { Papers } from './papers.ts'
import type { SessionClock } from './time.ts'

/** How a connection is met. */
export type Welcome =
  | { readonly kind: 'serve'; readonly settings?: Settings; readonly behaviour?: Behaviour }
  /** Reset, ended or met with silence before TLS; or answered with something else than TLS. */
  | { readonly kind: 'reset' | 'end' | 'mute' | 'garbage' }
  /** A certificate that must not be trusted, or no HTTP/2: not a byte of a request may come. */
  | { readonly kind: Untrusted }

/** Peers that a client must turn away from. */
export type Untrusted = 'foreign' | 'expired' | 'misnamed' | 'no-http2'

/** What a peer needs. */
export interface PeerDeps {
  readonly clock: SessionClock
  readonly ledger: Ledger
  readonly papers: Papers
}

/** Listens on a port of its own. Who opens it closes it. */
export class Peer implements AsyncDisposable {
  readonly connections: PeerConnection[] = []
  /** Decides about the n-th connection, from 1. */
  welcome: (number: number) => Welcome = () => ({ kind: 'serve' })
  /** Of connections whose welcome names none. */
  behaviour: Behaviour = {}
  /** Told of each connection that TLS has made and that may serve. */
  onConnection: (connection: PeerConnection) => void = () => undefined
  readonly #deps: PeerDeps
  readonly #sockets = new Set<Socket>()
  /** Who waits for the end of a handshake, by the client's port. */
  readonly #waiting = new Map<number, (tls: TLSSocket) => void>()
  readonly #tlsServers = new Map<string, TlsServer>()
  #listener: Server | undefined
  #port = 0
  #arrived = 0
  #shaking = 0

  constructor(deps: PeerDeps) {
    this.#deps = deps
  }

  get origin(): string {
    return `https://127.0.0.1:${this.#port}`
  }

  /** Connections that came, whatever became of them. */
  get arrivedCount(): number {
    return this.#arrived
  }

  /** Sockets that are not closed. */
  get socketCount(): number {
    return this.#sockets.size
  }

  /** True while a handshake is under way that the peer does not hold up. */
  get isShaking(): boolean {
    return this.#shaking > 0
  }

  /** Listens; a second time on the same port. */
  async listen(): Promise<void> {
    const listener = createServer(raw => this.#accept(raw))
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject)
      listener.listen(this.#port, '127.0.0.1', resolve)
    })
    this.#listener = listener
    const address = listener.address()
    this.#port = typeof address === 'object' && address !== null ? address.port : 0
  }

  /** Nobody listens any more; present connections stay. */
  leave(): void {
    this.#listener?.close()
    this.#listener = undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.leave()
    for (const connection of this.connections) connection.destroy()
    const gone = [...this.#sockets].map(socket => new Promise<void>(resolve => socket.once('close', () => resolve())))
    for (const socket of this.#sockets) socket.destroy()
    await Promise.all(gone)
  }

  #accept(raw: Socket): void {
    const { clock, ledger } = this.#deps
    clock.touch()
    this.#arrived += 1
    ledger.connections += 1
    this.#sockets.add(raw)
    // Else the kernel would keep back the second of two small writes, which looks like silence.
    raw.setNoDelay(true)
    raw.once('close', () => {
      this.#sockets.delete(raw)
      clock.touch()
    })
    raw.on('error', () => clock.touch())
    const number = this.#arrived
    const welcome = this.welcome(number)
    switch (welcome.kind) {
      case 'reset':
        raw.resetAndDestroy()
        return
      case 'end':
        raw.resume().end()
        return
      case 'mute':
        raw.resume()
        return
      case 'garbage':
        raw.resume().end('SSH-2.0-laboratory\r\n')
        return
      case 'serve':
        this.#serve(number, raw, welcome)
        return
      default:
        this.#mislead(number, raw, welcome.kind)
    }
  }

  #serve(number: number, raw: Socket, welcome: Extract<Welcome, { kind: 'serve' }>): void {
    const { clock, ledger } = this.#deps
    this.#handshake(raw, 'good', tls => {
      const behaviour = welcome.behaviour ?? this.behaviour
      const settings = welcome.settings ?? { streamsMax: STREAMS_MAX }
      const connection = new PeerConnection(number, raw, tls, { clock, ledger, behaviour, settings })
      this.connections.push(connection)
      this.onConnection(connection)
    })
  }

  #mislead(number: number, raw: Socket, kind: Untrusted): void {
    this.#handshake(raw, kind, tls => {
      tls.on('error', () => this.#deps.clock.touch())
      tls.on('data', (bytes: Buffer) => {
        this.#deps.ledger.complaints.push(`${bytes.length} bytes on connection ${number}, whose peer is ${kind}`)
      })
    })
  }

  #handshake(raw: Socket, kind: 'good' | Untrusted, done: (tls: TLSSocket) => void): void {
    const server = this.#tlsServer(kind)
    this.#shaking += 1
    let isOver = false
    const over = (): void => {
      if (isOver) return
      isOver = true
      this.#shaking -= 1
      waiters.delete(raw.remotePort ?? 0)
      this.#deps.clock.touch()
    }
    const waiters = this.#waiting
    waiters.set(raw.remotePort ?? 0, tls => {
      over()
      done(tls)
    })
    raw.once('close', over)
    server.emit('connection', raw)
  }

  #tlsServer(kind: 'good' | Untrusted): TlsServer {
    const known = this.#tlsServers.get(kind)
    if (known) return known
    const { papers } = this.#deps
    const { certPem, keyPem } = kind === 'no-http2' ? papers.good : papers[kind]
    const protocol = kind === 'no-http2' ? 'http/1.1' : 'h2'
    const server = createTlsServer({ cert: certPem, key: keyPem, ALPNProtocols: [protocol] })
    server.on('secureConnection', tls => this.#waiting.get(tls.remotePort ?? 0)?.(tls))
    // The client turned away, as it should from most; the raw socket's end is told to the clock.
    server.on('tlsClientError', (_error, tls) => tls.destroy())
    this.#tlsServers.set(kind, server)
    return server
  }
}

/** What a connection allows where a script does not say otherwise; about what APNs announces. */
const STREAMS_MAX = 1000
