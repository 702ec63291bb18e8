// Where a search's results lead, and in which order they are shown. Pure.
import type { SearchInAppReply } from '@posthouse/client/rest'

/** Something that was found. */
export type Result = SearchInAppReply['results'][number]

/** What it is. */
export type ResultKind = Result['kind']

/** Results of one kind, in the order in which they came. */
export interface ResultGroup {
  readonly kind: ResultKind
  readonly results: readonly Result[]
}

/** The page of the app that shows it; begins with a slash. */
export function pathOf({ kind, id, where }: Result): string {
  const own = encodeURIComponent(id)
  const user = `/users/${encodeURIComponent(where.user ?? '')}`
  switch (kind) {
    case 'message':
    case 'chat-message':
      return `/messages/${own}`
    case 'task':
      return `/tasks/${own}`
    case 'call':
      return `/why?call=${own}`
    case 'callback':
      return `/callbacks/${own}`
    case 'label':
      return `/labels/${own}`
    case 'template':
      return `/templates/${own}`
    case 'user':
      return user
    case 'device':
    case 'token':
    case 'push-id':
      return `${user}?device=${encodeURIComponent(where.device ?? '')}`
  }
}

/** By kind, kinds in the order of their first result. */
export function grouped(results: readonly Result[]): readonly ResultGroup[] {
  return [...Map.groupBy(results, ({ kind }) => kind)].map(([kind, own]) => ({ kind, results: own }))
}

/** The place that an arrow key leads to: round and round, the first from nowhere. */
export function moved(index: number, by: 1 | -1, count: number): number {
  if (count === 0) return 0
  return (index + by + count) % count
}
