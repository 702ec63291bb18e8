// node:http2 as a server for interoperability tests: it says what arrived, counts how many requests are open at a time, and can be told
// to answer in other ways.
import { once } from 'node:events'
import {
  createSecureServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type Settings,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { IssuedCertificate } from '../simulator/authority.ts'
import { type Allowance, type OwnServer, receiptOf } from './interop-server.ts'

/** Answers a request in a test's own way, before its body was read. */
export type Handle = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void

/** What may be different. */
export interface NodeServerOptions extends Allowance {
  /** Settings besides. */
  readonly settings?: Settings
  /** No request is answered before this many were open at a time. */
  readonly holdUntilOpen?: number
  /** Instead of reading the body and answering with a receipt. */
  readonly handle?: Handle
}

/** A running server. */
export interface NodeServer extends OwnServer {
  /** Connections that are open. */
  readonly sessions: ReadonlySet<Http2Session>
  /** Resolves once as many requests were open at a time as are held. */
  readonly held: Promise<void>
  /** Most requests that were open at a time on one connection. */
  readonly openMost: number
  /** How often each path arrived. */
  readonly arrivals: ReadonlyMap<string, number>
}

/** Starts one. A receipt is followed by the request's `x-note`, so that headers are seen to arrive as well. */
export async function startNodeServer(
  { certPem, keyPem }: IssuedCertificate,
  { windowBytes, streamsMax, tls, settings, holdUntilOpen = 0, handle }: NodeServerOptions,
): Promise<NodeServer> {
  const gate = new Gate(holdUntilOpen)
  const sessions = new Set<ServerHttp2Session>()
  const arrivals = new Map<string, number>()
  const server = createSecureServer({
    cert: certPem,
    key: keyPem,
    minVersion: tls,
    maxVersion: tls,
    // To Node a request above the limit is such a frame, even while the client cannot know yet that the limit has fallen.
    maxSessionInvalidFrames: 1_000_000,
    // MB; above it Node resets whatever comes.
    maxSessionMemory: 1_000,
    settings: { initialWindowSize: windowBytes, maxConcurrentStreams: streamsMax, ...settings },
  })
  server.on('session', session => {
    sessions.add(session)
    session.on('close', () => sessions.delete(session))
    session.on('error', () => undefined)
  })
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const path = headers[':path'] ?? ''
    arrivals.set(path, (arrivals.get(path) ?? 0) + 1)
    gate.enter(stream)
    stream.on('error', () => undefined)
    if (handle) handle(stream, headers)
    else void answer(stream, headers, gate.opened)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `https://127.0.0.1:${port}`,
    answerTo: (path, body) => `${receiptOf(path, body)} ${path}`,
    sessions,
    held: gate.opened,
    get openMost() {
      return gate.most
    },
    arrivals,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Counts the open requests of each connection, and opens for all once enough were open at a time. */
class Gate {
  most = 0
  /** Resolves once enough were open. */
  readonly opened: Promise<void>
  readonly #wanted: number
  readonly #open = new Map<Http2Session | undefined, number>()
  readonly #resolve: () => void

  constructor(wanted: number) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wanted = wanted
    this.opened = promise
    this.#resolve = resolve
    if (wanted === 0) resolve()
  }

  enter(stream: ServerHttp2Stream): void {
    const { session } = stream
    const count = (this.#open.get(session) ?? 0) + 1
    this.#open.set(session, count)
    this.most = Math.max(this.most, count)
    if (count >= this.#wanted) this.#resolve()
    stream.once('close', () => this.#open.set(session, (this.#open.get(session) ?? 0) - 1))
  }
}

async function answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, leave: Promise<void>): Promise<void> {
  const pieces: Buffer[] = []
  try {
    for await (const piece of stream) pieces.push(piece as Buffer)
  } catch {
    // The client gave the request up; there is nobody to answer.
    return
  }
  await leave
  if (stream.destroyed) return
  stream.respond({ ':status': 200 })
  stream.end(`${receiptOf(headers[':path'] ?? '', Buffer.concat(pieces))} ${String(headers['x-note'])}`)
}
