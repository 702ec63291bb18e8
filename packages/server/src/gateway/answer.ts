// A request of a session and its answer: the parameters are read, the method's handler runs, and whatever it throws becomes a refusal
// with one of ZIM's codes (spec/zego.md §5). Knows no method.
import { second } from '@posthouse/protocol'
import {
  isMethod,
  readParams,
  type ServerFrame,
  ShapeError,
  type ZimCodeName,
  zimCodes,
} from '@posthouse/protocol/frames'
import { PosthouseError } from '../base/failure.ts'
import { causeOf, type Log } from '../base/log.ts'
import { Refusal } from '../domain/chat/refusal.ts'
import type { MethodHandlers, SessionCaller } from '../ports/methods.ts'
import { StoreError } from '../ports/store.ts'
import type { FrameOf } from './session.ts'

/** What answering uses. */
export interface AnswerDeps {
  readonly methods: MethodHandlers
  readonly log: Log
}

type AnyHandler = (caller: SessionCaller, params: unknown) => Promise<unknown>

/** When a record that is out of reach may be tried again. */
const storeRetryMs: number = second

/** The reply, or the refusal. Never rejects. */
export async function answer(
  { methods, log }: AnswerDeps,
  caller: SessionCaller,
  { id, method, params }: FrameOf<'request'>,
): Promise<ServerFrame> {
  try {
    if (!isMethod(method) || !(method in methods)) throw new Refusal('unsupported')
    // Parameters and handler are of the same method, which the compiler cannot follow through the table.
    const handler = methods[method as keyof MethodHandlers] as AnyHandler
    return { t: 'reply', id, result: await handler(caller, readParams(method, params)) }
  } catch (cause) {
    return refusalOf(id, cause, log, method)
  }
}

/** What somebody is told of a failure; what is the server's own fault is logged and not told. */
export function refusalOf(id: number, cause: unknown, log: Log, place: string): FrameOfServer<'refused'> {
  if (cause instanceof Refusal) return refused(id, cause.reason, cause.message, cause.retryAfterMs)
  if (cause instanceof ShapeError) return refused(id, 'params-invalid', cause.message)
  if (cause instanceof PosthouseError && cause.status === 429)
    return refused(id, 'too-often', undefined, (cause.retryAfterSeconds ?? 1) * second)
  if (cause instanceof PosthouseError && cause.status < 500) return refused(id, 'params-invalid', cause.message)
  log.error('method.failed', { ...causeOf(cause), method: place.slice(0, 64) })
  if (cause instanceof StoreError && cause.kind === 'full')
    return refused(id, 'database-failed', undefined, storeRetryMs)
  return refused(id, 'server-failed')
}

/** A frame of the server of one kind. */
export type FrameOfServer<T extends ServerFrame['t']> = Extract<ServerFrame, { t: T }>

/** A refusal. */
export function refused(
  id: number,
  reason: ZimCodeName,
  message: string = zimCodes[reason].text,
  retryAfterMs?: number,
): FrameOfServer<'refused'> {
  const { code } = zimCodes[reason]
  return { t: 'refused', id, code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}
