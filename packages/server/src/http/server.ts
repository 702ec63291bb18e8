// The HTTP server: one Fastify instance with limits on everything, whose answers are JSON whatever happens. It knows endpoints and
// handlers as values; which there are, and what they do, is decided elsewhere.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { kibibyte, mebibyte, second } from '@posthouse/protocol'
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify'
import type { Clock } from '../base/clock.ts'
import { PosthouseError } from '../base/failure.ts'
import { causeOf, type Log } from '../base/log.ts'
import type { AuditLog } from '../flows/access/audit-log.ts'
import type { SharedRates } from '../flows/registry/shared-rates.ts'
import { protectAdminRefusal } from './admin-headers.ts'
import { arrivalNow } from './arrival.ts'
import type { Authenticator } from './authenticate.ts'
import { readBodies, readForms } from './body.ts'
import { addConsoleRoutes, type ConsoleDeps, consolePaths } from './console/routes.ts'
import { addPreflights } from './cors.ts'
import { countRequests } from './count-requests.ts'
import { failureOf, failureReply } from './failure-reply.ts'
import { addOwnRoutes, type HealthDoor, type MetricsDoor, ownPaths } from './own-routes.ts'
import { createRateLimit } from './rate-limit.ts'
import { rawFailure, refuseRaw } from './raw-reply.ts'
import { addReceiptRoute, type ReceiptDoor, receiptRoute } from './receipt-route.ts'
import { addRoute, type Route } from './routes.ts'
import { createReread } from './unencoded-path.ts'
import { allowedMethods, unknownPath } from './unknown-path.ts'
import { addUpgrades, isUpgrade, type UpgradeDoor } from './upgrade.ts'

/** What a server needs. */
export interface HttpServerDeps {
  readonly routes: readonly Route[]
  readonly authenticator: Authenticator
  readonly clock: Clock
  readonly log: Log
  /** Asked by whoever watches over the process. */
  readonly health: HealthDoor
  /** Absent: nobody is given metrics. */
  readonly metrics?: MetricsDoor | undefined
  /** Answered by `GET /openapi.json`, and shown by `GET /reference`; made when somebody asks. Absent where no interface is answered. */
  readonly openapi?: (() => object) | undefined
  /** Who takes vendors' receipts; absent: nobody, and their path is one that is unknown. */
  readonly receipts?: ReceiptDoor | undefined
  /** Where what operators change is written down; absent: nowhere. */
  readonly audit?: AuditLog | undefined
  /** Who takes WebSockets; absent: nobody, and their path is one that is unknown. */
  readonly upgrades?: UpgradeDoor | undefined
  /** Where the built console is; absent: its path is one that is unknown. */
  readonly console?: ConsoleDeps | undefined
  readonly limits: HttpLimits
  /** Addresses whose `X-Forwarded-*` headers are believed (S40); none by default. */
  readonly trustedProxies: readonly string[]
  /** Counts calls together with other processes that are called; absent: there are none. */
  readonly sharedRates?: SharedRates | undefined
}

/** Limits of a server; milliseconds and bytes. */
export interface HttpLimits {
  /** All headers must have come (S36). */
  readonly headersTimeoutMs: number
  /** The whole request must have come. */
  readonly requestTimeoutMs: number
  /** A connection without a request is closed. */
  readonly idleTimeoutMs: number
  /** How often the first two are looked at. */
  readonly timeoutCheckMs: number
  readonly headerBytesMax: number
  readonly uploadBytesMax: number
  readonly connectionsMax: number
  readonly connectionsPerAddressMax: number
  /** How long a stop waits for requests that are being handled. */
  readonly stopGraceMs: number
}

/** The limits of reliability S30 and S36. */
export const defaultHttpLimits: HttpLimits = {
  headersTimeoutMs: 5 * second,
  requestTimeoutMs: 15 * second,
  idleTimeoutMs: 30 * second,
  timeoutCheckMs: 500,
  headerBytesMax: 16 * kibibyte,
  uploadBytesMax: mebibyte,
  connectionsMax: 10_000,
  connectionsPerAddressMax: 1_000,
  stopGraceMs: 8 * second,
}

/** A server. Disposing stops intake, lets running requests end within the grace, and closes every connection. */
export interface HttpServer extends AsyncDisposable {
  /** Port 0 lets the system choose; resolves with the address in use. */
  listen(at: {
    readonly host: string
    readonly port: number
  }): Promise<{ readonly host: string; readonly port: number }>
}

/** Builds a server; it listens when told to. */
export function createHttpServer(deps: HttpServerDeps): HttpServer {
  const { routes, clock, limits } = deps
  const fastify = buildFastify(deps)
  const open = new Set<AbortController>()
  const rates = createRateLimit(clock, { shared: deps.sharedRates })
  readBodies(fastify)
  fastify.decorateRequest('arrival', null as never)
  fastify.addHook('onRequest', (request, reply, done) => {
    request.arrival = arrivalNow(clock)
    // Whoever keeps a connection open would only find it closed under the next request.
    if (deps.health.isDraining) reply.header('connection', 'close')
    // Where no route is, nothing is read, and the type of what is not read is no reason for another answer.
    if (request.is404) request.raw.headers['content-type'] = 'application/json'
    const reason = headObjection(request)
    done(reason === undefined ? undefined : new PosthouseError('argument_illegal', { reason }))
  })
  countRequests(fastify, clock)
  answerFailures(fastify, deps)
  const endpoints = routes.map(route => route.endpoint)
  const add = (scope: FastifyInstance, takesForms: boolean): void => {
    for (const route of routes) {
      if ((route.endpoint.bodyKind === 'json-or-multipart') === takesForms)
        addRoute(scope, route, { authenticator: deps.authenticator, audit: deps.audit, clock, open, rates })
    }
  }
  add(fastify, false)
  addPreflights(fastify, endpoints)
  addOwnRoutes(fastify, deps)
  if (deps.console) {
    addConsoleRoutes(fastify, deps.console, (request, reply) =>
      sendFailure(request, reply, unknownPath(undefined), deps),
    )
  }
  if (deps.receipts) addReceiptRoute(fastify, deps.receipts)
  fastify.register((scope, _options, done) => {
    readForms(scope, limits.uploadBytesMax)
    // Routes that are added before a plugin is loaded would not see it.
    scope.after(() => add(scope, true))
    done()
  })
  const release = guardConnections(fastify, deps)
  if (deps.upgrades) addUpgrades(fastify.server, deps.upgrades, { ...deps, release })
  return {
    async listen({ host, port }) {
      await fastify.listen({ host, port })
      const address = fastify.server.address() as AddressInfo
      return { host: address.address, port: address.port }
    },
    async [Symbol.asyncDispose]() {
      for (const controller of open) controller.abort()
      const stopWaiting = clock.after(limits.stopGraceMs, () => fastify.server.closeAllConnections())
      await fastify.close()
      stopWaiting()
    },
  }
}

function buildFastify({ limits, clock, trustedProxies, log, upgrades }: HttpServerDeps): FastifyInstance {
  const fastify: FastifyInstance = Fastify({
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    exposeHeadRoutes: false,
    return503OnClosing: false,
    bodyLimit: 64 * kibibyte,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.idleTimeoutMs,
    // Without the two options below the one above is not enforced (reliability §0 finding 8).
    http: {
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.timeoutCheckMs,
      maxHeaderSize: limits.headerBytesMax,
      // Node would answer a missing Host with an empty body; the first hook answers it with a full one.
      requireHostHeader: false,
      keepAliveTimeout: limits.idleTimeoutMs,
      shouldUpgradeCallback: request => isUpgrade(upgrades, request),
    },
    schemaController: { compilersFactory: withoutSchemas },
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: false },
    clientErrorHandler: (error, socket) => {
      if (!reread(error, socket)) refuseRaw(socket, rawFailure(error), clock)
    },
    frameworkErrors: (error, request, reply) => {
      request.arrival ??= arrivalNow(clock)
      sendFailure(request as FastifyRequest, reply as FastifyReply, error, { clock, log })
    },
  })
  const reread = createReread(fastify.server)
  return fastify
}

/** Endpoints are checked by http/validate.ts and written as JSON by http/routes.ts: the framework's own compilers are never loaded. */
const withoutSchemas: FastifySchemaController = {
  // Never called: no route has a schema. The type wants the compiler that is not to be loaded.
  buildValidator: (() => () => () => true) as unknown as NonNullable<FastifySchemaController['buildValidator']>,
  buildSerializer: () => () => JSON.stringify,
}
type FastifySchemaController = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

/** Why a request is refused by its first lines alone, or undefined. No name holds a NUL, and PostgreSQL fails over one (S33). */
function headObjection({ raw, headers, url }: FastifyRequest): string | undefined {
  if (raw.httpVersion === '1.1' && headers.host === undefined) return 'the Host header is missing'
  return url.includes('%00') ? 'the URL holds a NUL' : undefined
}

function answerFailures(fastify: FastifyInstance, deps: HttpServerDeps): void {
  const allowed = allowedMethods([
    ...deps.routes.map(route => route.endpoint),
    ...[...ownPaths(deps), ...(deps.console ? consolePaths : [])].map(path => ({ path, method: 'GET' as const })),
    ...(deps.receipts ? [receiptRoute] : []),
  ])
  fastify.setNotFoundHandler((request, reply) => {
    const methods = allowed(request.url, request.method)
    if (methods !== undefined) reply.header('allow', methods)
    sendFailure(request, reply, unknownPath(methods), deps)
  })
  fastify.setErrorHandler((error, request, reply) => sendFailure(request, reply, error, deps))
}

function sendFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  thrown: unknown,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): void {
  const { arrival } = request
  protectAdminRefusal(request, reply)
  const failure = failureOf(thrown, request.routeOptions.bodyLimit ?? 0)
  const { status, body, retryAfterSeconds } = failureReply(failure, {
    nowMs: clock.now(),
    durationMs: Math.round(clock.monotonic() - arrival.startedMs),
  })
  if (status >= 500)
    log.error('request.failed', { ...causeOf(failure.cause), route: request.routeOptions.url, code: failure.code })
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  reply.code(status).header('content-type', 'application/json').send(JSON.stringify(body))
}

/**
 * Bounds connections, and gives an answer to the odd requests that never reach the router. The returned function counts a connection no
 * more: it became something else.
 */
function guardConnections(fastify: FastifyInstance, { limits, clock }: HttpServerDeps): (socket: Duplex) => void {
  const { server } = fastify
  const perAddress = new Map<string, number>()
  const leaves = new WeakMap<Duplex, () => void>()
  let total = 0
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    const count = (perAddress.get(address) ?? 0) + 1
    perAddress.set(address, count)
    total += 1
    const leave = (): void => {
      total -= 1
      const left = (perAddress.get(address) ?? 1) - 1
      if (left === 0) perAddress.delete(address)
      else perAddress.set(address, left)
    }
    leaves.set(socket, leave)
    socket.once('close', leave)
    if (count > limits.connectionsPerAddressMax || total > limits.connectionsMax)
      refuseRaw(socket, new PosthouseError('overloaded'), clock)
  })
  // An `Expect` that nobody knows is no reason for an empty 417.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response)
  })
  server.on('connect', (_request, socket) => refuseRaw(socket, new PosthouseError('method_not_allowed'), clock))
  return socket => {
    const leave = leaves.get(socket)
    if (!leave) return
    leaves.delete(socket)
    socket.off('close', leave)
    leave()
  }
}
