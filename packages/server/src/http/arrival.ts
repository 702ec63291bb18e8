// What is noted about a request when it arrives, and the call that its handler is given.
import type { Endpoint } from '@posthouse/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../base/clock.ts'
import { sha256 } from '../base/crypto.ts'
import { PosthouseError } from '../base/failure.ts'
import type { Operator } from '../domain/access.ts'
import type { App } from '../domain/app.ts'
import type { AppAccess } from './authenticate.ts'
import type { Call, Caller } from './handler.ts'

/** Notes that belong to one request. */
export interface Arrival {
  readonly atMs: number
  readonly startedMs: number
  idempotencyKey: string | undefined
  bodyDigest: Uint8Array | undefined
  access: AppAccess | undefined
  /** Who calls the operator's interface. */
  operator: Operator | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    arrival: Arrival
  }
  interface FastifyContextConfig {
    endpoint?: Endpoint
    /** The handler is given the body's bytes. */
    readsBytes?: true
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
    operator: undefined,
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

/** The call of a request, and an AppCall on endpoints below `/:org/:app`, where admission has found an app. */
export function callOf(request: FastifyRequest, reply: FastifyReply, open: OpenCalls): Call {
  return new RequestCall(request, reply, open)
}

/** Works out each member when somebody asks for it: most handlers want few of them, and every request makes one of these. */
class RequestCall implements Call {
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply
  readonly #open: OpenCalls
  #controller: AbortController | undefined

  constructor(request: FastifyRequest, reply: FastifyReply, open: OpenCalls) {
    this.#request = request
    this.#reply = reply
    this.#open = open
  }

  get signal(): AbortSignal {
    this.#controller ??= openController(this.#reply, this.#open)
    return this.#controller.signal
  }

  get arrivedAtMs(): number {
    return this.#request.arrival.atMs
  }

  get url(): string {
    return urlOf(this.#request)
  }

  get idempotencyKey(): string | undefined {
    return this.#request.arrival.idempotencyKey
  }

  get bodyDigest(): Uint8Array | undefined {
    const { idempotencyKey, bodyDigest } = this.#request.arrival
    return idempotencyKey === undefined ? undefined : (bodyDigest ?? sha256(''))
  }

  get address(): string {
    return this.#request.ip
  }

  get app(): App | undefined {
    return this.#request.arrival.access?.app
  }

  get operator(): Operator | undefined {
    return this.#request.arrival.operator
  }

  get caller(): Caller | undefined {
    return this.#request.arrival.access?.caller
  }

  get credentialProblem(): PosthouseError | undefined {
    return this.#request.arrival.access?.credentialProblem
  }

  get credentialExpiresAtMs(): number | undefined {
    return this.#request.arrival.access?.credentialExpiresAtMs
  }

  setHeader(name: string, value: string): void {
    this.#reply.header(name, value)
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
