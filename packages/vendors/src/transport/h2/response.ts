// One answer as it arrives: informational heads, the final head, body, trailers (RFC 9113 §8.1). Says when it is whole, and what is
// wrong with one that no server may send. Knows neither frames nor windows.
import { BodyReader } from '../body-reader.ts'
import type { WireResult } from '../contract.ts'
import { ErrorCode, StreamFault } from './error-code.ts'
import type { FieldCheck } from './field-check.ts'
import type { HeaderField } from './hpack/dynamic-table.ts'

/** Collects the answer on one stream. One that breaks RFC 9113 §8 is a StreamFault of that stream. */
export class Response {
  status = 0
  readonly #streamId: number
  readonly #check: FieldCheck
  #headers: Record<string, string> = NO_HEADERS
  /** Bytes that `content-length` promises; -1 where it promises none. */
  #promisedBytes = -1
  #receivedBytes = 0
  /** A body that came whole in one frame needs no reader. */
  #text = ''
  #reader: BodyReader | undefined
  #hasTrailers = false

  /** `check` is the connection's. */
  constructor(streamId: number, check: FieldCheck) {
    this.#streamId = streamId
    this.#check = check
  }

  /** True once the final head came: the server has taken the request. */
  get hasHead(): boolean {
    return this.status !== 0
  }

  /** Takes a header block: informational, final, or trailers. Throws {@link StreamFault}. */
  takeHeaders(fields: readonly HeaderField[], endStream: boolean): void {
    if (this.hasHead) {
      this.#takeTrailers(fields, endStream)
      return
    }
    const status = statusOf(this.#streamId, fields)
    if (status < 200) {
      // 101 has no meaning in HTTP/2 (RFC 9113 §8.6); an informational head cannot be the last word.
      if (status === 101 || endStream) throw malformed(this.#streamId, `an answer that ends with status ${status}`)
      return
    }
    this.#headers = this.#headersOf(fields)
    this.#promisedBytes = lengthOf(this.#streamId, this.#headers['content-length'])
    this.status = status
    if (endStream) this.#finish()
  }

  /** Takes a piece of the body; false = more than `bytesMax` came and the rest is of no interest. Throws {@link StreamFault}. */
  takeData(bytes: Buffer, from: number, to: number, endStream: boolean, bytesMax: number): boolean {
    if (!this.hasHead || this.#hasTrailers) throw malformed(this.#streamId, 'a body outside of an answer')
    const isFirst = this.#receivedBytes === 0
    this.#receivedBytes += to - from
    if (isFirst && endStream && to - from <= bytesMax) this.#text = bytes.toString('utf8', from, to)
    else if (to > from) {
      this.#reader ??= new BodyReader(bytesMax)
      // A copy, because the bytes are the socket's and the body may have to wait for its rest.
      if (!this.#reader.take(Buffer.from(bytes.subarray(from, to)))) return false
    }
    if (endStream) this.#finish()
    return true
  }

  /** The answer as it stands. */
  result(): WireResult {
    const body = this.#reader?.finish() ?? { body: this.#text, truncated: false }
    return { kind: 'answered', status: this.status, headers: this.#headers, body: body.body, truncated: body.truncated }
  }

  #headersOf(fields: readonly HeaderField[]): Record<string, string> {
    const headers: Record<string, string> = {}
    for (let index = 1; index < fields.length; index += 1) {
      const field = fields[index] as HeaderField
      this.#demandGood(field)
      const { name, value } = field
      // A header may be called `constructor`.
      const isRepeated = headers[name] !== undefined && Object.hasOwn(headers, name)
      headers[name] = isRepeated ? `${headers[name]}, ${value}` : value
    }
    return headers
  }

  #demandGood(field: HeaderField): void {
    const complaint = this.#check.complaint(field)
    if (complaint !== undefined) throw malformed(this.#streamId, complaint)
  }

  #takeTrailers(fields: readonly HeaderField[], endStream: boolean): void {
    if (!endStream) throw malformed(this.#streamId, 'a second head')
    for (const field of fields) this.#demandGood(field)
    this.#hasTrailers = true
    this.#finish()
  }

  #finish(): void {
    // Answers that never have a body may still say how long it would be (RFC 9110 §8.6).
    const isBodiless = this.status === 204 || this.status === 304
    if (this.#promisedBytes >= 0 && this.#promisedBytes !== this.#receivedBytes && !isBodiless) {
      throw malformed(this.#streamId, `content-length ${this.#promisedBytes} before ${this.#receivedBytes} bytes`)
    }
  }
}

const NO_HEADERS: Record<string, string> = {}

/** What a `content-length` looks like; a longer one is longer than any answer. */
const LENGTH = /^\d{1,15}$/
/** Status codes of RFC 9110 §15. */
const STATUS = /^[1-5]\d\d$/

/** `:status` is the one pseudo-field of an answer, and comes before all others (RFC 9113 §8.3.2). */
function statusOf(streamId: number, fields: readonly HeaderField[]): number {
  const first = fields[0]
  if (first?.name !== ':status' || !STATUS.test(first.value)) throw malformed(streamId, 'an answer without a status')
  return Number(first.value)
}

function lengthOf(streamId: number, text: string | undefined): number {
  if (text === undefined) return -1
  if (LENGTH.test(text)) return Number(text)
  // The same length twice is allowed (RFC 9110 §8.6); two lengths are not.
  const [length = '', ...others] = text.split(', ')
  if (LENGTH.test(length) && others.every(other => other === length)) return Number(length)
  throw malformed(streamId, 'a content-length that is no number')
}

function malformed(streamId: number, what: string): StreamFault {
  return new StreamFault(streamId, ErrorCode.protocolError, what)
}
