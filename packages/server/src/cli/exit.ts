// How a command ends: exit codes after sysexits.h, and the one error that carries one of them with a sentence in both languages.
import type { Bilingual } from '../domain/reason.ts'

/** Exit codes; stable, scripts rely on them. */
export const exits = {
  ok: 0,
  /** The operation failed: a push reached nobody, a check found an error, the server refused the request. */
  failed: 1,
  usage: 2,
  unreachable: 69,
  /** The server refused the credential. */
  refused: 77,
  config: 78,
  /** Interrupted, as shells report SIGINT. */
  interrupted: 130,
} as const

/** One of the exit codes. */
export type Exit = (typeof exits)[keyof typeof exits]

/** Why a command cannot go on: what happened and what to do, in one sentence. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exit: Exit
  readonly text: Bilingual

  constructor(exit: Exit, text: Bilingual, options?: ErrorOptions) {
    super(text.en, options)
    this.exit = exit
    this.text = text
  }
}

/** Wrong usage. */
export function usageError(text: Bilingual): CommandError {
  return new CommandError(exits.usage, text)
}

/** The end that the person asked for. */
export function interrupted(cause?: unknown): CommandError {
  return new CommandError(exits.interrupted, { en: 'Interrupted.', zh: '已中断。' }, { cause })
}
