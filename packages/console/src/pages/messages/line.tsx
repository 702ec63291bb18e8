// One line of a lane: when, the word, the sentence; below it why, what followed, and what to do. Payload, answer and body open in place.
import { UnstyledButton } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import { segment } from '../../api/place.ts'
import { Instant } from '../../parts/instant.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { AppLink } from '../../parts/link.tsx'
import { useLanguage } from '../../words/language.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { kindOf, type Line, moodOf, sentenceOf } from './lanes.ts'
import styles from './messages.module.css'
import { Mood } from './mood.tsx'
import { RequestNote } from './request-note.tsx'
import { kindWords, words } from './words.ts'

/** A line with everything that belongs to it. */
export function LineView({ line }: { readonly line: Line }) {
  const kinds = useWords(kindWords)
  const bilingual = useBilingual()
  const [open, setOpen] = useState<string>()
  const id = useId()
  const details = useDetails(line)
  const shown = details.find(({ name }) => name === open)
  return (
    <li className={styles['line']}>
      <Instant at={line.at} as="clock" className={styles['time'] ?? ''} />
      <Mood is={moodOf(line)}>{kinds[kindOf(line)]}</Mood>
      <div className={styles['said']}>
        <span>{bilingual(sentenceOf(line))}</span>
        {line.reason !== undefined && <code className={styles['reason']}>{line.reason}</code>}
        {details.map(({ name, label }) => (
          <UnstyledButton
            key={name}
            className={styles['opener'] ?? ''}
            aria-expanded={open === name}
            aria-controls={id}
            onClick={() => setOpen(open === name ? undefined : name)}
          >
            {label}
          </UnstyledButton>
        ))}
        <Links line={line} />
      </div>
      <Below line={line} />
      {shown !== undefined && (
        <div className={styles['detail']} id={id}>
          {shown.note}
          <JsonView value={shown.value} label={shown.label} />
        </div>
      )}
    </li>
  )
}

interface Detail {
  readonly name: string
  readonly label: string
  readonly value: unknown
  readonly note?: ReactNode
}

/** What a line keeps folded. */
function useDetails({ kind, request, detail, callback }: Line): readonly Detail[] {
  const t = useWords(words)
  const details: Detail[] = []
  if (request !== undefined) {
    const note = <RequestNote request={request} />
    details.push({ name: 'payload', label: t.payload, value: request.body, note })
    if (Object.keys(request.headers).length > 0)
      details.push({ name: 'headers', label: t.headers, value: request.headers, note })
  }
  if (callback?.excerpt !== undefined) details.push({ name: 'excerpt', label: t.received, value: callback.excerpt })
  if (detail !== undefined) {
    const label = kind === 'accepted' ? t.notification : kind === 'callback' ? t.body : t.answer
    details.push({ name: 'detail', label, value: detail })
  }
  return details
}

/** The explanations below a line. */
function Below({ line }: { readonly line: Line }) {
  const t = useWords(words)
  const language = useLanguage()
  const bilingual = useBilingual()
  const isFine = line.status === 'success'
  const rows = [
    ...(line.cause === undefined || isFine ? [] : [{ name: t.because, text: bilingual(line.cause), tone: 'cause' }]),
    ...(line.therefore === undefined
      ? []
      : [
          {
            name: t.therefore,
            text: line.therefore.map(bilingual).join(language === 'zh' ? '' : ' '),
            tone: 'therefore',
          },
        ]),
    ...(line.fix === undefined ? [] : [{ name: t.whatToDo, text: bilingual(line.fix), tone: 'fix' }]),
  ]
  if (rows.length === 0) return null
  return (
    <dl className={styles['below']}>
      {rows.map(({ name, text, tone }) => (
        <div key={text} data-tone={tone}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

function Links({ line: { pushId, callback } }: { readonly line: Line }) {
  const t = useWords(words)
  if (pushId !== undefined) return <AppLink to={`/messages/${segment(pushId)}`}>{t.openPush}</AppLink>
  if (callback === undefined || callback.number !== undefined) return null
  return <AppLink to={`/callbacks/${segment(callback.id)}`}>{t.openCallbacks}</AppLink>
}
