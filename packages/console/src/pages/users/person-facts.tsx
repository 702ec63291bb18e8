// What is known of a user besides devices: one line of facts that wraps.
import { Badge, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { segment } from '../../api/place.ts'
import { Instant } from '../../parts/instant.tsx'
import { AppLink } from '../../parts/link.tsx'
import { useWords } from '../../words/words.ts'
import type { Person } from './queries.ts'
import styles from './users.module.css'
import { personWords } from './words.ts'

/** Nickname, registration, labels, language and template. */
export function PersonFacts({ person }: { readonly person: Person }) {
  const t = useWords(personWords)
  const { nickname, createdAt, labels, settings } = person
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t.nickname, nickname ?? t.notSet],
    [t.registered, <Instant key="at" at={createdAt} />],
    [t.labels, labels.length === 0 ? '–' : <Labels key="labels" labels={labels} />],
    [t.language, settings.language ?? t.notSet],
    [t.template, settings.template ?? t.notSet],
  ]
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Labels({ labels }: { readonly labels: readonly string[] }) {
  return (
    <Group gap={4}>
      {labels.map(label => (
        <AppLink key={label} to={`/labels/${segment(label)}`} underline="never">
          <Badge variant="default" size="sm" tt="none">
            {label}
          </Badge>
        </AppLink>
      ))}
    </Group>
  )
}
