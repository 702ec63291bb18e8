// What a failed call rejects with: a plain object of code and message, as the original's (spec/zego.md §3.7).
import { type ZimCodeName, zimCodes } from '@posthouse/protocol/frames'

/** See the head of the file. */
export interface Refusal {
  readonly code: number
  readonly message: string
  /** Not sooner than this, ms; only where the server said so. */
  readonly retryAfterMs?: number
}

/** A refusal of ours; `detail` says what exactly is wrong. */
export function refusal(name: ZimCodeName, detail?: string): Refusal {
  const { code, text } = zimCodes[name]
  return { code, message: detail === undefined ? text : `${text} ${detail}` }
}

/** Any thrown value as a refusal. */
export function refusalOf(cause: unknown): Refusal {
  if (typeof cause === 'object' && cause !== null && 'code' in cause && 'message' in cause) {
    const { code, message } = cause
    if (typeof code === 'number' && typeof message === 'string') return { code, message }
  }
  return refusal('server-failed', cause instanceof Error ? cause.message : '')
}

/** Codes that time may heal: the same login or request may succeed later. */
export function isPassing(code: number): boolean {
  return passing.has(code)
}

const passing: ReadonlySet<number> = new Set(
  (
    [
      'too-often',
      'server-failed',
      'database-failed',
      'connection-lost',
      'login-server',
      'network-failed',
      'request-timeout',
    ] as const
  ).map(name => zimCodes[name].code),
)
