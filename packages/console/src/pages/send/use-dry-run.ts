// The dry run of what stands in the form, asked again shortly after the last key.
import { useDebouncedValue } from '@mantine/hooks'
import type { PushMessage } from '@posthouse/client/rest'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { type Draft, dryTarget } from './draft.ts'

/** A pause in typing, ms. */
const pauseMs = 250

/** Asks; the last answer stays on the page until the next one is there. */
export function useDryRun(draft: Draft) {
  const server = useServer()
  const { org, app } = usePlace()
  const [asked] = useDebouncedValue(JSON.stringify({ target: dryTarget(draft), message: draft.message }), pauseMs)
  return useQuery({
    queryKey: ['dry-run', org, app, asked],
    queryFn: ({ signal }) => {
      const { target, message } = JSON.parse(asked) as { target: ReturnType<typeof dryTarget>; message: PushMessage }
      return server.debug.dryRun({ target, pushMessage: message }, { signal })
    },
    placeholderData: keepPreviousData,
  })
}
