// What the push resources' pages ask the server.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'

/** Key of the app's push resources. */
function useResourcesKey(): readonly string[] {
  const { org, app } = usePlace()
  return ['push-resources', org, app]
}

/** All of the app's; at most ten. */
export function useResources() {
  const server = useServer()
  return useQuery({
    queryKey: useResourcesKey(),
    queryFn: async ({ signal }) => (await server.pushResources.list({}, { signal })).resources,
    // What is being written is not replaced under the writer's hands.
    refetchOnWindowFocus: false,
  })
}

/** Makes them be asked again. */
export function useReload(): () => Promise<void> {
  const queries = useQueryClient()
  const key = useResourcesKey()
  return () => queries.invalidateQueries({ queryKey: key })
}
