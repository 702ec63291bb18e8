// The log on standard error: one JSON line per fact, through pino. Strings are escaped, so no input can forge a line or steer the terminal
// of whoever reads it (S51).
import { type LevelWithSilent, pino } from 'pino'
import type { Log } from '../base/log.ts'
import { meters } from '../ports/meters.ts'
import { openStandardError } from './log-lines.ts'

/** A log at a level. Lines go to standard error, so that standard output stays for answers; or into a file, for tests. */
export function createLog(level: LevelWithSilent, path?: string): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite: escaped } },
    path === undefined
      ? openStandardError(() => log.warn('log.lines_dropped', { so_far: meters.logLinesDropped.value }))
      : pino.destination({ dest: path, sync: true }),
  )
  const log: Log = {
    error: (event, fields) => logger.error(fields ?? {}, event),
    warn: (event, fields) => logger.warn(fields ?? {}, event),
    info: (event, fields) => logger.info(fields ?? {}, event),
  }
  return log
}

/**
 * JSON escapes what is below the space, and lets the other controls stand: a terminal takes U+009B for the beginning of a sequence, as it
 * does ESC and `[`, viewers break lines at U+0085, U+2028 and U+2029, and the marks of direction make a line read as another one.
 */
const controls = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

function escaped(line: string): string {
  return line.replace(controls, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
