// The line that shows how an import goes: written over again, on a terminal only.
import type { Context } from '../command.ts'
import type { ImportCounts } from './journal.ts'

/** Shows progress on standard error. */
export interface Meter {
  /** `resumed` rows were done before this run, and say nothing about its speed. */
  show(counts: Pick<ImportCounts, 'rows' | 'refused'>, resumed: number): void
  /** Ends the line. */
  close(): void
}

/** A meter that begins now; silent where nobody looks. */
export function createMeter({ io, say }: Pick<Context, 'io' | 'say'>): Meter {
  const startedMs = io.clock.monotonic()
  const isShown = io.stderr.isTTY === true
  let wasShown = false
  return {
    show({ rows, refused }, resumed) {
      if (!isShown) return
      const seconds = Math.max(0.001, (io.clock.monotonic() - startedMs) / 1_000)
      const rate = Math.round((rows - resumed) / seconds).toLocaleString('en')
      const done = rows.toLocaleString('en')
      const line = say({
        en: `${done} rows · ${rate} rows/s · ${refused} refused`,
        zh: `${done} 行 · 每秒 ${rate} 行 · 拒绝 ${refused} 行`,
      })
      io.stderr.write(`\r${line}\u001b[K`)
      wasShown = true
    },
    close() {
      if (wasShown) io.stderr.write('\n')
    },
  }
}
