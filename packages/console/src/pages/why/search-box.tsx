// The box: whatever is pasted is looked for as it stands, and what it is decides what is shown below.
import { Button, Group, Stack, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { type Found, pathOf } from '../../api/found.ts'
import { addressOf, usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useUrlText } from '../../api/url-state.ts'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { foundWords } from '../../parts/found-words.ts'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useWords } from '../../words/words.ts'
import { LastPushesOf } from '../users/last-pushes-of.tsx'
import { onlyPlace, peopleIn } from './found.ts'
import styles from './why.module.css'
import { words } from './words.ts'

/** The box and what it found. */
export function SearchBox() {
  const t = useWords(words)
  const [asked, ask] = useUrlText('q')
  const [text, setText] = useState(asked)
  useEffect(() => setText(asked), [asked])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    ask(text.trim())
  }
  return (
    <Card>
      <search>
        <form onSubmit={submit}>
          <Group gap="xs" wrap="nowrap" align="stretch">
            <TextInput
              className={styles['box'] ?? ''}
              size="md"
              aria-label={t.search}
              placeholder={t.placeholder}
              leftSection={<IconSearch size={18} aria-hidden />}
              value={text}
              onChange={event => setText(event.currentTarget.value)}
              autoFocus
              spellCheck={false}
              autoComplete="off"
            />
            <Button type="submit" size="md">
              {t.find}
            </Button>
          </Group>
        </form>
      </search>
      {asked !== '' && <Answer text={asked} />}
    </Card>
  )
}

function Answer({ text }: { readonly text: string }) {
  const server = useServer()
  const { org, app } = usePlace()
  const query = useQuery({
    queryKey: ['why', org, app, text],
    queryFn: ({ signal }) => server.search.inApp({ q: text }, { signal }),
  })
  return (
    <div className={styles['answer']}>
      <Loaded query={query} lines={3}>
        {({ results }) => <Results results={results} text={text} />}
      </Loaded>
    </div>
  )
}

function Results({ results, text }: { readonly results: readonly Found[]; readonly text: string }) {
  const t = useWords(words)
  const place = usePlace()
  const [, goTo] = useLocation()
  const only = onlyPlace(results)
  useEffect(() => {
    if (only !== undefined) goTo(`~${addressOf(place, only)}`)
  }, [only, place, goTo])
  // The list of pushes names the user already.
  const isOnePerson = results.length === 1 && results[0]?.kind === 'user'
  if (results.length === 0) return <Empty>{t.nothing(text)}</Empty>
  return (
    <Stack gap="md">
      {!isOnePerson && (
        <ul className={styles['found']} aria-label={t.results}>
          {results.map(one => (
            <FoundLine key={`${one.kind} ${one.id} ${one.where.user ?? ''} ${one.where.device ?? ''}`} one={one} />
          ))}
        </ul>
      )}
      {peopleIn(results, text).map(username => (
        <LastPushesOf key={username} username={username} title={t.lastPushesOf(username)} />
      ))}
    </Stack>
  )
}

function FoundLine({ one }: { readonly one: Found }) {
  const t = useWords(foundWords)
  const { kind, id, title, where } = one
  const owner = kind !== 'user' && where.user !== undefined ? t.of(where.user) : ''
  return (
    <li>
      <span className={styles['kind']}>{t[kind]}</span>
      <AppLink to={pathOf(one)}>{id}</AppLink>
      <span className={styles['title']}>{[title, owner].filter(text => text !== '').join(' · ')}</span>
    </li>
  )
}
