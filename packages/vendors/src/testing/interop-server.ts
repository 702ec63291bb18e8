// What the interoperability tests ask of a server, whoever wrote it, and how a server that is a program of its own is started and
// ended. Knows no client.
import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import type { IssuedCertificate } from '../simulator/authority.ts'

/** The versions of TLS that HTTP/2 runs over (RFC 9113 §9.2). */
export type TlsVersion = 'TLSv1.2' | 'TLSv1.3'

/** What one server allows its clients. */
export interface Allowance {
  /** SETTINGS_INITIAL_WINDOW_SIZE; a server may only come near to it. */
  readonly windowBytes: number
  /** SETTINGS_MAX_CONCURRENT_STREAMS. */
  readonly streamsMax: number
  /** The one version that it speaks. */
  readonly tls: TlsVersion
}

/** A server that is ready. */
export interface InteropServer {
  /** `https://127.0.0.1:port`. */
  readonly origin: string
  /** What it answers to a POST with this path and body, as text. */
  readonly answerTo: (path: string, body: string | Uint8Array) => string
}

/** The same where whoever started it closes it: that ends its process and removes its files. */
export interface OwnServer extends InteropServer, AsyncDisposable {}

/** What a server that read a whole request says of it. */
export function receiptOf(path: string, body: string | Uint8Array): string {
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 16)
  return `${path} ${Buffer.byteLength(body)} ${digest}`
}

/** The version of TLS that a server chooses when it may choose. */
export async function tlsVersionOf({ origin }: InteropServer, caPem: string): Promise<string | null> {
  const { hostname, port } = new URL(origin)
  const socket = connect({ host: hostname, port: Number(port), ca: caPem, ALPNProtocols: ['h2'] })
  await once(socket, 'secureConnect')
  const version = socket.getProtocol()
  socket.destroy()
  return version
}

/** A folder of a server's own. */
export interface ServerFolder extends AsyncDisposable {
  readonly path: string
  readonly certFile: string
  readonly keyFile: string
}

/** Makes a folder with the server's certificate in it. */
export async function serverFolder({ certPem, keyPem }: IssuedCertificate): Promise<ServerFolder> {
  const path = await mkdtemp(join(tmpdir(), 'posthouse-interop-'))
  const [certFile, keyFile] = [join(path, 'cert.pem'), join(path, 'key.pem')]
  await writeFile(certFile, certPem)
  await writeFile(keyFile, keyPem, { mode: 0o600 })
  return { path, certFile, keyFile, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** A server's process and the ports it listens on. */
export interface ServerProcess extends AsyncDisposable {
  readonly ports: readonly number[]
  readonly child: ChildProcess
}

/** How a process is started that cannot choose ports itself. */
export interface Launch {
  readonly portCount: number
  start(ports: readonly number[]): ChildProcess | Promise<ChildProcess>
  /** Resolves once it takes connections; may stay open when the process ends before. */
  ready(child: ChildProcess, ports: readonly number[]): Promise<void>
}

/** How often others may snatch a port away. */
const LAUNCHES_MAX = 5
/** Most text of a server that is kept for a person. */
const TEXT_LENGTH_MAX = 8_192

/** Starts a process on ports that were free a moment ago, and again on others if they are not any more. */
export async function launchServer(launch: Launch): Promise<ServerProcess> {
  let said = ''
  for (let attempt = 0; attempt < LAUNCHES_MAX; attempt += 1) {
    const ports = await freePorts(launch.portCount)
    const child = await launch.start(ports)
    said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said = `${said}${text}`.slice(-TEXT_LENGTH_MAX)
      })
    }
    const end = once(child, 'close')
    const isReady = await Promise.race([launch.ready(child, ports).then(() => true), end.then(() => false)])
    if (isReady) return { ports, child, [Symbol.asyncDispose]: () => stop(child, end) }
  }
  throw new Error(`a server did not start in ${LAUNCHES_MAX} attempts; the last one said: ${said}`)
}

async function stop(child: ChildProcess, end: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM')
  await end
}

/** Different ports of 127.0.0.1 that were free a moment ago. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map(server => once(server, 'listening')))
  const ports = servers.map(server => (server.address() as AddressInfo).port)
  await Promise.all(servers.map(server => once(server.close(), 'close')))
  return ports
}
