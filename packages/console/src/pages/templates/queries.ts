// What the templates' pages ask the server.
import type { TemplatesData } from '@posthouse/client/rest'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'

/** Key of everything about an app's templates. */
function useTemplatesKey(): readonly string[] {
  const { org, app } = usePlace()
  return ['templates', org, app]
}

/** Most templates of an app: all fit on one page of the server. */
const templatesMax = 100

/** All of the app's, in order of name. */
export function useTemplates() {
  const server = useServer()
  return useQuery({
    queryKey: [...useTemplatesKey(), 'list'],
    queryFn: async ({ signal }): Promise<readonly TemplatesData[]> =>
      (await server.templates.list({ limit: templatesMax }, { signal })).data,
  })
}

/** One of them. */
export function useTemplate(name: string) {
  const server = useServer()
  return useQuery({
    queryKey: [...useTemplatesKey(), 'one', name],
    queryFn: async ({ signal }): Promise<TemplatesData> => (await server.templates.get({ name }, { signal })).data,
    // What is being written is not replaced under the writer's hands.
    refetchOnWindowFocus: false,
  })
}

/** The message that a preview is made for. */
export interface PreviewWish {
  readonly name: string
  readonly titlePattern: string
  readonly contentPattern: string
  readonly titleArgs: readonly string[]
  readonly contentArgs: readonly string[]
  readonly from: string
  readonly to: string
  readonly kind: MessageKind
  readonly text: string
}

/** Kinds of messages that are pushed. */
export const messageKinds = ['txt', 'img', 'audio', 'video', 'loc', 'file', 'custom', 'combine'] as const
/** One of them. */
export type MessageKind = (typeof messageKinds)[number]

/** What it says; the last answer stays while the next is awaited. */
export function usePreview(wish: PreviewWish | undefined) {
  const server = useServer()
  return useQuery({
    queryKey: [...useTemplatesKey(), 'preview', wish],
    queryFn: ({ signal }) => {
      if (!wish) throw new Error('nothing to preview')
      const { from, to, ...rest } = wish
      const people = { ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) }
      return server.templates.preview({ ...rest, ...people }, { signal })
    },
    enabled: wish !== undefined,
    placeholderData: keepPreviousData,
  })
}

/** Makes all of it be asked again. */
export function useReload(): () => Promise<void> {
  const queries = useQueryClient()
  const key = useTemplatesKey()
  return () => queries.invalidateQueries({ queryKey: key })
}
