// Requests exactly as somebody writes them: no header that was not asked for, no encoding of paths, bodies of any bytes. Real clients
// do not encode their paths and send JSON under the wrong type (spec/easemob.md §1.1), so the client of this suite must be able to.
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

/** A request; nothing is added but `Host`, and the length or chunks of a body. */
export interface RawRequest {
  readonly method: string
  /** `http://host:port` or `https://host:port`. */
  readonly origin: string
  /** Path and query as they go over the wire, in UTF-8; spaces must be encoded. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Sends the body in chunks, without a `Content-Length`. */
  readonly isChunked?: boolean
}

/** An answer. */
export interface Reply {
  /** Method and path, for messages. */
  readonly line: string
  readonly httpVersion: string
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The body as it came. */
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: rules look into bodies of every shape.
  readonly body: any
}

/** Keeps connections; closing ends them. */
export interface RawClient extends Disposable {
  /** Resolves with whatever was answered; rejects when no answer came within the time. */
  send(request: RawRequest): Promise<Reply>
}

const answerTimeoutMs = 20_000
const bodyBytesMax = 8 * 1024 * 1024

/** Opens a client. `rejectUnauthorized` false accepts any certificate. */
export function openRawClient(options: { readonly rejectUnauthorized: boolean }): RawClient {
  const http = new HttpAgent({ keepAlive: true, maxSockets: 64 })
  const https = new HttpsAgent({ keepAlive: true, maxSockets: 64, ...options })
  return {
    send: request => exchange(request, request.origin.startsWith('https:') ? https : http),
    [Symbol.dispose]() {
      http.destroy()
      https.destroy()
    },
  }
}

function exchange(request: RawRequest, agent: HttpAgent | HttpsAgent): Promise<Reply> {
  const { method, origin, path, headers = {}, body, isChunked = false } = request
  const { hostname, port, protocol } = new URL(origin)
  const send = protocol === 'https:' ? httpsRequest : httpRequest
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const length = bytes === undefined || isChunked ? {} : { 'Content-Length': String(bytes.length) }
  return new Promise((resolve, reject) => {
    const outgoing = send(
      {
        agent,
        method,
        host: hostname.replace(/^\[|\]$/g, ''),
        port: port || (protocol === 'https:' ? 443 : 80),
        // Node writes a path's characters as single bytes, so each byte of the UTF-8 becomes one.
        path: Buffer.from(path).toString('latin1'),
        headers: { ...length, ...headers, ...(isChunked ? { 'Transfer-Encoding': 'chunked' } : {}) },
        timeout: answerTimeoutMs,
      },
      incoming => {
        const chunks: Buffer[] = []
        let size = 0
        incoming.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          size += chunk.length
          if (size > bodyBytesMax) incoming.destroy(new Error(`${method} ${path}: the answer is too long`))
        })
        incoming.on('error', reject)
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          const { statusCode = 0, httpVersion } = incoming
          const line = `${method} ${path}`
          resolve({ line, httpVersion, status: statusCode, headers: incoming.headers, text, body: jsonOf(text) })
        })
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer in ${answerTimeoutMs} ms`)))
    outgoing.on('error', reject)
    if (bytes !== undefined && isChunked) {
      const half = Math.ceil(bytes.length / 2)
      outgoing.write(bytes.subarray(0, half))
      outgoing.write(bytes.subarray(half))
      outgoing.end()
    } else outgoing.end(bytes)
  })
}

/** The value of a body; undefined where it is no JSON, which the rule about bodies looks for in `text`. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
