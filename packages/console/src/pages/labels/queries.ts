// What the labels' pages ask the server.
import type { LabelsData } from '@posthouse/client/rest'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'

/** Key of everything about an app's labels. */
export function useLabelsKey(): readonly string[] {
  const { org, app } = usePlace()
  return ['labels', org, app]
}

/** Most labels of an app: all fit on one page of the server. */
const labelsMax = 100

/** All of the app's, in order of name. */
export function useLabels() {
  const server = useServer()
  return useQuery({
    queryKey: [...useLabelsKey(), 'list'],
    queryFn: async ({ signal }): Promise<readonly LabelsData[]> =>
      (await server.labels.list({ limit: labelsMax }, { signal })).data,
  })
}

/** One of them. */
export function useLabel(name: string) {
  const server = useServer()
  return useQuery({
    queryKey: [...useLabelsKey(), 'one', name],
    queryFn: ({ signal }) => server.labels.get({ name }, { signal }),
  })
}

/** Makes all of it be asked again. */
export function useReload(): () => Promise<void> {
  const queries = useQueryClient()
  const key = useLabelsKey()
  return () => queries.invalidateQueries({ queryKey: key })
}
