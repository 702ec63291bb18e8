// Requests of the operator's interface that change something, as entries of the audit log: one before anything happens, and one more where
// it then does not (S53). Names of members, never their values.
import type { Endpoint } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'
import { PosthouseError } from '../base/failure.ts'
import { nameOf, type Operator } from '../domain/access.ts'
import type { AuditEntry } from '../domain/audit.ts'
import type { AuditLog } from '../flows/access/audit-log.ts'
import { changes } from './admit-operator.ts'

/** A request that is written down. */
export interface AuditedRequest {
  readonly endpoint: Endpoint
  readonly operator: Operator
  readonly address: string
  readonly params: Readonly<Record<string, string>>
  /** The app of the path, where it is known. */
  readonly appId: AuditEntry['appId']
}

/** Most names of one entry, and characters of a name or parameter. */
const namesMax = 50
const charsMax = 256

/** Whether an endpoint's requests are written down here. What is about one's own session is written by its flows. */
export function isAudited(endpoint: Endpoint): boolean {
  const { access, role, name } = endpoint
  return access === 'admin' && role !== 'viewer' && changes(endpoint) && !name.startsWith('session.')
}

/** Writes a request down, then lets it act. Rejects with what `check` or `act` throws, which is written down too. */
export async function audited<Input, Value>(
  { audit, clock }: AuditDeps,
  request: AuditedRequest,
  steps: { readonly body: unknown; readonly check: () => Input; readonly act: (input: Input) => Promise<Value> },
): Promise<Value> {
  let input: Input
  try {
    input = steps.check()
  } catch (refused) {
    await audit.write(endEntry(request, refused, clock.now()))
    throw refused
  }
  const about = await audit.write(begunEntry(request, steps.body, clock.now()))
  try {
    return await steps.act(input)
  } catch (failed) {
    await audit.write(endEntry(request, failed, clock.now(), about))
    throw failed
  }
}

/** What writing down uses. */
export interface AuditDeps {
  readonly audit: AuditLog
  readonly clock: Pick<Clock, 'now'>
}

/** The entry of a request that is about to act. */
function begunEntry(request: AuditedRequest, body: unknown, atMs: number): AuditEntry {
  return { ...whoAndWhat(request, atMs), members: namesIn(request.endpoint, body), outcome: 'begun' }
}

/** The entry of a request that was refused before anything happened, or failed; `about` is the number of the one before. */
export function endEntry(request: AuditedRequest, thrown: unknown, atMs: number, about?: number): AuditEntry {
  const outcome = about === undefined ? 'refused' : 'failed'
  const code = thrown instanceof PosthouseError ? thrown.code : 'internal'
  return { ...whoAndWhat(request, atMs), members: [], outcome, code, about }
}

function whoAndWhat({ endpoint, operator, address, params, appId }: AuditedRequest, atMs: number) {
  const { org: _org, app: _app, ...own } = params
  const shown = Object.entries(own).map(([name, value]) => [name, String(value).slice(0, charsMax)])
  const who = { actorKind: operator.kind, actorId: idOf(operator), actor: nameOf(operator), address }
  return {
    ...{ atMs, ...who, action: endpoint.name, appId },
    ...{ params: Object.fromEntries(shown) as Record<string, string>, code: undefined, about: undefined },
  }
}

function idOf(operator: Operator): bigint | undefined {
  switch (operator.kind) {
    case 'operator':
      return undefined
    case 'account':
      return operator.account.id
    case 'key':
      return operator.key.id
  }
}

/** The members of a body that its endpoint knows: what somebody made up may be a secret in the wrong place. */
function namesIn({ body: schema }: Endpoint, body: unknown): readonly string[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return []
  const { properties } = schema as { readonly properties?: Readonly<Record<string, unknown>> }
  const known = Object.keys(body).filter(name => properties !== undefined && Object.hasOwn(properties, name))
  return known.slice(0, namesMax)
}
