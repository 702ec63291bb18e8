// A failure as a reader needs it: what happened, what to do next, and a way to try again.
import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { failureWords } from '../api/failure.ts'
import { useLanguage } from '../words/language.ts'
import { useWords, wordsOf } from '../words/words.ts'

const words = wordsOf({ again: { en: 'Try again', zh: '重试' } })

/** Shows what was thrown; with `onRetry` it can be tried again. */
export function FailureNote({ failure, onRetry }: { readonly failure: unknown; readonly onRetry?: () => unknown }) {
  const t = useWords(words)
  const { what, next } = failureWords(failure, useLanguage())
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} role="alert" p="sm">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text size="sm">{what}</Text>
          <Text size="sm" c="dimmed">
            {next}
          </Text>
        </div>
        {onRetry && (
          <Button variant="default" onClick={() => void onRetry()}>
            {t.again}
          </Button>
        )}
      </Group>
    </Alert>
  )
}
