// This machine's clock and timers for channels under measurement.

/** See the head of the file. */
export const clock = {
  now: (): number => Date.now(),
  monotonic: (): number => performance.now(),
  after(delayMs: number, run: () => void): () => void {
    const timer = setTimeout(run, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
