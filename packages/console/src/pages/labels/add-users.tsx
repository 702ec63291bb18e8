// Putting users into a label by their ids; who does not exist is named.
import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useServer } from '../../api/server.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { detailWords } from './detail-words.ts'
import { typedUsers } from './lines.ts'
import { useReload } from './queries.ts'

/** Most users of one call of the server. */
const usersMax = 100

/** The field with its button, and what became of the last call. */
export function AddUsers({ name }: { readonly name: string }) {
  const t = useWords(detailWords)
  const language = useLanguage()
  const server = useServer()
  const reload = useReload()
  const [text, setText] = useState('')
  const users = typedUsers(text)
  const add = useMutation({
    mutationFn: async () => {
      const done: string[] = []
      const failed: string[] = []
      for (let at = 0; at < users.length; at += usersMax) {
        const { success, fail } = await server.labels.addUsers({ name, usernames: users.slice(at, at + usersMax) })
        done.push(...success)
        failed.push(...Object.keys(fail))
      }
      return { done, failed }
    },
    onSuccess: ({ failed }) => setText(failed.join(' ')),
    // What went in before a failure is in.
    onSettled: reload,
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (users.length > 0) add.mutate()
      }}
    >
      <Stack gap="xs">
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            flex={1}
            aria-label={t.addUsers}
            placeholder={t.addIs}
            spellCheck={false}
            value={text}
            onChange={event => setText(event.currentTarget.value)}
          />
          <Button type="submit" size="sm" disabled={users.length === 0} loading={add.isPending}>
            {t.add}
          </Button>
        </Group>
        {add.error !== null && <FailureNote failure={add.error} />}
        {add.data && (
          <Text size="sm" role="status">
            {t.done(countText(add.data.done.length, language))}
          </Text>
        )}
        {add.data && add.data.failed.length > 0 && (
          <Alert color="yellow" variant="light" p="xs" role="alert">
            <Text size="sm">{t.failed(add.data.failed.join(', '))}</Text>
          </Alert>
        )}
      </Stack>
    </form>
  )
}
