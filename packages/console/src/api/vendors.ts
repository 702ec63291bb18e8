// The vendors that the server knows, with their brands and the forms of their credentials.
import { useQuery } from '@tanstack/react-query'
import { usePlace } from './place.ts'
import { useServer } from './server.ts'

/** They change with the server's version only. */
export function useVendors() {
  const server = useServer()
  const { org, app } = usePlace()
  return useQuery({
    queryKey: ['vendors', org, app],
    queryFn: async ({ signal }) => (await server.vendors.list({}, { signal })).vendors,
    staleTime: Number.POSITIVE_INFINITY,
  })
}
