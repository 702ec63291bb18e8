// The operator's look at who is in a label. Only translation.
import type { labelMemberEndpoints } from '@posthouse/protocol'
import { type LabelMemberDeps, labelMembers } from '../../flows/registry/label-members.ts'
import type { Handlers } from '../../http/handler.ts'
import type { Tables } from '../../ports/store.ts'
import { appOf } from './app-of.ts'

/** What these handlers use. */
export type LabelMemberParts = LabelMemberDeps & {
  readonly store: { readonly tables: { readonly apps: Pick<Tables['apps'], 'byName'> } }
}

/** How many a page holds unless asked otherwise. */
const pageSize = 50

/** Handlers of these endpoints. */
export function labelMemberHandlers(deps: LabelMemberParts): Handlers<typeof labelMemberEndpoints> {
  return {
    async labelMembers({ params, query }) {
      const app = await appOf(deps.store, params)
      const { prefix = '', after, limit = pageSize } = query
      const page = await labelMembers(deps, app, { label: params.name, prefix, after, limit })
      const last = page.members.at(-1)
      return {
        members: page.members.map(({ username, addedAtMs }) => ({ username, addedAt: addedAtMs })),
        ...(page.hasMore && last ? { after: last.username } : {}),
      }
    },
  }
}
