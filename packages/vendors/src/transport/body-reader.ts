// Collects a response body up to a limit; what comes after it is never kept (F60, S24).

/** One body. */
export class BodyReader {
  readonly #bytesMax: number
  readonly #chunks: Uint8Array[] = []
  #sizeBytes = 0
  #truncated = false

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** Keeps what still fits; false = the limit is passed and the rest need not be read. */
  take(chunk: Uint8Array): boolean {
    const room = this.#bytesMax - this.#sizeBytes
    this.#truncated ||= chunk.length > room
    const kept = chunk.subarray(0, room)
    this.#sizeBytes += kept.length
    this.#chunks.push(kept)
    return !this.#truncated
  }

  /** The body as UTF-8; invalid sequences, also one cut at the limit, become U+FFFD. */
  finish(): { readonly body: string; readonly truncated: boolean } {
    return { body: Buffer.concat(this.#chunks).toString('utf8'), truncated: this.#truncated }
  }
}
