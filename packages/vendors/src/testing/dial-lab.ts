// A stand for tests of opening connections: TLS servers on chosen loopback addresses, and addresses where connecting never ends.
import { once } from 'node:events'
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls'
import { Worker } from 'node:worker_threads'
import { type Authority, createAuthority, type IssuedCertificate } from '../simulator/authority.ts'

/** The name that the stand's certificate is for, besides 127.0.0.1 and ::1. */
export const VENDOR_NAME = 'push.vendor.example'

/** What listens at an address. */
export interface Listener extends AsyncDisposable {
  readonly port: number
  /** Sockets that came, in order. */
  readonly sockets: readonly Socket[]
  /** Resolves when a further socket comes. */
  next(): Promise<Socket>
}

/** A TLS server, and what it agreed on. */
export interface TlsListener extends Listener {
  readonly server: ReturnType<typeof createServer>
  /** Resolves with the next handshake that ended well. */
  secured(): Promise<TLSSocket>
}

/** Certificates and servers. */
export interface DialLab {
  readonly authority: Authority
  readonly certificate: IssuedCertificate
  /** Listens with TLS; by default on any port of 127.0.0.1, with the stand's certificate. */
  tls(options?: TlsOptions, at?: { readonly host?: string; readonly port?: number }): Promise<TlsListener>
}

/** Makes a stand; its certificates are valid at `nowMs`, which must be the real time. */
export async function dialLab(nowMs: number): Promise<DialLab> {
  const authority = await createAuthority({ nowMs })
  const certificate = await authority.issue({ names: [VENDOR_NAME, '127.0.0.1', '::1'] })
  return {
    authority,
    certificate,
    async tls(options = {}, at = {}) {
      const server = createServer({ cert: certificate.certPem, key: certificate.keyPem, ...options })
      server.on('tlsClientError', () => undefined)
      server.on('secureConnection', socket => socket.on('error', () => undefined).resume())
      const listener = await listen(server, at)
      const secured = async (): Promise<TLSSocket> => {
        const [socket] = (await once(server, 'secureConnection')) as [TLSSocket]
        return socket
      }
      return { ...listener, server, secured }
    },
  }
}

/** Listens without TLS. `serve` has each socket; without it they are taken and nothing is said. */
export async function tcpListener(
  serve: (socket: Socket) => void = () => undefined,
  at: { readonly host?: string; readonly port?: number } = {},
): Promise<Listener> {
  return await listen(createTcpServer(serve), at)
}

/** A port of 127.0.0.1 where nobody listens. */
export async function closedPort(): Promise<number> {
  await using listener = await tcpListener()
  return listener.port
}

/** Makes connecting to an address hang: its system answers nothing. */
export interface Blackhole extends AsyncDisposable {
  readonly port: number
}

/**
 * Opens an address where connecting never ends: a server whose thread stands still and whose queue is full, so that Linux drops
 * whoever comes.
 */
export async function blackholeAt(at: { readonly host: string; readonly port?: number }): Promise<Blackhole> {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads')
    const server = require('node:net').createServer()
    server.listen({ ...workerData, backlog: 1 }, () => {
      parentPort.postMessage(server.address().port)
      // Leaves the message a turn to go, then never accepts anybody.
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
    })`
  const worker = new Worker(code, { eval: true, workerData: { host: at.host, port: at.port ?? 0 } })
  const [port] = (await once(worker, 'message')) as [number]
  // Linux lets one more in than the backlog says; whoever is in proves that the queue takes nobody else.
  const fillers = [0, 1].map(() => connect({ host: at.host, port }))
  await Promise.all(fillers.map(filler => once(filler, 'connect')))
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const filler of fillers) filler.on('error', () => undefined).destroy()
      await worker.terminate()
    },
  }
}

async function listen(server: Server, at: { readonly host?: string; readonly port?: number }): Promise<Listener> {
  const sockets: Socket[] = []
  server.on('connection', (socket: Socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
  })
  server.listen(at.port ?? 0, at.host ?? '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  return {
    port,
    sockets,
    async next() {
      const [socket] = (await once(server, 'connection')) as [Socket]
      return socket
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
