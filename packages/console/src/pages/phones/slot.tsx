// A phone on the table, with everything that belongs to it. One that lies on the shelf is drawn too, unseen, because its app may be running.
import { Text, Title } from '@mantine/core'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { Controls, SendHere } from './controls.tsx'
import { EventLog } from './event-log.tsx'
import type { Maker } from './makers.ts'
import styles from './phones.module.css'
import { useHandset } from './sandbox-context.tsx'
import { Screen } from './screen.tsx'
import { words } from './words.ts'

/** `place`: from the left, with the eight steps between the two; undefined = on the shelf. */
export function Slot({ maker, place }: { readonly maker: Maker; readonly place: number | undefined }) {
  const t = useWords(words)
  const language = useLanguage()
  const { user } = useHandset(maker.source)
  const isThere = place !== undefined
  return (
    <article className={styles['slot']} hidden={!isThere} style={{ order: 2 * (place ?? 0) }} data-phone={maker.source}>
      <header className={styles['slotHead']}>
        <Title order={2}>{t.phoneOf(maker.model, maker.vendor[language])}</Title>
        <Text size="xs" c="dimmed">
          {user ?? t.nobody}
        </Text>
      </header>
      {isThere && <SendHere maker={maker} />}
      <Screen maker={maker} />
      {isThere && <Controls maker={maker} />}
      {isThere && <EventLog maker={maker} />}
    </article>
  )
}
