// What the record's clock says, by a process's own. Each answer of the record tells it as exactly as it was quick: of several the best is
// kept, until it is so old that clocks may have drifted, or another shows that one of them was set. Pure.

/** An answer is believed for so much less with each ms that passes: clocks that are being set right gain or lose half of it. */
const driftPerMs = 0.001

/** The record's clock, as far as it is known. Instants of the process are monotonic, ms; those of the record µs. */
export class RecordClock {
  #aheadMs = 0
  #errorMs = Number.POSITIVE_INFINITY
  #heardMs = 0

  /** It said so at some moment from when it was asked until it had answered. */
  heard(recordUs: number, askedMs: number, answeredMs: number): void {
    const errorMs = (answeredMs - askedMs) / 2
    const aheadMs = recordUs / 1_000 - (askedMs + errorMs)
    const knownMs = this.errorMs(answeredMs)
    const isImpossible = Math.abs(aheadMs - this.#aheadMs) > errorMs + knownMs
    if (errorMs > knownMs && !isImpossible) return
    this.#aheadMs = aheadMs
    this.#errorMs = errorMs
    this.#heardMs = answeredMs
  }

  /** By how much {@link localMs} may be wrong, either way; infinite until something was heard. */
  errorMs(nowMs: number): number {
    return this.#errorMs + Math.max(0, nowMs - this.#heardMs) * driftPerMs
  }

  /** An instant of the record by the process's clock. */
  localMs(recordUs: number): number {
    return recordUs / 1_000 - this.#aheadMs
  }
}
