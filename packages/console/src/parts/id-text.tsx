// Ids: in a mono face, shortened in the middle, copied whole by a click. Light, because a table has hundreds of them.
import { useClipboard } from '@mantine/hooks'
import { shortened } from '../words/formats.ts'
import { useWords, wordsOf } from '../words/words.ts'
import styles from './id-text.module.css'

const words = wordsOf({
  copy: { en: (id: string) => `Copy ${id}`, zh: (id: string) => `复制 ${id}` },
  copied: { en: 'Copied', zh: '已复制' },
})

/** An id that a click copies. */
export function IdText({ id, charsMax = 18 }: { readonly id: string; readonly charsMax?: number }) {
  const t = useWords(words)
  const { copied, copy } = useClipboard({ timeout: 1_500 })
  return (
    <button type="button" className={styles['id']} onClick={() => copy(id)} title={t.copy(id)} aria-label={t.copy(id)}>
      {shortened(id, charsMax)}
      {copied && (
        <span className={styles['copied']} role="status">
          {t.copied}
        </span>
      )}
    </button>
  )
}
