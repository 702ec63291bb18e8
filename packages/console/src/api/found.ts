// What the search of an app finds, and where each of it has its page. Pure.
import type { SearchInAppReply } from '@posthouse/client/rest'

/** Something that was found. */
export type Found = SearchInAppReply['results'][number]

/** What it is. */
export type FoundKind = Found['kind']

/** The page of the app that shows it; begins with a slash. */
export function pathOf({ kind, id, where }: Found): string {
  const own = encodeURIComponent(id)
  const user = `/users/${encodeURIComponent(where.user ?? '')}`
  switch (kind) {
    case 'message':
    case 'chat-message':
    case 'call':
      return `/messages/${own}`
    case 'task':
      return `/tasks/${own}`
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
      return `${user}?tab=devices&device=${encodeURIComponent(where.device ?? '')}`
  }
}
