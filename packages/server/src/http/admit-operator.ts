// Who may call an endpoint of the operator's interface: by the operator's key, a key of a program or a session of the console, and by the
// role that the endpoint names (S17). Which app a role is on is the key's or account's word, never the path's (S13).
import type { IncomingHttpHeaders } from 'node:http'
import type { Endpoint } from '@posthouse/protocol'
import { sameSecret } from '../base/crypto.ts'
import { PosthouseError } from '../base/failure.ts'
import { grantsOf, isEnough, type Operator, roleOn } from '../domain/access.ts'
import type { App } from '../domain/app.ts'
import { apiKeyPrefix } from '../flows/access/secret.ts'
import { type Authenticator, bearerToken } from './authenticate.ts'
import { demandOwnPage } from './same-origin.ts'
import { sessionIdOf } from './session-cookie.ts'

/** A request as far as this room reads it. */
export interface OperatorRequest {
  readonly headers: IncomingHttpHeaders
  /** The client's, and the host that it asked for. */
  readonly address: string
  readonly host: string
}

/**
 * Who makes a request. At once for the operator's key, and where the credential is remembered. Throws, or rejects with,
 * `unauthenticated`, `session_ended`, `request_forged`, or `token_unknown` once a guess has waited.
 */
export function operatorOf(
  authenticator: Authenticator,
  endpoint: Endpoint,
  request: OperatorRequest,
): Operator | Promise<Operator> {
  const { headers, address, host } = request
  const token = bearerToken(headers.authorization)
  if (token !== undefined) return ofBearer(authenticator, token, address)
  const session = sessionIdOf(headers.cookie)
  if (session === undefined) throw new PosthouseError('unauthenticated')
  if (changes(endpoint)) demandOwnPage(headers, host)
  const found = authenticator.operators?.ofSession(session)
  return found instanceof Promise ? found.then(inSession) : inSession(found)
}

/** Whether an endpoint does more than read: by its method, or by a role that reading does not need. */
export function changes({ method, role }: Pick<Endpoint, 'method' | 'role'>): boolean {
  return method !== 'GET' || role === 'operator'
}

/**
 * Throws `role_missing` where the role does not reach. Who has no role at all on an app is told what is said of an app that is not there
 * (S13): `unknown` makes that failure. `appOf` is asked only for those whose role is on single apps.
 */
export function demandRole(
  endpoint: Endpoint,
  operator: Operator,
  place: { readonly appOf: () => App | undefined | Promise<App | undefined>; readonly unknown: () => PosthouseError },
): undefined | Promise<undefined> {
  const { role: needed = 'admin', anyApp, path } = endpoint
  const grants = grantsOf(operator)
  if (anyApp || isEnough(roleOn(grants, undefined), needed)) return undefined
  if (!path.includes('/:org/:app')) throw missing(needed, 'on the whole server')
  const judge = (app: App | undefined): undefined => {
    const held = app && roleOn(grants, app.id)
    if (held === undefined) throw place.unknown()
    if (!isEnough(held, needed)) throw missing(needed, 'on this app')
  }
  const app = place.appOf()
  return app instanceof Promise ? app.then(judge) : judge(app)
}

function missing(role: string, place: string): PosthouseError {
  return new PosthouseError('role_missing', { role, place })
}

/**
 * Compares in constant time (S07). The right key never waits, even where somebody guesses from the operator's own address: with 32
 * characters or more (config.ts), and 43 in a program's, it is not the waiting that protects it.
 */
function ofBearer(authenticator: Authenticator, token: string, address: string): Operator | Promise<Operator> {
  const { adminKey, operators } = authenticator
  if (adminKey !== undefined && sameSecret(adminKey, token)) return { kind: 'operator' }
  const found = token.startsWith(apiKeyPrefix) ? operators?.ofKey(token) : undefined
  const admit = (operator: Operator | undefined) => operator ?? refuseGuess(authenticator.adminGuesses, address)
  return found instanceof Promise ? found.then(admit) : admit(found)
}

/** An id that is none any more is no guess: pages ask on after their session has ended. */
function inSession(operator: Operator | undefined): Operator {
  if (!operator) throw new PosthouseError('session_ended')
  return operator
}

async function refuseGuess(guesses: Authenticator['adminGuesses'], address: string): Promise<never> {
  const account = `operator from ${address}`
  await guesses.admit(account, address)
  guesses.failed(account, address)
  throw new PosthouseError('token_unknown')
}
