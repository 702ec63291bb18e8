// Real proxies for tests: HTTP CONNECT (with or without TLS) and SOCKS5, with credentials, and ways to be told to misbehave. They
// never look a name up: a test says which port of 127.0.0.1 a destination is.
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { IssuedCertificate } from '../simulator/authority.ts'

/** How a proxy behaves. */
export interface ProxyLabOptions {
  readonly kind: 'http' | 'https' | 'socks5'
  /** For `https`. */
  readonly certificate?: IssuedCertificate
  /** `user:password` that it insists on. */
  readonly credentials?: string
  /** The port of 127.0.0.1 behind a destination, `name:port` as it was asked for; absent: the proxy refuses. */
  readonly reach?: (destination: string) => number | undefined
  /** Stands in place of every answer: has the socket once the client said something. */
  readonly script?: (socket: Socket) => void
  /** Comes out of the tunnel before anything else, in the same piece as the answer. */
  readonly early?: Buffer
  readonly host?: string
  readonly port?: number
}

/** A proxy that listens. Closing it breaks what it carries. */
export interface ProxyLab extends AsyncDisposable {
  readonly port: number
  /** `scheme://127.0.0.1:port`; with user and password if given. */
  url(credentials?: string): string
  /** Destinations as they were asked for. */
  readonly asked: readonly string[]
  readonly sockets: readonly Socket[]
  /** Resolves when a client said its first words to the script. */
  readonly heard: Promise<void>
}

/** Starts a proxy. */
export async function startProxyLab(options: ProxyLabOptions): Promise<ProxyLab> {
  const asked: string[] = []
  const sockets: Socket[] = []
  const heard = Promise.withResolvers<void>()
  const serve = (socket: Socket): void => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    const { script } = options
    if (script) {
      socket.once('data', () => {
        script(socket)
        heard.resolve()
      })
    } else void (options.kind === 'socks5' ? serveSocks5 : serveConnect)(socket, options, asked)
  }
  const { certificate } = options
  const server = certificate
    ? createTlsServer({ cert: certificate.certPem, key: certificate.keyPem }, serve)
    : createServer(serve)
  server.on('tlsClientError', () => undefined)
  const host = options.host ?? '127.0.0.1'
  server.listen(options.port ?? 0, host)
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  return {
    port,
    asked,
    sockets,
    heard: heard.promise,
    url: credentials => `${options.kind}://${credentials === undefined ? '' : `${credentials}@`}${host}:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

async function serveConnect(socket: Socket, options: ProxyLabOptions, asked: string[]): Promise<void> {
  let head = ''
  while (!head.endsWith('\r\n\r\n')) head += (await take(socket, 1)).toString('latin1')
  const [, destination = ''] = /^CONNECT (\S+) HTTP\/1\.1\r\n/.exec(head) ?? []
  const [, basic = ''] = /^Proxy-Authorization: Basic (\S+)\r$/m.exec(head) ?? []
  if (options.credentials !== undefined && Buffer.from(basic, 'base64').toString() !== options.credentials) {
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="lab"\r\n\r\n')
    return
  }
  asked.push(destination)
  const port = options.reach?.(destination)
  if (port === undefined) socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno\n')
  else await join(socket, port, Buffer.from('HTTP/1.1 200 Connection established\r\nVia: lab\r\n\r\n'), options.early)
}

async function serveSocks5(socket: Socket, options: ProxyLabOptions, asked: string[]): Promise<void> {
  const { credentials } = options
  const [, count = 0] = await take(socket, 2)
  const methods = await take(socket, count)
  const wanted = credentials === undefined ? 0x00 : 0x02
  if (!methods.includes(wanted)) {
    socket.end(Buffer.from([0x05, 0xff]))
    return
  }
  socket.write(Buffer.from([0x05, wanted]))
  if (credentials !== undefined) {
    const [, userLength = 0] = await take(socket, 2)
    const user = await take(socket, userLength)
    const [passwordLength = 0] = await take(socket, 1)
    const password = await take(socket, passwordLength)
    const isRight = `${user.toString()}:${password.toString()}` === credentials
    socket.write(Buffer.from([0x01, isRight ? 0x00 : 0x01]))
    if (!isRight) return
  }
  const destination = await socks5Destination(socket)
  asked.push(destination)
  const port = options.reach?.(destination)
  if (port === undefined) socket.end(Buffer.from([0x05, 0x02, 0x00, 0x01, 0, 0, 0, 0, 0, 0]))
  else await join(socket, port, Buffer.from([0x05, 0x00, 0x00, 0x01, 127, 0, 0, 1, 0, 80]), options.early)
}

async function socks5Destination(socket: Socket): Promise<string> {
  const [, , , kind] = await take(socket, 4)
  const sizes: Readonly<Record<number, number>> = { 1: 4, 4: 16 }
  const size = kind === 3 ? ((await take(socket, 1))[0] ?? 0) : (sizes[kind ?? 0] ?? 0)
  const bytes = await take(socket, size)
  const host = kind === 3 ? bytes.toString('latin1') : kind === 1 ? bytes.join('.') : `[${bytes.toString('hex')}]`
  return `${host}:${(await take(socket, 2)).readUInt16BE()}`
}

async function join(near: Socket, port: number, answer: Buffer, early: Buffer = Buffer.alloc(0)): Promise<void> {
  const far = connect({ port, host: '127.0.0.1' })
  far.on('error', () => near.destroy()).once('close', () => near.destroy())
  near.once('close', () => far.destroy())
  await once(far, 'connect')
  near.write(Buffer.concat([answer, early]))
  near.pipe(far)
  far.pipe(near)
}

/** Exactly so many bytes. Never resolves when the client leaves before. */
async function take(socket: Socket, count: number): Promise<Buffer> {
  while (true) {
    const bytes = socket.read(count) as Buffer | null
    if (bytes !== null) return bytes
    await once(socket, 'readable')
  }
}
