// A callback's state in words.
import type { CallbacksCallback } from '@posthouse/client/rest'
import { Pending, State } from '../../parts/outcome.tsx'
import { useWords } from '../../words/words.ts'
import { words } from './words.ts'

/** Icon and word. */
export function CallbackStateText({ callback: { state } }: { readonly callback: CallbacksCallback }) {
  const t = useWords(words)
  if (state === 'waiting') return <Pending>{t.stateWaiting}</Pending>
  return state === 'delivered' ? <State tone="fine">{t.stateDelivered}</State> : <State tone="bad">{t.stateDead}</State>
}
