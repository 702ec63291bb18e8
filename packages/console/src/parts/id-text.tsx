// Ids: in a mono face, shortened in the middle, copied whole by a click.
import { CopyButton, Tooltip, UnstyledButton } from '@mantine/core'
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
  return (
    <CopyButton value={id} timeout={1_500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t.copied : t.copy(id)}>
          <UnstyledButton className={styles['id']} onClick={copy} aria-label={t.copy(id)}>
            {shortened(id, charsMax)}
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  )
}
