// The operator's search.
import type { searchEndpoints } from '@posthouse/protocol'
import type { SearchDeps } from '../../flows/search/found.ts'
import { search } from '../../flows/search/search.ts'
import type { Handlers } from '../../http/handler.ts'
import { appOf } from './app-of.ts'

/** Handler of the search. */
export function searchHandlers(deps: SearchDeps): Handlers<typeof searchEndpoints> {
  return {
    async appSearch({ params, query }) {
      const app = await appOf(deps.store, params)
      const found = await search(deps, app, query.q)
      return { results: found.map(({ where, ...one }) => ({ ...one, where: { ...where } })) }
    },
  }
}
