// Answers to what never became a request: malformed HTTP, headers too large, a client too slow, one connection too many. Written
// straight to the socket, as JSON like every other answer, and then the connection ends (S38).
import type { Duplex } from 'node:stream'
import { second } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'
import { PosthouseError } from '../base/failure.ts'
import { failureReply } from './failure-reply.ts'

// Not imported: an import of node:http evaluates all its members, a WebSocket client among them, which costs a start 12 ms.
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/** How long a client may keep its end of a refused connection open. Not nothing: what it still sends would take the answer away. */
const lingerMs: number = 2 * second

/** Writes a failure and ends the connection; a client that does not end it too is cut off. */
export function refuseRaw(socket: Duplex, failure: PosthouseError, clock: Clock): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const { status, body, retryAfterSeconds } = failureReply(failure, { nowMs: clock.now(), durationMs: 0 })
  const text = JSON.stringify(body)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
    ...(retryAfterSeconds === undefined ? [] : [`Retry-After: ${retryAfterSeconds}`]),
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
  const stopWaiting = clock.after(lingerMs, () => socket.destroy())
  socket.once('close', stopWaiting)
}

/** What Node's HTTP parser complained about. */
export function rawFailure(error: { readonly code?: string }): PosthouseError {
  if (error.code === 'HPE_HEADER_OVERFLOW') return new PosthouseError('headers_too_large')
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return new PosthouseError('request_timeout')
  return new PosthouseError('argument_illegal', { reason: 'this is not a well-formed HTTP request' })
}
