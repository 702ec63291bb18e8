// The log on standard error: one JSON line per fact, through pino. Strings are escaped by JSON, so no input can forge a line (S51).
import { type LevelWithSilent, pino } from 'pino'
import type { Log } from '../base/log.ts'

/** A log at a level. Lines go to standard error, so that standard output stays for answers; or into a file, for tests. */
export function createLog(level: LevelWithSilent, path?: string): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: path ?? 2, sync: true }),
  )
  return {
    error: (event, fields) => logger.error(fields ?? {}, event),
    warn: (event, fields) => logger.warn(fields ?? {}, event),
    info: (event, fields) => logger.info(fields ?? {}, event),
  }
}
