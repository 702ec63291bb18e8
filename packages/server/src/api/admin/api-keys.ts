// Keys of programs. Only translation; a key's text stands in the answer that made it and nowhere else.
import type { AppId, apiKeyEndpoints } from '@posthouse/protocol'
import type { ApiKey } from '../../domain/access.ts'
import { type ApiKeyDeps, createApiKey, revokeApiKey } from '../../flows/access/api-keys.ts'
import type { Handlers } from '../../http/handler.ts'
import { appOf } from './app-of.ts'
import { appNamed, idFrom } from './grants.ts'

const limitDefault = 50

/** Handlers of the endpoints about keys. */
export function apiKeyHandlers(deps: ApiKeyDeps): Handlers<typeof apiKeyEndpoints> {
  const { store } = deps
  return {
    keyList: ({ query }) => page(deps, query),
    async keyCreate({ body }, { operator }) {
      const grant = { appId: undefined, role: body.role }
      return await made(deps, createApiKey(deps, operator, { name: body.name, grant, expiresAtMs: body.expiresAt }))
    },
    async keyRevoke({ params }) {
      await revokeApiKey(deps, idFrom(params.keyId, 'key', 'keyId'))
      return { id: params.keyId }
    },
    appKeyList: async ({ params, query }) => page(deps, query, (await appOf(store, params)).id),
    async appKeyCreate({ params, body }, { operator }) {
      const grant = { appId: (await appOf(store, params)).id, role: body.role }
      return await made(deps, createApiKey(deps, operator, { name: body.name, grant, expiresAtMs: body.expiresAt }))
    },
    async appKeyRevoke({ params }) {
      await revokeApiKey(deps, idFrom(params.keyId, 'key', 'keyId'), await appOf(store, params))
      return { id: params.keyId }
    },
  }
}

async function page(
  deps: ApiKeyDeps,
  { limit = limitDefault, cursor }: { readonly limit?: number; readonly cursor?: string },
  appId?: AppId,
) {
  const after = cursor === undefined ? undefined : idFrom(cursor, 'key', 'cursor')
  const found = await deps.store.tables.apiKeys.list(after, limit + 1, appId)
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  const keys = await Promise.all(rows.map(key => viewOf(deps, key)))
  return { keys, ...(last ? { cursor: String(last.id) } : {}) }
}

async function made(deps: ApiKeyDeps, making: ReturnType<typeof createApiKey>) {
  const { key, secret } = await making
  return { key: await viewOf(deps, key), secret }
}

async function viewOf({ store }: ApiKeyDeps, { id, name, grant, createdBy, ...times }: ApiKey) {
  const app = await appNamed(store, grant.appId)
  const { createdAtMs, lastUsedAtMs, expiresAtMs } = times
  return {
    ...{ id: String(id), name, role: grant.role, createdBy, createdAt: createdAtMs },
    ...(app ? { app } : {}),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAt: lastUsedAtMs }),
    ...(expiresAtMs === undefined ? {} : { expiresAt: expiresAtMs }),
  }
}
