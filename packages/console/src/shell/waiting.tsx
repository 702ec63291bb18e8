// The moment before there is anything to show.
import { Center, Loader } from '@mantine/core'
import styles from '../parts/appear.module.css'
import { useWords, wordsOf } from '../words/words.ts'

const words = wordsOf({ loading: { en: 'Loading', zh: '加载中' } })

/** A quiet sign that something is on its way. */
export function Waiting() {
  const t = useWords(words)
  return (
    <Center mih={240} role="status" aria-label={t.loading} className={styles['late'] ?? ''}>
      <Loader size="sm" type="dots" />
    </Center>
  )
}
