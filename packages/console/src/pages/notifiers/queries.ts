// What the notifiers' pages ask the server.
import type { NotifierStatesShowReply } from '@posthouse/client/rest'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { usePlace } from '../../api/place.ts'
import { liveMs } from '../../api/queries.ts'
import { useServer } from '../../api/server.ts'

/** Key of everything about an app's notifiers. */
export function useNotifiersKey(): readonly string[] {
  const { org, app } = usePlace()
  return ['notifiers', org, app]
}

/** All of the app's; at most a hundred. */
export function useNotifiers() {
  const server = useServer()
  return useQuery({
    queryKey: [...useNotifiersKey(), 'list'],
    queryFn: async ({ signal }) => (await server.notifierStates.list({}, { signal })).notifiers,
    refetchInterval: liveMs.watched,
  })
}

/** One of them. */
export function useNotifier(name: string) {
  const server = useServer()
  return useQuery({
    queryKey: [...useNotifiersKey(), 'one', name],
    queryFn: ({ signal }): Promise<NotifierStatesShowReply> => server.notifierStates.show({ name }, { signal }),
    refetchInterval: liveMs.watched,
  })
}

/** Makes all of it be asked again. */
export function useReload(): () => Promise<void> {
  const queries = useQueryClient()
  const key = useNotifiersKey()
  return () => queries.invalidateQueries({ queryKey: key })
}
