// The word of a line, coloured by how good its news is; the word itself says it too.
import type { Tone } from '../../parts/tone.ts'
import styles from './messages.module.css'

/** A word in the colour of its meaning. */
export function Mood({ is, children }: { readonly is: Tone; readonly children: string }) {
  return (
    <span className={styles['word']} data-mood={is}>
      {children}
    </span>
  )
}
