// The message as text. As soon as it is a message again the form has it; until then it says where it stops being one.
import { Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import type { Draft } from './draft.ts'
import { jsonReason } from './json-words.ts'
import { readText, textOf } from './message-json.ts'
import styles from './send.module.css'
import { words } from './words.ts'

/** What is written, of whatever it is a part. */
type Written = Pick<Draft, 'message' | 'wrongText'>

/** A text area with its message below. */
export function JsonTab({
  draft,
  change,
}: {
  readonly draft: Written
  readonly change: (changed: Partial<Written>) => void
}) {
  const t = useWords(words)
  const language = useLanguage()
  // What the hand wrote stays as it is written, while it says the same as the message.
  const [own, setOwn] = useState(draft.wrongText)
  const text =
    draft.wrongText ?? (own !== undefined && sameAs(own, textOf(draft.message)) ? own : textOf(draft.message))
  const read = readText(text)
  const edit = (next: string): void => {
    setOwn(next)
    const given = readText(next)
    change(given.kind === 'object' ? { message: given.object, wrongText: undefined } : { wrongText: next })
  }
  const complaint =
    read.kind === 'wrong'
      ? t.wrongJson(read.line, read.column, jsonReason(read.reason, language))
      : read.kind === 'object'
        ? undefined
        : t.notObject
  return (
    <div>
      <Textarea
        aria-label={t.message}
        classNames={{ input: styles['json'] ?? '' }}
        autosize
        minRows={14}
        maxRows={32}
        spellCheck={false}
        value={text}
        error={complaint !== undefined}
        onChange={event => edit(event.currentTarget.value)}
      />
      <Text size="xs" className={styles['complaint'] ?? ''} role="status">
        {complaint ?? ''}
      </Text>
    </div>
  )
}

function sameAs(one: string, other: string): boolean {
  const read = readText(one)
  return read.kind === 'object' && textOf(read.object) === other
}
