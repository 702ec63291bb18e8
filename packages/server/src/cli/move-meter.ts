// How a move goes, as a person or a program sees it: one line that is written over on a terminal, a line now and then elsewhere, and
// with `--json` one object per line. Knows nothing of how rows move.
import type { Progress } from '../store/move/progress.ts'
import type { Context } from './command.ts'

/** Between two lines: written over, printed one below the other, and as JSON. */
const everyMs = { over: 100, plain: 5_000, json: 1_000 }

/** Shows progress on standard error; as JSON on standard output. */
export interface MoveMeter {
  show(progress: Progress): void
  /** Ends the line. */
  close(): void
}

/** A meter that begins now. */
export function createMoveMeter({ io, lang, given }: Pick<Context, 'io' | 'lang' | 'given'>): MoveMeter {
  const way = given.isOn('json') ? 'json' : io.stderr.isTTY === true ? 'over' : 'plain'
  let nextMs = way === 'plain' ? io.clock.monotonic() + everyMs.plain : Number.NEGATIVE_INFINITY
  let wasShown = false
  return {
    show(progress) {
      const nowMs = io.clock.monotonic()
      if (nowMs < nextMs) return
      nextMs = nowMs + everyMs[way]
      if (way === 'json') io.stdout.write(`${JSON.stringify({ progress })}\n`)
      else if (way === 'plain') io.stderr.write(`${progressLine(progress, lang)}\n`)
      else io.stderr.write(`\r${progressLine(progress, lang)}\u001b[K`)
      wasShown = true
    },
    close() {
      if (wasShown && way === 'over') io.stderr.write('\r\u001b[K')
    },
  }
}

/** ` 42%  delivery (9/46)  checking  120,000 of 1,000,000 rows  310,000 rows/s  64 MB/s  about 12 s left`. */
export function progressLine(progress: Progress, lang: Context['lang']): string {
  const { table, tableNumber, tables, step, rows, rowsOfTable, done, rowsPerSecond, bytesPerSecond } = progress
  const percent = `${Math.floor(done * 100)}%`.padStart(4)
  const place = `${table} (${tableNumber}/${tables})`
  const rate = rowsPerSecond.toLocaleString('en')
  const megabytes = (bytesPerSecond / 1e6).toFixed(1)
  const [at, of] = [rows.toLocaleString('en'), rowsOfTable.toLocaleString('en')]
  const left = remainingText(progress.remainingMs, lang)
  if (lang === 'zh') {
    const doing = step === 'copy' ? '复制' : '校验'
    return `${percent} · ${place} · ${doing} ${at}/${of} 行 · 每秒 ${rate} 行 · ${megabytes} MB/s${left}`
  }
  const doing = step === 'copy' ? 'copied' : 'checked'
  return `${percent} · ${place} · ${doing} ${at} of ${of} rows · ${rate} rows/s · ${megabytes} MB/s${left}`
}

function remainingText(remainingMs: number | undefined, lang: Context['lang']): string {
  if (remainingMs === undefined) return ''
  const time = spanText(remainingMs)
  return lang === 'zh' ? ` · 剩余约 ${time}` : ` · about ${time} left`
}

/** `9 s`, `3:07`, `1:02:03`. */
export function spanText(spanMs: number): string {
  const seconds = Math.ceil(spanMs / 1_000)
  if (seconds < 60) return `${seconds} s`
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}
