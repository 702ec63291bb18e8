// A real TLS server on 127.0.0.1 for simulators: HTTP/2, HTTP/1.1 or both by ALPN. It reads requests to their end and hands them
// over as exchanges; what a vendor would answer is not its business.
import type { X509Certificate } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2'
import { createSecureServer } from 'node:http2'
import { createServer as createHttp1Server } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { Connection, Exchange, streamIdOf } from './exchange.ts'

/** Most bytes read of a request body; longer ones get 413 unread. */
export const REQUEST_BODY_MAX = 1_048_576

/** How {@link startTlsServer} is told to serve. */
export interface TlsServerOptions {
  /** 0 = any free port. */
  readonly port: number
  readonly tls: { readonly certPem: string; readonly keyPem: string; readonly caPem: string }
  readonly alpn: readonly ('h2' | 'http/1.1')[]
  /** Asks for a client certificate, as APNs does; a client without one may stay, one that `caPem` did not sign is cut off. */
  readonly requestClientCertificate?: boolean
  /** First SETTINGS_MAX_CONCURRENT_STREAMS of each HTTP/2 connection; absent = no limit announced. */
  readonly maxConcurrentStreams?: number
  /** A rejection is answered with 500. */
  readonly handle: (exchange: Exchange) => void | Promise<void>
}

/** A listening server; who started it closes it. */
export interface TlsServer extends AsyncDisposable {
  /** `https://127.0.0.1:port`. */
  readonly url: string
  readonly port: number
  /** Present connections. */
  readonly connectionCount: number
  /** Ends all connections at once, answered or not. Twice is harmless. */
  close(): Promise<void>
}

type AnyRequest = Http2ServerRequest | IncomingMessage
type AnyResponse = Http2ServerResponse | ServerResponse

/** Listens; resolves when connections are possible, rejects when the port is taken. */
export async function startTlsServer(options: TlsServerOptions): Promise<TlsServer> {
  const sockets = new Map<number, Socket>()
  const connections = new WeakMap<object, Connection>()
  const server = createServer(options)
  server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0
    sockets.set(port, socket)
    socket.once('close', () => sockets.delete(port))
  })
  server.on('request', (request: AnyRequest, response: AnyResponse) => {
    const connection = connectionOf(request, connections, sockets)
    if (connection) void serve(options, connection, request, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => {
    closed ??= new Promise(resolve => {
      server.close(() => resolve())
      for (const socket of sockets.values()) socket.destroy()
    })
    return closed
  }
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    get connectionCount(): number {
      return sockets.size
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function createServer(
  options: TlsServerOptions,
): ReturnType<typeof createSecureServer> | ReturnType<typeof createHttp1Server> {
  const tls = {
    cert: options.tls.certPem,
    key: options.tls.keyPem,
    ca: options.tls.caPem,
    // @NOTE Not a client's switch: without it a server cannot let in those who show no certificate; see `provenCertificate`.
    ...(options.requestClientCertificate ? { requestCert: true, rejectUnauthorized: false } : {}),
  }
  if (!options.alpn.includes('h2')) return createHttp1Server({ ...tls, ALPNProtocols: ['http/1.1'] })
  const limit = options.maxConcurrentStreams
  const settings = limit === undefined ? {} : { settings: { maxConcurrentStreams: limit } }
  return createSecureServer({ ...tls, ...settings, allowHTTP1: options.alpn.includes('http/1.1') })
}

/** The connection's one object, or nothing when its socket is already gone. */
function connectionOf(
  request: AnyRequest,
  known: WeakMap<object, Connection>,
  sockets: ReadonlyMap<number, Socket>,
): Connection | undefined {
  const session = 'stream' in request ? (request.stream.session as ServerHttp2Session | undefined) : undefined
  const key = session ?? request.socket
  const present = known.get(key)
  if (present) return present
  const socket = session?.destroyed ? undefined : sockets.get(request.socket.remotePort ?? 0)
  if (!socket) return undefined
  const connection = new Connection(socket, session)
  known.set(key, connection)
  return connection
}

async function serve(
  options: TlsServerOptions,
  connection: Connection,
  request: AnyRequest,
  response: AnyResponse,
): Promise<void> {
  connection.begin()
  response.once('close', () => connection.end())
  const clientCertificate = provenCertificate(options, request.socket as TLSSocket)
  if (clientCertificate === 'foreign') return connection.destroy()
  const body = await readBody(request)
  if (body === undefined || connection.isBeyondLast(streamIdOf(request))) return
  const exchange = new Exchange({ request, response, connection, body: body ?? Buffer.alloc(0), clientCertificate })
  if (body === null) return exchange.answer(413, {})
  try {
    await options.handle(exchange)
  } catch (cause) {
    exchange.answer(500, { 'content-type': 'text/plain' }, `simulator failed: ${String(cause)}`)
  }
}

function provenCertificate(options: TlsServerOptions, socket: TLSSocket): X509Certificate | undefined | 'foreign' {
  if (!options.requestClientCertificate) return undefined
  const certificate = socket.getPeerX509Certificate()
  return certificate && !socket.authorized ? 'foreign' : certificate
}

/** The whole body; `null` when it is too long, `undefined` when the peer gave up. */
function readBody(request: AnyRequest): Promise<Buffer | null | undefined> {
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let sizeBytes = 0
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length
      if (sizeBytes > REQUEST_BODY_MAX) resolve(null)
      else chunks.push(chunk)
    })
    request.once('end', () => resolve(Buffer.concat(chunks)))
    request.once('close', () => resolve(undefined))
    request.on('error', () => resolve(undefined))
  })
}
