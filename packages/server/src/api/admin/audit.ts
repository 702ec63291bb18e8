// The audit log as it is shown. Only translation.
import type { AppId, auditEndpoints, EndpointInput } from '@posthouse/protocol'
import type { ChainedEntry } from '../../domain/audit.ts'
import { verifyAudit } from '../../flows/access/verify-audit.ts'
import type { Handlers } from '../../http/handler.ts'
import type { Store } from '../../ports/store.ts'
import { appOf } from './app-of.ts'
import { appNamed } from './grants.ts'

/** What these handlers use. */
export interface AuditApiDeps {
  readonly store: Pick<Store, 'tables'>
}

type Query = EndpointInput<typeof auditEndpoints.auditList>['query']

const limitDefault = 50

/** Handlers of the endpoints about the audit log. */
export function auditHandlers(deps: AuditApiDeps): Handlers<typeof auditEndpoints> {
  return {
    auditList: ({ query }) => page(deps, query),
    auditOfApp: async ({ params, query }) => page(deps, query, (await appOf(deps.store, params)).id),
    async auditVerify(_input, { signal }) {
      const { entries, head, broken } = await verifyAudit(deps.store.tables, signal)
      return { holds: broken === undefined, entries, head: hex(head.hash), ...(broken ? { broken } : {}) }
    },
  }
}

async function page({ store }: AuditApiDeps, query: Query, appId?: AppId) {
  const { limit = limitDefault, cursor, actor, action, from, until } = query
  const filter = {
    ...(appId === undefined ? {} : { appId }),
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(from === undefined ? {} : { fromMs: from }),
    ...(until === undefined ? {} : { untilMs: until }),
  }
  const found = await store.tables.audit.page(filter, cursor, limit + 1)
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  const apps = await namesOf(store, rows)
  return { entries: rows.map(row => viewOf(row, apps)), ...(last ? { cursor: last.seq } : {}) }
}

type Names = ReadonlyMap<AppId, Awaited<ReturnType<typeof appNamed>>>

/** The apps of a page, each asked for once. */
async function namesOf(store: AuditApiDeps['store'], rows: readonly ChainedEntry[]): Promise<Names> {
  const ids = new Set(rows.flatMap(({ appId }) => appId ?? []))
  return new Map(await Promise.all([...ids].map(async id => [id, await appNamed(store, id)] as const)))
}

function viewOf(entry: ChainedEntry, apps: Names) {
  const { seq, atMs, actorKind, actorId, actor, address, action, appId, params, members, outcome, code, about } = entry
  const app = appId === undefined ? undefined : apps.get(appId)
  return {
    ...{ seq, at: atMs, address, action, outcome, hash: hex(entry.hash) },
    actor: { kind: actorKind, name: actor, ...(actorId === undefined ? {} : { id: String(actorId) }) },
    params: { ...params },
    members: [...members],
    ...(app ? { app } : {}),
    ...(code === undefined ? {} : { code }),
    ...(about === undefined ? {} : { about }),
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
