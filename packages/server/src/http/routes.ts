// Endpoints with their handlers become routes: authenticate, read, check, handle, wrap. One road for all of them.
import { type Endpoint, type EndpointInput, kibibyte, type RateName, twinOf } from '@posthouse/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../base/clock.ts'
import { jsonText } from '../base/json.ts'
import type { AuditLog } from '../flows/access/audit-log.ts'
import { isAdminPath, protectAnswer } from './admin-headers.ts'
import { callOf, idempotencyKeyOf, type OpenCalls, urlOf } from './arrival.ts'
import { isAudited, audited as runAudited } from './audited.ts'
import { type AppAccess, type Authenticator, admitToApp } from './authenticate.ts'
import { prepareBody, readForm } from './body.ts'
import { allowBrowsers, isForBrowsers } from './cors.ts'
import { enveloped } from './envelope.ts'
import type { Call, Handlers } from './handler.ts'
import { admitOperator, auditedRequest } from './operator-door.ts'
import { type RateCaller, type RateLimit, rateRefusal } from './rate-limit.ts'
import { demandOwnPage } from './same-origin.ts'
import { withoutDeviceTokens } from './shown-tokens.ts'
import { compileCheck, type InputCheck } from './validate.ts'

/** An endpoint and what answers it. */
export interface Route {
  readonly endpoint: Endpoint
  readonly handle: (input: EndpointInput<Endpoint>, call: Call) => Promise<unknown>
  /** The endpoint of an app that this one is the twin of: it says how a request is read and what stands around the answer. */
  readonly original?: Endpoint
}

/** Groups of endpoints, as `@posthouse/protocol` lists them. */
export type EndpointGroups = Readonly<Record<string, Readonly<Record<string, Endpoint>>>>

/** Handlers for every endpoint of every group; a missing one does not compile. */
export type GroupHandlers<Groups extends EndpointGroups> = { readonly [Name in keyof Groups]: Handlers<Groups[Name]> }

/** Pairs endpoints, and the twins of those that have one, with their handlers. */
export function routesOf<const Groups extends EndpointGroups>(
  groups: Groups,
  handlers: GroupHandlers<Groups>,
): readonly Route[] {
  return Object.entries(groups).flatMap(([group, endpoints]) =>
    Object.entries(endpoints).flatMap(([name, endpoint]): readonly Route[] => {
      // The types above pair each endpoint with its own handler; a list of all of them cannot express that.
      const ofGroup = handlers[group] as unknown as Readonly<Record<string, Route['handle'] | undefined>>
      const handle = ofGroup[name]
      if (!handle) throw new Error(`endpoint ${endpoint.name} has no handler`)
      const twin = twinOf(endpoint)
      return twin
        ? [
            { endpoint, handle },
            { endpoint: twin, handle, original: endpoint },
          ]
        : [{ endpoint, handle }]
    }),
  )
}

/** What a route needs besides its handler. */
export interface RouteDeps {
  readonly authenticator: Authenticator
  readonly clock: Clock
  readonly open: OpenCalls
  readonly rates: RateLimit
  /** Where what operators change is written down; absent: nowhere. */
  readonly audit?: AuditLog | undefined
}

/** Adds a route to a server. */
export function addRoute(server: FastifyInstance, route: Route, deps: RouteDeps): void {
  const { endpoint, original } = route
  const checkOf = onDemand(() => compileCheck(original ?? endpoint))
  const browsers = isForBrowsers(endpoint)
  const ofOperator = isAdminPath(endpoint.path)
  server.route({
    method: endpoint.method,
    url: endpoint.path,
    // Zero is no limit that the framework knows; a body that nobody reads may be small.
    bodyLimit: Math.max(endpoint.bodyBytesMax, kibibyte),
    config: { endpoint },
    onRequest(request, reply, done) {
      // Only a browser says where it comes from, and only a browser reads the answer's leave.
      if (browsers && request.headers.origin !== undefined) allowBrowsers(reply)
      if (ofOperator) protectAnswer(reply)
      const prepare = (): void => {
        if (endpoint.idempotent) request.arrival.idempotencyKey = idempotencyKeyOf(request)
        prepareBody(request, endpoint)
      }
      const enter = (access: AppAccess | undefined): void | Promise<void> => {
        request.arrival.access = access
        return access && endpoint.rate !== undefined
          ? count(deps.rates, access.app, endpoint.rate, callerOf(route, access), prepare)
          : prepare()
      }
      // Without a promise where caller and app are remembered, which is nearly always.
      let entered: void | Promise<void>
      try {
        const admitted = admit(request, route, deps)
        entered = admitted instanceof Promise ? admitted.then(enter) : enter(admitted)
      } catch (refused) {
        done(refused as Error)
        return
      }
      if (entered instanceof Promise) entered.then(() => done(), done)
      else done()
    },
    ...(endpoint.bodyKind === 'json-or-multipart' ? { preValidation: readForm } : {}),
    handler(request, reply) {
      const raw = {
        params: request.params,
        query: request.query as Record<string, unknown>,
        body: request.body ?? (endpoint.bodyKind === 'none' ? undefined : {}),
      }
      const respond = (value: unknown) => answer(request, reply, route, value, deps.clock)
      const run = (check: InputCheck) =>
        carryOut(request, route, deps, { check: () => check(raw), reply, body: raw.body }).then(respond)
      const check = checkOf()
      return check instanceof Promise ? check.then(run) : run(check)
    },
  })
}

function callerOf({ original }: Route, { caller }: AppAccess): RateCaller {
  return original ? 'operator' : caller ? 'app' : 'stranger'
}

/** Counts a call, then goes on; without a promise where this process counts for itself. Throws or rejects for one too many. */
function count(
  rates: RateLimit,
  app: AppAccess['app'],
  group: RateName,
  who: RateCaller,
  then: () => void,
): void | Promise<void> {
  const demand = (waitMs: number): void => {
    if (waitMs > 0) throw rateRefusal(app, waitMs)
    then()
  }
  const waitMs = rates.take(app, group, who)
  const confirmed = waitMs > 0 ? undefined : rates.confirm(app, group, who)
  return confirmed === undefined ? demand(waitMs) : confirmed.then(demand)
}

/** What `make` makes, from the first request for it on; made once, and again only if that failed. */
function onDemand<T>(make: () => Promise<T>): () => T | Promise<T> {
  let made: { readonly value: T } | undefined
  let making: Promise<T> | undefined
  const begin = async (): Promise<T> => {
    try {
      made = { value: await make() }
      return made.value
    } finally {
      making = undefined
    }
  }
  return () => {
    if (made) return made.value
    making ??= begin()
    return making
  }
}

function admit(
  request: FastifyRequest,
  route: Route,
  deps: RouteDeps,
): AppAccess | undefined | Promise<AppAccess | undefined> {
  const { access, method } = route.endpoint
  const { headers } = request
  if (access === 'open') {
    // It may set a cookie: no other site shall have the browser sign in as somebody.
    if (method !== 'GET') demandOwnPage(headers, request.host)
    return undefined
  }
  const asked = {
    params: request.params as Record<string, string>,
    authorization: headers.authorization,
    uri: request.url,
  }
  if (access !== 'admin') return admitToApp(deps.authenticator, access, asked)
  const { host, ip: address, arrival } = request
  return admitOperator(deps, route, { ...asked, headers, host, address, arrival })
}

/** Checks a request and hands it to its handler; what an operator changes is written down first. */
function carryOut(
  request: FastifyRequest,
  route: Route,
  deps: RouteDeps,
  given: { readonly check: () => EndpointInput<Endpoint>; readonly reply: FastifyReply; readonly body: unknown },
): Promise<unknown> {
  const { check, reply, body } = given
  const act = (input: EndpointInput<Endpoint>) => route.handle(input, callOf(request, reply, deps.open))
  const { audit, authenticator, clock } = deps
  if (!audit || !isAudited(route.endpoint)) return act(check())
  const { arrival, ip: address } = request
  const params = request.params as Record<string, string>
  return auditedRequest(authenticator, route, { arrival, address, params }).then(audited =>
    runAudited({ audit, clock }, audited, { body, check, act }),
  )
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { endpoint, original }: Route,
  value: unknown,
  clock: Clock,
): FastifyReply {
  const { arrival } = request
  const shown = original ? withoutDeviceTokens(value) : value
  const body = enveloped(original ?? endpoint, shown, {
    nowMs: clock.now(),
    durationMs: Math.round(clock.monotonic() - arrival.startedMs),
    url: () => urlOf(request),
    app: arrival.access?.app,
  })
  return reply.header('content-type', 'application/json').send(jsonText(body))
}
