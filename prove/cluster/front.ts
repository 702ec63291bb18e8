// A front like the proxies that stand before a cluster, at its least helpful: every request goes to another node than the one before, on a
// connection of its own, and so does every WebSocket. It changes no byte of a head or a body. Knows paths that only one node answers.
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from 'node:http'
import { type AddressInfo, connect, Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** See the head of the file. Closing ends every connection. */
export interface Front extends AsyncDisposable {
  readonly url: string
  /** Where requests go from now on, in turn; the first one alone answers what {@link ofFirst} says. */
  lead(urls: readonly string[]): void
  /** Requests that each node was given, in the order of {@link lead}. */
  readonly given: readonly number[]
}

/** A head that no server takes must come to the server, not to its end here. */
const headerBytesMax = 65_536

/** Opens it on a port of the system's choice; `ofFirst` tells the paths that the first node alone has. */
export async function openFront(ofFirst: (path: string) => boolean): Promise<Front> {
  const turn = new Turn(ofFirst)
  const server = createServer({ maxHeaderSize: headerBytesMax, insecureHTTPParser: true, requestTimeout: 0 })
  server.on('request', (incoming, outgoing) => pass(turn, incoming, outgoing))
  server.on('checkContinue', (incoming, outgoing) => pass(turn, incoming, outgoing))
  const tunnels = tunnelling(server, turn)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: urls => turn.lead(urls),
    get given() {
      return turn.given
    },
    async [Symbol.asyncDispose]() {
      for (const socket of tunnels) socket.destroy()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

class Turn {
  given: number[] = []
  readonly #ofFirst: (path: string) => boolean
  #ports: readonly number[] = []
  #last = 0

  constructor(ofFirst: (path: string) => boolean) {
    this.#ofFirst = ofFirst
  }

  lead(urls: readonly string[]): void {
    this.#ports = urls.map(url => Number(new URL(url).port))
    this.given = urls.map(() => 0)
  }

  /** The port of the node whose turn it is. */
  next(path: string): number {
    const isOfFirst = this.#ofFirst(path)
    if (!isOfFirst) this.#last += 1
    const place = isOfFirst ? 0 : this.#last % Math.max(1, this.#ports.length)
    this.given[place] = (this.given[place] ?? 0) + 1
    return this.#ports[place] ?? 0
  }
}

function pass(turn: Turn, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method = 'GET', url = '/', rawHeaders } = incoming
  const options: RequestOptions & { readonly maxHeaderSize: number } = {
    ...{ host: '127.0.0.1', port: turn.next(url), method, path: url, agent: false, maxHeaderSize: headerBytesMax },
    headers: rawHeaders,
    setHost: false,
  }
  const upstream = httpRequest(options)
  upstream.on('continue', () => outgoing.writeContinue())
  upstream.on('response', answer => {
    outgoing.sendDate = false
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', answer.rawHeaders)
    answer.pipe(outgoing)
    answer.on('error', () => outgoing.destroy())
  })
  // A server that answers before it has read a body lets go of the connection: what is left of the body has no reader.
  upstream.on('error', () => outgoing.headersSent || outgoing.destroy())
  outgoing.on('close', () => upstream.destroy())
  incoming.on('error', () => upstream.destroy())
  incoming.pipe(upstream)
  // One may announce a body and wait for what is said of that.
  upstream.flushHeaders()
}

/** WebSockets, and requests that this program's parser does not take, which servers see for themselves; answers the sockets that are open. */
function tunnelling(server: Server, turn: Turn): ReadonlySet<Duplex> {
  const open = new Set<Duplex>()
  const tunnel = (near: Duplex, path: string, first: readonly (string | Buffer)[]): void => {
    const far = connect({ host: '127.0.0.1', port: turn.next(path) })
    for (const socket of [near, far]) if (socket instanceof Socket) socket.setNoDelay(true)
    for (const bytes of first) far.write(bytes)
    far.pipe(near)
    near.pipe(far)
    const end = (): void => {
      near.destroy()
      far.destroy()
      open.delete(near)
      open.delete(far)
    }
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', end)
      socket.on('close', end)
    }
  }
  server.on('upgrade', (incoming: IncomingMessage, near: Duplex, head: Buffer) =>
    tunnel(near, incoming.url ?? '/', [headOf(incoming), head]),
  )
  server.on('clientError', (error: Error & { readonly rawPacket?: Buffer }, near: Duplex) => {
    if (error.rawPacket && near.writable) tunnel(near, '/', [error.rawPacket])
    else near.destroy()
  })
  return open
}

function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []))
  return `${[`${method} ${url} HTTP/${httpVersion}`, ...lines].join('\r\n')}\r\n\r\n`
}
