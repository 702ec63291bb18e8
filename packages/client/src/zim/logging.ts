// The log of the client: lines on the console from a level on, until the app says another one (spec/zego.md §3.2).
import type { LogLevel } from '../ports.ts'
import type { ZIMLogConfig } from './surface/users.ts'

const order: readonly (LogLevel | 'report' | 'disable')[] = ['debug', 'info', 'warn', 'error', 'report', 'disable']
let shown = order.indexOf('warn')

/** Sets the level. Paths and sizes of files mean nothing here: nothing is written to files. */
export function setLogLevel({ logLevel }: ZIMLogConfig): void {
  const found = logLevel === undefined ? -1 : order.indexOf(logLevel)
  if (found >= 0) shown = found
}

/** Writes a line to the console. */
export function logLine(level: LogLevel, event: string, fields: Readonly<Record<string, unknown>>): void {
  if (order.indexOf(level) >= shown) console[level](`posthouse ${event}`, fields)
}
