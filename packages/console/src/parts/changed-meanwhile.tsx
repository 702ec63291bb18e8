// What was saved from somewhere else after it was opened here: shown before anything is written over. Knows nothing of what it is.
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords, wordsOf } from '../words/words.ts'

const words = wordsOf({
  what: { en: 'Somebody else saved this after you opened it:', zh: '在您打开之后，其他人保存了新的内容：' },
  take: { en: 'Take theirs', zh: '采用对方的内容' },
  keep: { en: 'Save mine over it', zh: '用我的内容覆盖' },
})

/** What is shown. */
export interface ChangedMeanwhileProps {
  /** What is stored now, as text. */
  readonly children: ReactNode
  readonly onTake: () => void
  readonly onKeep: () => void
}

/** The question which of the two is to stay. */
export function ChangedMeanwhile({ children, onTake, onKeep }: ChangedMeanwhileProps) {
  const t = useWords(words)
  return (
    <Alert color="yellow" variant="light" p="sm" role="alert">
      <Stack gap="xs">
        <Text size="sm">{t.what}</Text>
        {children}
        <Group gap="xs">
          <Button variant="default" onClick={onTake}>
            {t.take}
          </Button>
          <Button variant="default" onClick={onKeep}>
            {t.keep}
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}
