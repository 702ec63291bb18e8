// A sentence of the server in which code stands between ticks, as in its documents: `packageName`.
import { Fragment } from 'react'

/** The sentence, with its code as code. */
export function Ticked({ text }: { readonly text: string }) {
  const parts = text.split('`')
  // A single tick is no pair: the sentence stands as it is.
  if (parts.length % 2 === 0) return text
  return parts.map((part, at) => {
    // The parts of a sentence never move.
    // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place.
    return at % 2 === 1 ? <code key={at}>{part}</code> : <Fragment key={at}>{part}</Fragment>
  })
}
