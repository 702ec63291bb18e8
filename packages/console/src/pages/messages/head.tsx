// The head of a message: to whom, by what, and as what it was sent.
import type { MessagesTraceReply } from '@posthouse/client/rest'
import { segment } from '../../api/place.ts'
import { Card } from '../../parts/card.tsx'
import { IdText } from '../../parts/id-text.tsx'
import { Instant } from '../../parts/instant.tsx'
import { AppLink } from '../../parts/link.tsx'
import { useNumberedStrategies } from '../../parts/strategies.ts'
import { useWords } from '../../words/words.ts'
import styles from './messages.module.css'
import { words } from './words.ts'

/** One line of facts that wraps. */
export function MessageHead({ trace }: { readonly trace: MessagesTraceReply }) {
  const t = useWords(words)
  const strategyOf = useNumberedStrategies()
  const { target, content, category, acceptedAt, expiresAt, subject, strategy, msgId } = trace
  const facts = [
    { name: t.to, value: <AppLink to={`/users/${segment(target)}`}>{target}</AppLink> },
    { name: t.by, value: <Source trace={trace} /> },
    { name: t.strategy, value: strategyOf(strategy) },
    { name: t.category, value: category ?? t.noCategory },
    ...(acceptedAt === undefined ? [] : [{ name: t.accepted, value: <Instant at={acceptedAt} /> }]),
    ...(expiresAt === undefined ? [] : [{ name: t.expires, value: <Instant at={expiresAt} /> }]),
    ...(subject === undefined
      ? []
      : [{ name: t.subject, value: <AppLink to={`/messages/${segment(subject)}`}>{subject}</AppLink> }]),
    { name: t.id, value: <IdText id={msgId} charsMax={22} /> },
  ]
  return (
    <Card>
      {content !== undefined && content !== '' && <p className={styles['content']}>{content}</p>}
      <dl className={styles['facts']}>
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function Source({ trace: { source, taskId } }: { readonly trace: MessagesTraceReply }) {
  const t = useWords(words)
  if (taskId === undefined) return <>{source === 'message' || source === 'call' ? source : `push/${source}`}</>
  return (
    <AppLink to={`/tasks/${segment(taskId)}`}>
      {t.task} {taskId}
    </AppLink>
  )
}
