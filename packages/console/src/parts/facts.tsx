// Names and values, one under the other: what is known of one thing.
import type { ReactNode } from 'react'
import styles from './facts.module.css'

/** One line. */
export interface Fact {
  readonly name: string
  readonly value: ReactNode
  /** What it is for, where the name does not say it. */
  readonly note?: ReactNode
}

/** A list of facts. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={styles['facts']}>
      {facts.map(({ name, value, note }) => (
        <div key={name} className={styles['fact']}>
          <dt>{name}</dt>
          <dd>
            {value}
            {note !== undefined && <span className={styles['note']}>{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
