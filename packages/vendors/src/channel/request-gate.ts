// How many requests a channel has under way at a time: as many as its vendor bears, learnt from its answers. What finds no room waits
// in order; who gives up leaves the queue. Refuses to know what a request is.
import { type InFlightBounds, InFlightLimit } from '../transport/in-flight-limit.ts'

/** What a request said about load: it was answered, or the vendor had too much of it (a refusal for load, or silence). */
export type LoadWord = 'answered' | 'too-much'

/** Bounds for a vendor that is reached over HTTP/1.1: each request takes a connection, of which there are 64. */
export const gateBounds: InFlightBounds = { untilAnswered: 16, start: 32, max: 64 }

/** Room for requests. */
export class RequestGate {
  readonly #limit: InFlightLimit
  readonly #waiting: Set<() => void> = new Set()
  #open = 0

  constructor(bounds: InFlightBounds = gateBounds) {
    this.#limit = new InFlightLimit(bounds)
  }

  /** Requests that may be under way now. */
  get limit(): number {
    return this.#limit.value
  }

  /** Runs `request` when there is room; undefined where the signal fired before. Rejects with what `request` rejects with. */
  async pass<R>(
    signal: AbortSignal,
    request: () => Promise<R>,
    wordOf: (result: R) => LoadWord,
  ): Promise<R | undefined> {
    if (!(await this.#enter(signal))) return undefined
    const { epoch } = this.#limit
    try {
      const result = await request()
      if (wordOf(result) === 'answered') this.#limit.answered(this.#open)
      else this.#limit.refused(epoch)
      return result
    } finally {
      // Also after a bug: room that is never given back would in the end stop everybody.
      this.#open -= 1
      this.#letIn()
    }
  }

  #enter(signal: AbortSignal): Promise<boolean> | boolean {
    if (signal.aborted) return false
    if (this.#open < this.#limit.value && this.#waiting.size === 0) {
      this.#open += 1
      return true
    }
    return new Promise(resolve => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave)
        resolve(true)
      }
      const leave = (): void => {
        this.#waiting.delete(enter)
        resolve(false)
      }
      this.#waiting.add(enter)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  #letIn(): void {
    for (const enter of this.#waiting) {
      if (this.#open >= this.#limit.value) return
      this.#waiting.delete(enter)
      this.#open += 1
      enter()
    }
  }
}
