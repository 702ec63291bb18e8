// Secrets that are shown this once: each with a copy button, all as a file, and a word that says so. Keeps nothing; who renders it forgets
// them when it is closed.
import { Alert, Button, CopyButton, Group, Stack, Text } from '@mantine/core'
import { IconCopy, IconDownload } from '@tabler/icons-react'
import { useWords, wordsOf } from '../words/words.ts'
import styles from './secrets-once.module.css'

const words = wordsOf({
  once: {
    en: 'Copy or download it now: it is shown this once, and to nobody again.',
    zh: '请立即复制或下载：仅显示这一次，之后不再向任何人显示。',
  },
  copy: { en: 'Copy', zh: '复制' },
  copyOf: { en: (name: string) => `Copy ${name}`, zh: (name: string) => `复制${name}` },
  copied: { en: 'Copied', zh: '已复制' },
  download: { en: 'Download as JSON', zh: '下载为 JSON' },
})

/** One line. */
export interface SecretLine {
  /** Its name in the file: `clientSecret`. */
  readonly key: string
  readonly label: string
  readonly value: string
}

/** Shows the lines; `fileName` names the download. */
export function SecretsOnce({ lines, fileName }: { readonly lines: readonly SecretLine[]; readonly fileName: string }) {
  const t = useWords(words)
  return (
    <Stack gap="sm">
      <Alert color="yellow" variant="light" p="sm">
        <Text size="sm">{t.once}</Text>
      </Alert>
      <dl className={styles['lines']}>
        {lines.map(({ key, label, value }) => (
          <div key={key} className={styles['line']}>
            <dt>{label}</dt>
            <dd>{value}</dd>
            <CopyButton value={value} timeout={1_500}>
              {({ copied, copy }) => (
                <Button
                  variant="default"
                  size="compact-xs"
                  leftSection={<IconCopy size={12} aria-hidden />}
                  aria-label={t.copyOf(label)}
                  onClick={copy}
                >
                  {copied ? t.copied : t.copy}
                </Button>
              )}
            </CopyButton>
          </div>
        ))}
      </dl>
      <Group>
        <Button
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => download(fileName, lines)}
        >
          {t.download}
        </Button>
      </Group>
    </Stack>
  )
}

/** Hands a file to the browser; nothing leaves the page. */
function download(name: string, lines: readonly SecretLine[]): void {
  const text = JSON.stringify(Object.fromEntries(lines.map(({ key, value }) => [key, value])), undefined, 2)
  const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
