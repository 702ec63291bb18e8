// What the callbacks' pages ask the server.
import type { CallbackRulesRule, CallbacksCallback } from '@posthouse/client/rest'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type PagedRows, usePagedRows } from '../../api/paged.ts'
import { usePlace } from '../../api/place.ts'
import { liveMs } from '../../api/queries.ts'
import { useServer } from '../../api/server.ts'
import { type Filter, listInputOf } from './filters.ts'

/** Rows of a page of the list. */
const pageSize = 50
/** Looks of 20,000 callbacks each before a reader is told that there is none so far. */
const looksMax = 25

/** Key of everything about an app's callbacks. */
export function useCallbacksKey(): readonly string[] {
  const { org, app } = usePlace()
  return ['callbacks', org, app]
}

/** The app's rules, four at most. */
export function useRules() {
  const server = useServer()
  return useQuery({
    queryKey: [...useCallbacksKey(), 'rules'],
    queryFn: async ({ signal }): Promise<readonly CallbackRulesRule[]> =>
      (await server.callbackRules.list({}, { signal })).rules,
    refetchInterval: liveMs.watched,
  })
}

/** One of them. */
export function useRule(ruleId: string) {
  const server = useServer()
  return useQuery({
    queryKey: [...useCallbacksKey(), 'rule', ruleId],
    queryFn: async ({ signal }): Promise<CallbackRulesRule> =>
      (await server.callbackRules.get({ ruleId }, { signal })).rule,
    refetchInterval: liveMs.watched,
  })
}

/** How their endpoints did. */
export function useHealth() {
  const server = useServer()
  return useQuery({
    queryKey: [...useCallbacksKey(), 'health'],
    queryFn: async ({ signal }) => (await server.callbacks.health({}, { signal })).rules,
    refetchInterval: liveMs.watched,
  })
}

/** Callbacks, newest first. */
export function useCallbacks(filter: Filter): PagedRows<CallbacksCallback> {
  const server = useServer()
  const input = listInputOf(filter)
  return usePagedRows({
    key: [...useCallbacksKey(), 'list', input],
    load: async (cursor, signal) => {
      const ask = (from: string | undefined) =>
        server.callbacks.list(
          { limit: pageSize, ...input, ...(from === undefined ? {} : { cursor: from }) },
          { signal },
        )
      let page = await ask(cursor === undefined ? undefined : String(cursor))
      // The server looks at some at a time: where none of them fits, the next ones are asked for at once.
      for (let looks = 1; page.callbacks.length === 0 && page.cursor !== undefined && looks < looksMax; looks += 1)
        page = await ask(page.cursor)
      return { rows: page.callbacks, cursor: page.cursor }
    },
    refreshMs: liveMs.watched,
  })
}

/** One callback, as often as it changes. */
export function useCallback(callbackId: string) {
  const server = useServer()
  return useQuery({
    queryKey: [...useCallbacksKey(), 'one', callbackId],
    queryFn: async ({ signal }): Promise<CallbacksCallback> =>
      (await server.callbacks.get({ callbackId }, { signal })).callback,
    refetchInterval: ({ state: { data } }) => (data?.state === 'waiting' ? liveMs.running : false),
  })
}

/** Makes all of it be asked again. */
export function useReloadCallbacks(): () => Promise<void> {
  const queries = useQueryClient()
  const key = useCallbacksKey()
  return () => queries.invalidateQueries({ queryKey: key })
}
