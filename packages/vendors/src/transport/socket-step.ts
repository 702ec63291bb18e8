// One step of opening a connection: waits on a socket for the word that matters, and ends by itself when the socket fails, closes,
// or the dial's time is up. What is awaited is the caller's business.
import type { Socket } from 'node:net'
import { causeOf } from './cause.ts'

/** What a step came to. A failed step has destroyed its socket. */
export type StepResult<T> = { readonly kind: 'done'; readonly value: T } | StepFailure

/** Why a step failed. */
export interface StepFailure {
  readonly kind: 'failed'
  readonly cause: string
  /** The network failed, not the peer's word: another address of the same peer may fare better. */
  readonly isNetwork: boolean
}

/** Where a step waits. */
export interface StepPlace {
  readonly socket: Socket
  /** Ends the step; its reason is the cause, a string. */
  readonly signal: AbortSignal
  /** What a close without an error is called. */
  readonly closedCause: string
}

/** How a step's own listeners end it: one word, and not before they were attached. */
export interface StepEnd<T> {
  done(value: T): void
  /** For what the peer said; what befell the socket is noticed without it. */
  fail(cause: string): void
}

/**
 * Runs a step. `begin` attaches its listeners and returns how to take them off again. Never rejects. The socket must have an error
 * listener of its own ({@link keepQuiet}): between two steps nobody else listens.
 */
export function step<T>(place: StepPlace, begin: (end: StepEnd<T>) => () => void): Promise<StepResult<T>> {
  const { socket, signal, closedCause } = place
  const { promise, resolve } = Promise.withResolvers<StepResult<T>>()
  // Happens once: it takes off everything that calls it.
  const settle = (result: StepResult<T>): void => {
    socket.off('error', onError).off('close', onClose)
    signal.removeEventListener('abort', onAbort)
    takeOff()
    if (result.kind === 'failed') socket.destroy()
    resolve(result)
  }
  const fail = (cause: string, isNetwork: boolean): void => settle({ kind: 'failed', cause, isNetwork })
  const onError = (error: Error): void => fail(causeOf(error), isNetworkError(error))
  const onClose = (): void => fail(closedCause, true)
  const onAbort = (): void => fail(String(signal.reason), false)
  const takeOff = begin({ done: value => settle({ kind: 'done', value }), fail: cause => fail(cause, false) })
  socket.on('error', onError).on('close', onClose)
  signal.addEventListener('abort', onAbort)
  // What happened before the listeners stood is not told again.
  if (signal.aborted) onAbort()
  else if (socket.destroyed) onClose()
  return promise
}

/** Lets a socket fail without ending the process while nobody listens; its `close` tells what it has to. */
export function keepQuiet<S extends Socket>(socket: S): S {
  return socket.on('error', () => undefined)
}

const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
])

function isNetworkError(error: Error): boolean {
  return NETWORK_CODES.has(causeOf(error))
}
