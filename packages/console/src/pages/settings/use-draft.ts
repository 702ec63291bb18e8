// The draft of an app's settings: kept among the page's answers, so that it is still there when the reader comes back by the browser's own
// way, and gone with the session.
import type { AppsSetting } from '@posthouse/client/rest'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { changeOf, type Draft, drafted } from './draft.ts'
import type { Setting, Value } from './setting.ts'
import { appKey } from './use-app.ts'

const none: Draft = {}

/** The draft and what may be done with it. */
export interface DraftDesk {
  readonly draft: Draft
  /** Changes that are not saved. */
  readonly count: number
  change(settings: AppsSetting, setting: Setting, value: Value): void
  drop(): void
  /** Saves all of it; rejects with what the server says. */
  save(): Promise<void>
}

/** The draft of the app whose page this is. */
export function useDraft(): DraftDesk {
  const place = usePlace()
  const server = useServer()
  const queries = useQueryClient()
  const key = ['draft', place.org, place.app] as const
  const { data: draft = none } = useQuery<Draft>({
    queryKey: key,
    queryFn: () => none,
    initialData: none,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    enabled: false,
  })
  const put = (next: Draft): void => {
    queries.setQueryData<Draft>(key, next)
  }
  return {
    draft,
    count: Object.keys(draft).length,
    change: (settings, setting, value) => put(drafted(draft, settings, setting, value)),
    drop: () => put(none),
    async save() {
      const answer = await server.apps.settings(changeOf(draft))
      queries.setQueryData(appKey(place), answer)
      put(none)
    },
  }
}
