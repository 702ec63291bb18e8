// A failure as a reader needs it: what happened, what to do next, and a way to try again.
import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { failureWords } from '../api/failure.ts'
import { useLanguage } from '../words/language.ts'
import { useWords, wordsOf } from '../words/words.ts'
import styles from './failure-note.module.css'

const words = wordsOf({
  again: { en: 'Try again', zh: '重试' },
  said: { en: (text: string) => `The server: ${text}`, zh: (text: string) => `服务器原文：${text}` },
})

/** Shows what was thrown; with `onRetry` it can be tried again. */
export function FailureNote({ failure, onRetry }: { readonly failure: unknown; readonly onRetry?: () => unknown }) {
  const t = useWords(words)
  const { what, next, said } = failureWords(failure, useLanguage())
  return (
    <div className={styles['note']} role="alert">
      <IconAlertTriangle size={16} stroke={2} aria-hidden />
      <div className={styles['words']}>
        <div>{what}</div>
        <div className={styles['next']}>{next}</div>
        {said !== undefined && (
          <div className={styles['said']} lang="en">
            {t.said(said)}
          </div>
        )}
      </div>
      {onRetry && (
        <Button variant="default" onClick={() => void onRetry()}>
          {t.again}
        </Button>
      )}
    </div>
  )
}
