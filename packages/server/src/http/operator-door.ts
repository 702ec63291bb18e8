// The door of the operator's interface: who it is, whether their role reaches, and the app that a twin is for. A refusal of somebody known is
// written down (S53).
import type { Endpoint } from '@posthouse/protocol'
import { PosthouseError } from '../base/failure.ts'
import type { OperatorRequest } from './admit-operator.ts'
import { demandRole, operatorOf } from './admit-operator.ts'
import type { Arrival } from './arrival.ts'
import { type AuditDeps, type AuditedRequest, endEntry, isAudited } from './audited.ts'
import { type AccessRequest, type AppAccess, type Authenticator, admitToTwin, unknownApp } from './authenticate.ts'

/** What the door uses; without a log nothing is written down. */
export interface DoorDeps extends Pick<AuditDeps, 'clock'> {
  readonly authenticator: Authenticator
  readonly audit?: AuditDeps['audit'] | undefined
}

/** What is asked for: an endpoint, which may be the twin of an app's own. */
export interface Served {
  readonly endpoint: Endpoint
  readonly original?: Endpoint
}

/** A request at the door. */
export type DoorRequest = OperatorRequest & AccessRequest & { readonly arrival: Arrival }

/** Lets an operator in and notes who it is; resolves with the app of a twin. */
export async function admitOperator(
  deps: DoorDeps,
  served: Served,
  request: DoorRequest,
): Promise<AppAccess | undefined> {
  const { endpoint, original } = served
  const { authenticator } = deps
  const { params } = request
  const operator = await operatorOf(authenticator, endpoint, request)
  request.arrival.operator = operator
  const appOf = () => authenticator.appOf(params['org'] ?? '', params['app'] ?? '')
  const unknown = () => (original ? unknownApp(request) : notFound(params))
  try {
    await demandRole(endpoint, operator, { appOf, unknown })
  } catch (refused) {
    if (deps.audit && isAudited(endpoint)) {
      const audited = await auditedRequest(authenticator, served, request)
      await deps.audit.write(endEntry(audited, refused, deps.clock.now()))
    }
    throw refused
  }
  return original ? await admitToTwin(authenticator, request) : undefined
}

/** A request as the audit log sees it; only once its operator was noted. */
export async function auditedRequest(
  authenticator: Authenticator,
  { endpoint, original }: Served,
  { arrival, params, address }: Pick<DoorRequest, 'arrival' | 'params' | 'address'>,
): Promise<AuditedRequest> {
  const { operator, access } = arrival
  if (!operator) throw new Error(`${endpoint.name} was reached without an operator`)
  const { org, app: name } = params
  const app =
    access?.app ?? (org === undefined || name === undefined ? undefined : await authenticator.appOf(org, name))
  return { endpoint: original ?? endpoint, operator, address, params, appId: app?.id }
}

function notFound({ org, app }: AccessRequest['params']): PosthouseError {
  return new PosthouseError('resource_not_found', { what: `app ${org}#${app}`.slice(0, 160) }, { field: 'app' })
}
