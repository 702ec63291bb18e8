// What is noted about a request when it arrives, and the call that its handler is given.
import type { Endpoint } from '@posthouse/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../base/clock.ts'
import { sha256 } from '../base/crypto.ts'
import { PosthouseError } from '../base/failure.ts'
import type { AppAccess } from './authenticate.ts'
import type { Call } from './handler.ts'

/** Notes that belong to one request. */
export interface Arrival {
  readonly atMs: number
  readonly startedMs: number
  idempotencyKey: string | undefined
  bodyDigest: Uint8Array | undefined
  access: AppAccess | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    arrival: Arrival
  }
  interface FastifyContextConfig {
    endpoint?: Endpoint
  }
}

/** Notes the arrival of a request. */
export function arrivalNow(clock: Clock): Arrival {
  return {
    atMs: clock.now(),
    startedMs: clock.monotonic(),
    idempotencyKey: undefined,
    bodyDigest: undefined,
    access: undefined,
  }
}

/** The `Idempotency-Key` header: 1 to 255 visible characters (S43). */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new PosthouseError('argument_illegal', { reason: 'Idempotency-Key must be 1 to 255 visible characters' })
}

/** The request's full URL, for envelopes. */
export function urlOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}${request.url}`
}

/** Requests that are being handled; `abort` ends what waits, when the server stops. */
export interface OpenCalls {
  add(controller: AbortController): void
  delete(controller: AbortController): void
}

/** The call of a request. Its signal is made when somebody asks for it: most handlers never do, and it is not free. */
export function callOf(request: FastifyRequest, reply: FastifyReply, open: OpenCalls): Call {
  const { arrival } = request
  let controller: AbortController | undefined
  // Makes the call an AppCall on endpoints below `/:org/:app`, where admission has found an app.
  const access: AppAccess | object = arrival.access ?? {}
  return {
    get signal() {
      controller ??= openController(reply, open)
      return controller.signal
    },
    arrivedAtMs: arrival.atMs,
    url: urlOf(request),
    idempotencyKey: arrival.idempotencyKey,
    bodyDigest: arrival.idempotencyKey === undefined ? undefined : (arrival.bodyDigest ?? sha256('')),
    setHeader: (name, value) => reply.header(name, value),
    address: request.ip,
    ...access,
  }
}

function openController(reply: FastifyReply, open: OpenCalls): AbortController {
  const controller = new AbortController()
  open.add(controller)
  reply.raw.once('close', () => {
    open.delete(controller)
    if (!reply.raw.writableFinished) controller.abort()
  })
  if (reply.raw.destroyed) controller.abort()
  return controller
}
