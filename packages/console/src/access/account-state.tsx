// Whether an account can sign in, as icon and word.
import { Pending, State } from '../parts/outcome.tsx'
import { useWords } from '../words/words.ts'
import { accessWords } from './words.ts'

/** The state of an account or member. */
export function AccountState({ disabled, invited }: { readonly disabled: boolean; readonly invited: boolean }) {
  const t = useWords(accessWords)
  if (disabled) return <State tone="quiet">{t.disabled}</State>
  return invited ? <Pending>{t.invited}</Pending> : <State tone="fine">{t.active}</State>
}
