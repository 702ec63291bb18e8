// The dry run of what stands in the form, asked again shortly after the last key.
import { useDebouncedValue } from '@mantine/hooks'
import type { DebugDryRunReply, PushMessage } from '@posthouse/client/rest'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { type Draft, dryTarget } from './draft.ts'

/** A pause in typing, ms. */
const pauseMs = 250

/** What a dry run said, and of whom. */
export interface AskedRun {
  readonly run: DebugDryRunReply
  /** As {@link targetText} names the receiver. */
  readonly target: string
}

/** Tells receivers apart. */
export function targetText(draft: Draft): string {
  return JSON.stringify(dryTarget(draft))
}

/** Asks; the last answer stays on the page until the next one is there, be it of another receiver. */
export function useDryRun(draft: Draft) {
  const server = useServer()
  const { org, app } = usePlace()
  const [asked] = useDebouncedValue(JSON.stringify({ target: dryTarget(draft), message: draft.message }), pauseMs)
  return useQuery({
    queryKey: ['dry-run', org, app, asked],
    queryFn: async ({ signal }): Promise<AskedRun> => {
      const { target, message } = JSON.parse(asked) as { target: ReturnType<typeof dryTarget>; message: PushMessage }
      const run = await server.debug.dryRun({ target, pushMessage: message }, { signal })
      return { run, target: JSON.stringify(target) }
    },
    placeholderData: keepPreviousData,
  })
}
