// The lock screen: the time, the stack of notifications as this system gathers it, and the app's icon with its number.
import { UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { minuteText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { tagOf } from '../../words/language-tag.ts'
import { useWords } from '../../words/words.ts'
import { type Maker, stackOf } from './makers.ts'
import { NoteCard } from './note-card.tsx'
import styles from './phones.module.css'
import { useHandset, usePhones } from './sandbox-context.tsx'
import { words } from './words.ts'

/** What is seen while the app is not in front. */
export function LockScreen({ maker, now }: { readonly maker: Maker; readonly now: number }) {
  const language = useLanguage()
  const day = new Intl.DateTimeFormat(tagOf(language), { weekday: 'long', day: 'numeric', month: 'long' }).format(now)
  return (
    <div className={styles['lock']}>
      <p className={styles['clock']} aria-hidden>
        {minuteText(now)}
      </p>
      <p className={styles['day']}>{day}</p>
      <Stack maker={maker} now={now} />
      <Dock maker={maker} />
    </div>
  )
}

function Stack({ maker, now }: { readonly maker: Maker; readonly now: number }) {
  const t = useWords(words)
  const { shelf } = usePhones()
  const { notes } = useHandset(maker.source)
  const [isSpread, setSpread] = useState(false)
  const { seen, below } = isSpread ? { seen: notes, below: 0 } : stackOf(maker.skin, notes)
  const isGathered = isSpread || below > 0
  return (
    <div className={styles['stack']}>
      <ul aria-live="polite">
        {seen.map(note => (
          <li key={note.id}>
            <NoteCard maker={maker} note={note} now={now} />
          </li>
        ))}
      </ul>
      {notes.length === 0 ? (
        <p className={styles['nothing']}>{t.noNotes}</p>
      ) : (
        <div className={styles['under']}>
          {isGathered && (
            <UnstyledButton onClick={() => setSpread(!isSpread)}>{isSpread ? t.fewer : t.more(below)}</UnstyledButton>
          )}
          <UnstyledButton onClick={() => shelf.clear(maker.source)}>{t.clear}</UnstyledButton>
        </div>
      )}
    </div>
  )
}

function Dock({ maker }: { readonly maker: Maker }) {
  const t = useWords(words)
  const { shelf } = usePhones()
  const { badge, isInstalled } = useHandset(maker.source)
  if (!isInstalled) return null
  return (
    <div className={styles['dock']}>
      <UnstyledButton
        className={styles['icon']}
        aria-label={badge > 0 ? t.openIconUnread(badge) : t.openIcon}
        onClick={() => shelf.open(maker.source)}
      >
        <span aria-hidden>{[...t.app][0]}</span>
        {badge > 0 && (
          <span className={styles['badge']} aria-hidden>
            {badge > 99 ? '99+' : badge}
          </span>
        )}
      </UnstyledButton>
    </div>
  )
}
