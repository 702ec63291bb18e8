// JSON as it is: indented, in a mono face, copied whole.
import { Box, Button, CopyButton } from '@mantine/core'
import { useWords, wordsOf } from '../words/words.ts'
import styles from './json-view.module.css'
import { ScrollBox } from './scroll-box.tsx'

const words = wordsOf({
  copy: { en: 'Copy', zh: '复制' },
  copied: { en: 'Copied', zh: '已复制' },
})

/** A value, or text that is shown as it stands. Tall ones scroll. */
export function JsonView({ value, label }: { readonly value: unknown; readonly label: string }) {
  const t = useWords(words)
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)
  return (
    <Box className={styles['frame']}>
      <ScrollBox className={styles['text']} label={label}>
        <pre>{text}</pre>
      </ScrollBox>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button className={styles['copy'] ?? ''} variant="default" size="compact-xs" onClick={copy}>
            {copied ? t.copied : t.copy}
          </Button>
        )}
      </CopyButton>
    </Box>
  )
}
