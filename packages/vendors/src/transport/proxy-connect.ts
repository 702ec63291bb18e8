// The conversation with an HTTP proxy: one CONNECT and the head of its answer (RFC 9110 §9.3.6, RFC 9112 §4 and §5). Pure: bytes in,
// bytes out. Strict, because whatever stands behind the head is taken for the destination's word.
import { isIPv6 } from 'node:net'
import type { ProxyCredentials } from './proxy.ts'
import type { Destination, Talk, TalkWord } from './tunnel.ts'

/** Most bytes of the answer's head, its empty line included. */
export const HEAD_BYTES_MAX = 16_384

const EMPTY_LINE = Buffer.from('\r\n\r\n')
const BEGINNING = Buffer.from('HTTP/1.')
const STATUS_LINE = /^HTTP\/1\.[01] ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/
const FIELD_LINE = /^[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*$/

/**
 * Asks an HTTP proxy for a tunnel. Causes of failure: `auth` (407), the status as digits, `malformed` (no HTTP/1 head), `head-too-large`.
 */
export class ConnectTalk implements Talk {
  readonly hello: Buffer
  readonly #head: Buffer = Buffer.alloc(HEAD_BYTES_MAX)
  #length = 0

  constructor({ host, port }: Destination, credentials: ProxyCredentials | undefined) {
    const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`
    const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`]
    if (credentials) lines.push(`Proxy-Authorization: ${credentials.basic()}`)
    this.hello = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  }

  hear(bytes: Buffer): TalkWord {
    const before = this.#length
    this.#length += bytes.copy(this.#head, before)
    const heard = this.#head.subarray(0, this.#length)
    const known = Math.min(heard.length, BEGINNING.length)
    // Whoever speaks another language is not waited for.
    if (BEGINNING.compare(heard, 0, known, 0, known) !== 0) return { kind: 'failed', cause: 'malformed' }
    const end = heard.indexOf(EMPTY_LINE, Math.max(0, before - EMPTY_LINE.length + 1))
    if (end === -1) {
      return heard.length < HEAD_BYTES_MAX ? { kind: 'wait' } : { kind: 'failed', cause: 'head-too-large' }
    }
    const status = statusOf(heard.toString('latin1', 0, end))
    if (status === undefined) return { kind: 'failed', cause: 'malformed' }
    if (status === '407') return { kind: 'failed', cause: 'auth' }
    if (!status.startsWith('2')) return { kind: 'failed', cause: status }
    // Content-Length and Transfer-Encoding mean nothing here: the tunnel begins right behind the head (RFC 9110 §9.3.6).
    return { kind: 'open', rest: bytes.subarray(end + EMPTY_LINE.length - before) }
  }
}

/** The status of a well-formed head. */
function statusOf(head: string): string | undefined {
  const [statusLine = '', ...fields] = head.split('\r\n')
  return fields.every(field => FIELD_LINE.test(field)) ? STATUS_LINE.exec(statusLine)?.[1] : undefined
}
