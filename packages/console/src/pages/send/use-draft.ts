// The draft in the page: kept in the tab's memory on each change, and read back when the page comes again. Receiver and strategy also stand
// in the address, so that a link can name them.
import { useCallback, useEffect, useState } from 'react'
import { useSearchParams } from 'wouter'
import { usePlace } from '../../api/place.ts'
import { type Draft, isStrategy, keptDraft, keptText, newDraft } from './draft.ts'
import type { JsonObject } from './message-json.ts'

/** The draft, and the ways to change it. */
export interface DraftInHand {
  readonly draft: Draft
  change(members: Partial<Draft>): void
  /** The notification begins anew; the receiver stays. */
  startOver(): void
}

/** `message` is what a new draft begins with. */
export function useDraft(message: JsonObject): DraftInHand {
  const { org, app } = usePlace()
  const place = `posthouse.send.${org}/${app}`
  const [parameters, setParameters] = useSearchParams()
  const [draft, setDraft] = useState(() => named(keptDraft(recall(place), newDraft(message)), parameters))
  useEffect(() => remember(place, keptText(draft)), [place, draft])
  const { kind, user, strategy } = draft
  useEffect(() => {
    setParameters(before => addressed(before, { kind, user, strategy }), { replace: true })
  }, [kind, user, strategy, setParameters])
  return {
    draft,
    change: useCallback((members: Partial<Draft>) => setDraft(before => ({ ...before, ...members })), []),
    startOver: () => setDraft(before => ({ ...before, message, wrongText: undefined })),
  }
}

/** What the address names goes before what was kept. */
function named(draft: Draft, parameters: URLSearchParams): Draft {
  const user = parameters.get('user')
  const strategy = Number(parameters.get('strategy') ?? Number.NaN)
  return {
    ...draft,
    ...(user === null ? {} : { kind: 'user', user }),
    ...(isStrategy(strategy) ? { strategy } : {}),
  }
}

function addressed(
  before: URLSearchParams,
  { kind, user, strategy }: Pick<Draft, 'kind' | 'user' | 'strategy'>,
): URLSearchParams {
  const after = new URLSearchParams(before)
  if (kind === 'user' && user !== '') after.set('user', user)
  else after.delete('user')
  if (strategy === 2) after.delete('strategy')
  else after.set('strategy', String(strategy))
  return after
}

function recall(place: string): string | null {
  try {
    return sessionStorage.getItem(place)
  } catch {
    return null // a browser that keeps nothing begins anew
  }
}

function remember(place: string, text: string): void {
  try {
    sessionStorage.setItem(place, text)
  } catch {
    return // as above
  }
}
