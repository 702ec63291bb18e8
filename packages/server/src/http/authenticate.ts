// From path and `Authorization` header to app and caller, and from a bad credential to the exact sentence of spec/easemob.md §1.8.
// Knows no token format and no table.
import { type Access, userIdOf } from '@posthouse/protocol'
import { PosthouseError } from '../base/failure.ts'
import type { App } from '../domain/app.ts'
import type { Caller, Credential } from '../domain/caller.ts'
import type { Operators } from '../flows/access/operators.ts'
import type { GuessLimit } from '../flows/registry/guess-limit.ts'

/** Answers who somebody is. */
export interface Authenticator {
  /** At once where it is remembered: every request asks, and a promise costs more than the look. */
  appOf(org: string, name: string): App | undefined | Promise<App | undefined>
  /** At once where it is remembered. */
  credentialOf(app: App, token: string): Credential | Promise<Credential>
  /** The operator's key; undefined where this server serves no admin endpoints. */
  readonly adminKey: string | undefined
  /** Slows who guesses that key or one of a program (S08); of its own, so that such guesses hold up nobody's password. */
  readonly adminGuesses: Pick<GuessLimit, 'admit' | 'failed'>
  /** Whose a session or a key is; absent: there are none, and the operator's key alone opens admin endpoints. */
  readonly operators?: Pick<Operators, 'ofSession' | 'ofKey'>
}

/** What the check of an app's endpoint found. */
export interface AppAccess {
  readonly app: App
  readonly caller: Caller | undefined
  readonly credentialProblem?: PosthouseError
  /** Epoch ms. */
  readonly credentialExpiresAtMs?: number
}

/** A request as far as authentication reads it. */
export interface AccessRequest {
  readonly params: Readonly<Record<string, string>>
  readonly authorization: string | undefined
  /** Path and query, for the sentence about unknown apps. */
  readonly uri: string
}

/** Finds app and caller of a request below `/:org/:app`; throws, or rejects with, what spec/easemob.md §1.5 and §1.8 demand. */
export function admitToApp(
  authenticator: Authenticator,
  access: AppAccessKind,
  request: AccessRequest,
): AppAccess | Promise<AppAccess> {
  const app = authenticator.appOf(request.params['org'] ?? '', request.params['app'] ?? '')
  if (app instanceof Promise) return app.then(found => admitTo(found, authenticator, access, request))
  return admitTo(app, authenticator, access, request)
}

/** Finds the app of a twin, whose caller acts for it; the caller's own credential has been checked. */
export function admitToTwin(
  authenticator: Pick<Authenticator, 'appOf'>,
  request: AccessRequest,
): AppAccess | Promise<AppAccess> {
  const enter = (app: App | undefined): AppAccess => {
    if (!app) throw unknownApp(request)
    return { app, caller: { kind: 'app' } }
  }
  const app = authenticator.appOf(request.params['org'] ?? '', request.params['app'] ?? '')
  return app instanceof Promise ? app.then(enter) : enter(app)
}

type AppAccessKind = Extract<Access, 'public' | 'app' | 'user'>

function admitTo(
  app: App | undefined,
  authenticator: Authenticator,
  access: AppAccessKind,
  request: AccessRequest,
): AppAccess | Promise<AppAccess> {
  if (!app) throw unknownApp(request)
  const token = bearerToken(request.authorization)
  if (token === undefined) {
    if (access === 'public') return { app, caller: undefined }
    throw new PosthouseError('unauthenticated')
  }
  const credential = authenticator.credentialOf(app, token)
  if (credential instanceof Promise) return credential.then(judged => judge(app, judged, access, request))
  return judge(app, credential, access, request)
}

function judge(app: App, credential: Credential, access: AppAccessKind, request: AccessRequest): AppAccess {
  if (credential.kind !== 'valid') {
    const credentialProblem = problemOf(credential)
    if (access === 'public') return { app, caller: undefined, credentialProblem }
    throw credentialProblem
  }
  const { caller } = credential
  if (access === 'app' && caller.kind !== 'app') throw new PosthouseError('token_corrupt')
  if (access === 'user') demandOwnId(caller, request.params['username'])
  return { app, caller, credentialExpiresAtMs: credential.expiresAtMs }
}

/** What is said of an app that is not there (spec/easemob.md §1.8). */
export function unknownApp({ params, uri }: AccessRequest): PosthouseError {
  return new PosthouseError('app_not_found', {
    app: `${params['org'] ?? ''}/${params['app'] ?? ''}`,
    uri: uri.replace(/^\//, '').slice(0, 256),
  })
}

/** A user's token opens only that user's own resources (spec/easemob.md §1.5). */
function demandOwnId(caller: Caller, username: string | undefined): void {
  if (caller.kind === 'app' || username === undefined) return
  if (caller.username !== userIdOf(username)) throw new PosthouseError('unauthenticated')
}

/** The token of a `Bearer` header; throws for what cannot be one, undefined where there is none or an empty one. */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined
  const match = /^Bearer +([^ ]+) *$/i.exec(authorization)
  if (match?.[1] !== undefined) return match[1]
  if (/^Bearer +[^ ]/i.test(authorization)) throw new PosthouseError('token_corrupt')
  return undefined
}

function problemOf(credential: Exclude<Credential, { kind: 'valid' }>): PosthouseError {
  switch (credential.kind) {
    case 'expired':
      return new PosthouseError('token_expired')
    case 'unknown':
      return new PosthouseError('token_unknown')
    case 'foreign':
      return new PosthouseError('token_corrupt')
  }
}
