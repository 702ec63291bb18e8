// Who is in a label: page after page, found by the beginning of the user id.
import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { usePagedRows } from '../../api/paged.ts'
import { segment } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { useUrlText } from '../../api/url-state.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Instant } from '../../parts/instant.tsx'
import { AppLink } from '../../parts/link.tsx'
import { useWords } from '../../words/words.ts'
import { detailWords } from './detail-words.ts'
import { useLabelsKey, useReload } from './queries.ts'

/** Members of one page. */
const pageSize = 100
/** The list waits so long for the next letter, ms. */
const typingMs = 250

interface Member {
  readonly username: string
  readonly addedAt: number
}

/** The list with its search. */
export function Members({ name }: { readonly name: string }) {
  const t = useWords(detailWords)
  const server = useServer()
  const reload = useReload()
  const key = useLabelsKey()
  const [text, setText] = useUrlText('user')
  const [typed] = useDebouncedValue(text.trim().slice(0, 64), typingMs)
  const list = usePagedRows<Member>({
    key: [...key, 'members', name, typed],
    load: async (cursor, signal) => {
      const from = cursor === undefined ? {} : { after: String(cursor) }
      const prefix = typed === '' ? {} : { prefix: typed }
      const page = await server.labels.members({ name, limit: pageSize, ...prefix, ...from }, { signal })
      return { rows: page.members, cursor: page.after }
    },
  })
  const takeOut = useMutation({
    mutationFn: (username: string) => server.labels.removeUsers({ name, usernames: [username] }),
    onSuccess: reload,
  })
  return (
    <section aria-label={t.members}>
      <TextInput
        mb="sm"
        w={240}
        size="xs"
        aria-label={t.search}
        placeholder={t.search}
        spellCheck={false}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
      />
      {takeOut.error !== null && <FailureNote failure={takeOut.error} />}
      <DataTable
        label={t.members}
        columns={useColumns(takeOut.mutate)}
        list={list}
        rowKey={({ username }) => username}
        empty={<Empty>{typed === '' ? t.noMembers : t.noneFound}</Empty>}
      />
    </section>
  )
}

function useColumns(takeOut: (username: string) => void): readonly Column<Member>[] {
  const t = useWords(detailWords)
  const mayChange = useMay('operator')
  const columns: readonly Column<Member>[] = [
    {
      key: 'user',
      head: t.user,
      cell: ({ username }) => (
        <AppLink to={`/users/${segment(username)}`} inherit>
          {username}
        </AppLink>
      ),
    },
    { key: 'added', head: t.added, width: '160px', cell: ({ addedAt }) => <Instant at={addedAt} />, wide: true },
  ]
  if (!mayChange) return columns
  const act: Column<Member> = {
    key: 'act',
    head: '',
    width: '120px',
    align: 'right',
    cell: ({ username }) => (
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        aria-label={t.takeOutOf(username)}
        onClick={() => takeOut(username)}
      >
        {t.takeOut}
      </Button>
    ),
  }
  return [...columns, act]
}
