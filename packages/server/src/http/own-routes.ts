// What a server answers about itself, to whoever watches over it: liveness, readiness, metrics, its own description. No app is named
// here, nothing is secret but the metrics, and nobody's traffic waits for it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../base/clock.ts'
import { sameSecret } from '../base/crypto.ts'
import { PosthouseError } from '../base/failure.ts'
import { addReferenceRoutes, referencePaths } from './reference/routes.ts'
import { unknownPath } from './unknown-path.ts'

/** One thing that was looked at. `notice`: odd, and no reason to stay away. */
export interface HealthCheck {
  readonly name: string
  readonly state: 'ok' | 'notice' | 'failing'
  /** What it is, in a few words; names no address and no secret. */
  readonly text: string
  /** Of the event loop: the longest wait of the last seconds, and the mean, ms. */
  readonly longestMs?: number
  readonly meanMs?: number
}

/** Asked by whoever watches over the process. */
export interface HealthDoor {
  /** Whether the process works; never asks the record. */
  live(): readonly HealthCheck[]
  /** Whether it should be given traffic now. */
  ready(): Promise<readonly HealthCheck[]>
  /** It stops soon: whoever is connected should come no more by the same connection. */
  readonly isDraining: boolean
}

/** Gives the metrics, to whom they may be given. */
export interface MetricsDoor {
  /** Given to anybody who comes by this listener. */
  readonly isOpen: boolean
  /** What a bearer shows who comes from elsewhere; empty: nobody may. */
  readonly token: string
  read(): Promise<{ readonly contentType: string; readonly text: string }>
}

/** What these routes need. */
export interface OwnRouteDeps {
  readonly health: HealthDoor
  readonly metrics?: MetricsDoor | undefined
  /** Made when somebody asks; absent where the interface is not answered. */
  readonly openapi?: (() => object) | undefined
  readonly clock: Clock
}

const watchPaths = ['/healthz', '/livez', '/readyz'] as const
/** How long whoever asked in vain should wait, seconds. */
const retryAfterSeconds = 2

/** The paths that {@link addOwnRoutes} answers. */
export function ownPaths({ metrics, openapi }: Pick<OwnRouteDeps, 'metrics' | 'openapi'>): readonly string[] {
  return [...watchPaths, ...(metrics ? ['/metrics'] : []), ...(openapi ? ['/openapi.json', ...referencePaths] : [])]
}

/** Adds them. */
export function addOwnRoutes(fastify: FastifyInstance, deps: OwnRouteDeps): void {
  const { health, metrics, openapi, clock } = deps
  fastify.get('/healthz', async (_request, reply) => json(reply, '{"status":"ok"}'))
  fastify.get('/livez', async (_request, reply) => answer(reply, 'live', health.live(), clock))
  fastify.get('/readyz', async (_request, reply) => answer(reply, 'ready', await health.ready(), clock))
  if (metrics) {
    fastify.get('/metrics', async (request, reply) => {
      demandLeave(request, metrics)
      const { contentType, text } = await metrics.read()
      return reply.header('content-type', contentType).header('cache-control', 'no-store').send(text)
    })
  }
  if (!openapi) return
  let description: string | undefined
  fastify.get('/openapi.json', async (_request, reply) => {
    description ??= JSON.stringify(openapi())
    return json(reply.header('cache-control', 'max-age=60'), description)
  })
  addReferenceRoutes(fastify, openapi)
}

function json(reply: FastifyReply, text: string): FastifyReply {
  return reply.header('content-type', 'application/json').send(text)
}

function answer(
  reply: FastifyReply,
  status: 'live' | 'ready',
  checks: readonly HealthCheck[],
  clock: Clock,
): FastifyReply {
  const failing = checks.filter(({ state }) => state === 'failing')
  reply.header('cache-control', 'no-store')
  const timestamp = clock.now()
  if (failing.length === 0) return json(reply, JSON.stringify({ status, timestamp, checks }))
  const reason = failing.map(({ text }) => text).join('; ')
  reply.code(503).header('retry-after', String(retryAfterSeconds))
  return json(reply, JSON.stringify({ status: `un${status}`, reason, timestamp, checks }))
}

/** S60: by the operator's listener, from this machine itself, or with the token. To everybody else there is no such path without one. */
function demandLeave(request: FastifyRequest, { isOpen, token }: MetricsDoor): void {
  if (isOpen || isFromHere(request)) return
  if (token === '') throw unknownPath(undefined)
  const shown = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
  if (!sameSecret(shown, token)) throw new PosthouseError('unauthenticated')
}

/** A proxy on this machine comes from here too, and says for whom. */
function isFromHere({ raw, headers }: FastifyRequest): boolean {
  const address = raw.socket.remoteAddress ?? ''
  const isProxied = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'].some(name => headers[name] !== undefined)
  return !isProxied && /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(address)
}
