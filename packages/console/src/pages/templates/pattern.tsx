// A pattern with its places set off from the text, so that a slip of the pen is seen.
import styles from './pattern.module.css'
import { piecesOf } from './patterns.ts'

/** The pattern. */
export function Pattern({ pattern }: { readonly pattern: string }) {
  return (
    <span className={styles['pattern']}>
      {piecesOf(pattern).map(({ kind, text }, at) =>
        kind === 'text' ? (
          text
        ) : (
          // The pieces of a pattern are told apart by their place only.
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place.
          <span key={at} className={styles['place']} data-kind={kind}>
            {text}
          </span>
        ),
      )}
    </span>
  )
}
