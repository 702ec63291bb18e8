// The box of the search: a field, and below it what the text may mean, by kind. Arrows choose, Enter opens.
import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useId, useState } from 'react'
import { useLocation } from 'wouter'
import { type Found, pathOf } from '../api/found.ts'
import { addressOf, usePlace } from '../api/place.ts'
import { useServer } from '../api/server.ts'
import { FailureNote } from '../parts/failure-note.tsx'
import { useWords } from '../words/words.ts'
import styles from './search.module.css'
import { ResultList } from './search-results.tsx'
import { grouped, moved } from './search-targets.ts'
import { words } from './search-words.ts'

/** How long the keys rest before the server is asked, ms. */
const restMs = 150
/** Longest text that is sought: a PushID. */
const charsMax = 6_144

/** The box; `onDone` is called when a result was opened. */
export function SearchBox({ onDone }: { readonly onDone: () => void }) {
  const t = useWords(words)
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const { query, isSettled } = useSearch(text.trim())
  const open = useOpen(onDone)
  const groups = grouped(text.trim() === '' ? [] : (query.data ?? []))
  const results = groups.flatMap(group => group.results)
  const at = Math.min(chosen, Math.max(0, results.length - 1))
  const listId = useId()
  const keyed = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setChosen(moved(at, event.key === 'ArrowDown' ? 1 : -1, results.length))
    }
    const result = results[at]
    if (event.key === 'Enter' && isSettled && result) open(result)
  }
  return (
    <>
      <TextInput
        data-autofocus
        variant="unstyled"
        size="md"
        leftSection={<IconSearch size={18} stroke={1.8} />}
        placeholder={t.ask}
        aria-label={t.search}
        role="combobox"
        aria-expanded={results.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        {...(results.length > 0 ? { 'aria-activedescendant': `${listId}-${at}` } : {})}
        maxLength={charsMax}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={event => {
          setText(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={keyed}
      />
      {query.error !== null && <FailureNote failure={query.error} />}
      <ResultList id={listId} groups={groups} chosen={at} onChoose={setChosen} onOpen={open} />
      <div className={styles['foot']} role="status">
        <Foot text={text.trim()} count={results.length} isSettled={isSettled} />
      </div>
    </>
  )
}

function Foot({
  text,
  count,
  isSettled,
}: {
  readonly text: string
  readonly count: number
  readonly isSettled: boolean
}) {
  const t = useWords(words)
  if (text === '') return t.hint
  if (!isSettled) return t.searching
  return count === 0 ? t.nothing(text.length > 40 ? `${text.slice(0, 40)}…` : text) : `${t.count(count)} · ${t.keys}`
}

/** What the text may mean; while the keys rest, and until the answer is there, what it meant before. */
function useSearch(text: string) {
  const server = useServer()
  const { org, app } = usePlace()
  const [asked] = useDebouncedValue(text, restMs)
  const query = useQuery({
    queryKey: ['search', org, app, asked],
    queryFn: async ({ signal }): Promise<readonly Found[]> =>
      (await server.search.inApp({ q: asked }, { signal })).results,
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    // A token in hand stays in memory no longer than it is looked at.
    gcTime: 0,
  })
  return { query, isSettled: asked === text && !query.isFetching && !query.isPlaceholderData }
}

function useOpen(onDone: () => void): (result: Found) => void {
  const place = usePlace()
  const [, navigate] = useLocation()
  return result => {
    onDone()
    navigate(`~${addressOf(place, pathOf(result))}`)
  }
}
