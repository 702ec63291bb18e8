// The questions to the server that the pages of users share.
import type { PeopleShowReply } from '@posthouse/client/rest'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { usePlace } from '../../api/place.ts'
import { liveMs } from '../../api/queries.ts'
import { useServer } from '../../api/server.ts'

/** Everything about a user. */
export type Person = PeopleShowReply
/** A device of a user. */
export type PersonDevice = Person['devices'][number]
/** A push to a user. */
export type PersonPush = Person['pushes'][number]

/** Looked at again every few seconds, as support watches while somebody tries. */
export function usePerson(username: string) {
  const server = useServer()
  const { org, app } = usePlace()
  return useQuery({
    queryKey: ['person', org, app, username],
    queryFn: ({ signal }) => server.people.show({ username }, { signal }),
    refetchInterval: liveMs.watched,
  })
}

/** An act on a user; what is known of them is asked for again after it. */
export function usePersonAct<Input>(
  username: string,
  act: (server: ReturnType<typeof useServer>, input: Input) => Promise<unknown>,
) {
  const server = useServer()
  const queries = useQueryClient()
  const { org, app } = usePlace()
  return useMutation({
    mutationFn: (input: Input) => act(server, input),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['person', org, app, username] }),
  })
}
