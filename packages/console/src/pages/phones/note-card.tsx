// A notification on a simulated phone: drawn as its maker draws it, with what a drawing cannot show below it, and tapped as a whole.
import { UnstyledButton } from '@mantine/core'
import { IconVolume } from '@tabler/icons-react'
import { ShownCard } from '../../parts/shown/shown-card.tsx'
import { useWords } from '../../words/words.ts'
import type { Note } from './handset.ts'
import type { Maker } from './makers.ts'
import styles from './phones.module.css'
import { usePhones } from './sandbox-context.tsx'
import { words } from './words.ts'

/** One of the stack. */
export function NoteCard({ maker, note, now }: { readonly maker: Maker; readonly note: Note; readonly now: number }) {
  const t = useWords(words)
  const { shelf } = usePhones()
  const { shown, at } = note
  return (
    <div className={styles['note']}>
      <ShownCard vendor={maker.source} shown={shown} appName={t.app} at={at} now={Math.max(now, at)} />
      {(shown.sound !== undefined || shown.channel !== undefined) && (
        <span className={styles['aside']}>
          {shown.sound !== undefined && (
            <>
              <IconVolume size={12} aria-hidden />
              {t.sound(shown.sound)}
            </>
          )}
          {shown.channel !== undefined && <span>{t.channel(shown.channel)}</span>}
        </span>
      )}
      <UnstyledButton
        className={styles['tap']}
        aria-label={t.tapOn(shown.title === '' ? shown.body : shown.title)}
        onClick={() => shelf.open(maker.source, note)}
      />
    </div>
  )
}
