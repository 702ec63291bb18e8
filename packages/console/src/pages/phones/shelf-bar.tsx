// The shelf: every phone at a glance, and a click brings one to the table in place of the one that lies there longest.
import { UnstyledButton } from '@mantine/core'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { type Maker, makers } from './makers.ts'
import styles from './phones.module.css'
import { useHandset } from './sandbox-context.tsx'
import { words } from './words.ts'

/** What the bar is given. */
export interface ShelfBarProps {
  readonly table: readonly Maker['source'][]
  readonly onTake: (source: Maker['source']) => void
}

/** All phones in one line. */
export function ShelfBar({ table, onTake }: ShelfBarProps) {
  const t = useWords(words)
  return (
    <nav className={styles['shelf']} aria-label={t.shelf}>
      {makers.map(maker => (
        <OnShelf
          key={maker.source}
          maker={maker}
          isOnTable={table.includes(maker.source)}
          onTake={() => onTake(maker.source)}
        />
      ))}
    </nav>
  )
}

function OnShelf({
  maker,
  isOnTable,
  onTake,
}: {
  readonly maker: Maker
  readonly isOnTable: boolean
  readonly onTake: () => void
}) {
  const t = useWords(words)
  const language = useLanguage()
  const { user, isRunning, connection, notes } = useHandset(maker.source)
  return (
    <UnstyledButton className={styles['onShelf']} aria-pressed={isOnTable} onClick={onTake}>
      <span className={styles['dot']} data-is={isRunning ? connection : 'none'} aria-hidden />
      <span className={styles['names']}>
        <strong>{maker.vendor[language]}</strong>
        <span>{user ?? t.unused}</span>
      </span>
      {notes.length > 0 && <span className={styles['waiting']}>{notes.length}</span>}
    </UnstyledButton>
  )
}
