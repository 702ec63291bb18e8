// Who is in a label, by the beginning of the user id. Names are in order, so those with one beginning stand together.
import type { UserId } from '@posthouse/protocol'
import type { App } from '../../domain/app.ts'
import type { LabelMember } from '../../domain/label.ts'
import type { LabelTable } from '../../ports/labels.ts'
import { knownLabel, type LabelDeps } from './labels.ts'

/** What looking uses. */
export interface LabelMemberDeps {
  readonly store: LabelDeps['store'] & { readonly tables: { readonly labels: LabelTable } }
}

/** A page, and whether there are more. */
export interface LabelMemberPage {
  readonly members: readonly LabelMember[]
  readonly hasMore: boolean
}

/** Which page. */
export interface LabelMemberQuery {
  readonly label: string
  /** Empty: all. */
  readonly prefix: string
  /** The last of the page before. */
  readonly after: string | undefined
  readonly limit: number
}

/** Reads a page in order of name. Throws `label_not_found`. */
export async function labelMembers(
  deps: LabelMemberDeps,
  app: App,
  { label: name, prefix: text, after, limit }: LabelMemberQuery,
): Promise<LabelMemberPage> {
  const { labels } = deps.store.tables
  const label = await knownLabel(deps, app, name)
  const prefix = text.toLowerCase()
  // Whoever is called exactly as the prefix comes first, and no name that follows another begins a page but that one.
  const first =
    after === undefined && prefix !== '' ? await labels.membersAmong(app.id, label.id, [prefix as UserId]) : []
  const from = after?.toLowerCase() ?? (prefix === '' ? undefined : prefix)
  const others = await labels.members(app.id, label.id, from as UserId | undefined, limit + 1)
  const found = [...first, ...others.filter(({ username }) => username.startsWith(prefix))]
  return { members: found.slice(0, limit), hasMore: found.length > limit }
}
