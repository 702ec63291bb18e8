// Reads a fault and a token state from JSON that a person or a script sent; says which member is wrong.
import type { Fault, TokenState } from './contract.ts'

/** A member that cannot be; the message names it and says what is expected. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

type Action = Fault['action']
type Members = Readonly<Record<string, unknown>>

/** Longest delay, and longest time of a fault, that can be armed. */
const FAULT_DELAY_MS_MAX = 600_000

/** Throws {@link InputError}. */
export function parseFault(input: unknown): Fault {
  const { on, token, times, forMs, action } = membersOf(input, 'the body')
  if (on !== undefined && on !== 'push' && on !== 'auth') throw new InputError('on must be "push" or "auth"')
  if (token !== undefined && typeof token !== 'string') throw new InputError('token must be a string')
  if (times !== undefined && !isInteger(times, 1, 1_000_000))
    throw new InputError('times must be an integer from 1 to 1000000')
  if (forMs !== undefined && !isInteger(forMs, 1, FAULT_DELAY_MS_MAX))
    throw new InputError(`forMs must be an integer from 1 to ${FAULT_DELAY_MS_MAX}`)
  return {
    action: parseAction(membersOf(action, 'action')),
    ...(on === undefined ? {} : { on }),
    ...(token === undefined ? {} : { token }),
    ...(times === undefined ? {} : { times }),
    ...(forMs === undefined ? {} : { forMs }),
  }
}

/** `active` and its siblings as text, or as an object with `kind` and, for `unregistered`, `atMs`. Throws {@link InputError}. */
export function parseTokenState(input: unknown, nowMs: number): TokenState {
  const { kind, atMs = nowMs } = typeof input === 'string' ? { kind: input } : membersOf(input, 'state')
  switch (kind) {
    case 'active':
    case 'foreign-app':
    case 'foreign-environment':
      return { kind }
    case 'unregistered':
      if (!isInteger(atMs, 0, Number.MAX_SAFE_INTEGER)) throw new InputError('state.atMs must be epoch milliseconds')
      return { kind, atMs }
    default:
      throw new InputError('state must be active, unregistered, foreign-app or foreign-environment')
  }
}

/** An object's members; throws {@link InputError} naming `what` for anything else. */
export function membersOf(input: unknown, what: string): Members {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new InputError(`${what} must be an object`)
  return input as Members
}

function parseAction(action: Members): Action {
  switch (action['kind']) {
    case 'answer':
      return parseAnswer(action)
    case 'delay': {
      const { ms } = action
      if (!isInteger(ms, 0, FAULT_DELAY_MS_MAX))
        throw new InputError(`action.ms must be an integer from 0 to ${FAULT_DELAY_MS_MAX}`)
      return { kind: 'delay', ms }
    }
    case 'reset': {
      const { when } = action
      if (when !== 'before' && when !== 'after') throw new InputError('action.when must be "before" or "after"')
      return { kind: 'reset', when }
    }
    case 'goaway': {
      const { finish, reason } = action
      if (typeof finish !== 'boolean') throw new InputError('action.finish must be true or false')
      if (reason !== undefined && typeof reason !== 'string') throw new InputError('action.reason must be a string')
      return { kind: 'goaway', finish, ...(reason === undefined ? {} : { reason }) }
    }
    case 'hang':
    case 'refuse-stream':
      return { kind: action['kind'] }
    default:
      throw new InputError('action.kind must be answer, delay, hang, reset, refuse-stream or goaway')
  }
}

function parseAnswer(action: Members): Action {
  const { status, headers, body } = action
  if (!isInteger(status, 200, 599)) throw new InputError('action.status must be an integer from 200 to 599')
  if (headers === undefined) return { kind: 'answer', status, ...(body === undefined ? {} : { body }) }
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(membersOf(headers, 'action.headers'))) {
    const isName = /^[a-z0-9-]{1,64}$/.test(name) && !/^(connection|content-length|transfer-encoding)$/.test(name)
    if (!isName) throw new InputError(`action.headers: ${name} cannot be set; use lower-case names`)
    if (typeof value !== 'string' || !/^[\x20-\x7e]*$/.test(value))
      throw new InputError(`action.headers.${name} must be plain text`)
    texts[name] = value
  }
  return { kind: 'answer', status, headers: texts, ...(body === undefined ? {} : { body }) }
}

function isInteger(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max
}
