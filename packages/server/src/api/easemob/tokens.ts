// Tokens: which grant is asked for, what is missing, and the answer's shape (spec/easemob.md §1.3, §1.4).
import type { EndpointInput, tokenEndpoints, UserId } from '@posthouse/protocol'
import { userIdOf } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import { isPlainText } from '../../domain/username.ts'
import {
  type IssueDeps,
  type IssueRequest,
  issueAppToken,
  issueByInheritance,
  issueByPassword,
} from '../../flows/registry/issue-token.ts'
import type { AppCall, Handlers } from '../../http/handler.ts'
import { userEntityOf } from './user-entity.ts'

type Body = EndpointInput<typeof tokenEndpoints.tokenIssue>['body']

/** Handlers of the token endpoints. */
export function tokenHandlers(deps: IssueDeps): Handlers<typeof tokenEndpoints> {
  return {
    async tokenIssue({ body }, call) {
      const request = { app: call.app, address: call.address, ttlSeconds: secondsOf(body.ttl) }
      switch (body.grant_type) {
        case 'client_credentials':
          return forApp(deps, request, body)
        case 'password':
          return forPassword(deps, request, body)
        case 'inherit':
          return forInheritance(deps, request, body, call)
        case undefined:
          throw new PosthouseError('parameter_invalid', { field: 'grant_type' }, { field: 'grant_type' })
        default:
          throw new PosthouseError('grant_type_unknown', {}, { field: 'grant_type' })
      }
    },
    async tokenExpiry(_input, call) {
      return { expire_timestamp: call.credentialExpiresAtMs ?? call.arrivedAtMs }
    },
  }
}

async function forApp(deps: IssueDeps, request: IssueRequest, body: Body) {
  if (!body.client_id) throw new PosthouseError('client_id_missing', {}, { field: 'client_id' })
  if (!body.client_secret) throw new PosthouseError('client_secret_missing', {}, { field: 'client_secret' })
  const issued = await issueAppToken(deps, { ...request, clientId: body.client_id, clientSecret: body.client_secret })
  return { access_token: issued.text, expires_in: issued.expiresInSeconds, application: request.app.uuid }
}

async function forPassword(deps: IssueDeps, request: IssueRequest, body: Body) {
  const username = usernameOf(body)
  if (!body.password) throw new PosthouseError('password_missing', {}, { field: 'password' })
  const { issued, user } = await issueByPassword(deps, { ...request, username, password: body.password })
  return { access_token: issued.text, expires_in: issued.expiresInSeconds, user: userEntityOf(user) }
}

async function forInheritance(deps: IssueDeps, request: IssueRequest, body: Body, call: AppCall) {
  if (call.caller === undefined) throw call.credentialProblem ?? new PosthouseError('unauthenticated')
  if (call.caller.kind !== 'app') throw new PosthouseError('token_corrupt')
  usernameOf(body)
  const { issued, user } = await issueByInheritance(deps, {
    ...request,
    username: body.username ?? '',
    autoCreateUser: body.autoCreateUser === true,
  })
  return { access_token: issued.text, expires_in: issued.expiresInSeconds, user: userEntityOf(user) }
}

function usernameOf({ username }: Body): UserId {
  if (!username) throw new PosthouseError('username_missing', {}, { field: 'username' })
  if (!isPlainText(username)) throw new PosthouseError('grant_user_not_found', {}, { field: 'username' })
  return userIdOf(username)
}

function secondsOf(ttl: number | string | undefined): number | undefined {
  return ttl === undefined ? undefined : Number(ttl)
}
