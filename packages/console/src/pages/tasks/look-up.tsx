// What a task made for one user.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useServer } from '../../api/server.ts'
import { useUrlText } from '../../api/url-state.ts'
import { Card } from '../../parts/card.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useWords } from '../../words/words.ts'
import { useTasksKey } from './queries.ts'
import { taskWords } from './task-words.ts'

/** A field, and the messages. */
export function LookUp({ taskId }: { readonly taskId: string }) {
  const t = useWords(taskWords)
  const [user, setUser] = useUrlText('user')
  const [text, setText] = useState(user)
  return (
    <Card title={t.lookUp}>
      <Stack gap="xs">
        <Text size="xs" c="dimmed">
          {t.lookUpLead}
        </Text>
        <form
          onSubmit={event => {
            event.preventDefault()
            setUser(text.trim())
          }}
        >
          <Group gap="xs" wrap="nowrap">
            <TextInput
              flex={1}
              size="xs"
              aria-label={t.user}
              placeholder={t.user}
              value={text}
              onChange={event => setText(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" disabled={text.trim() === ''}>
              {t.find}
            </Button>
          </Group>
        </form>
        {user !== '' && <MessagesOf taskId={taskId} user={user} />}
      </Stack>
    </Card>
  )
}

function MessagesOf({ taskId, user }: { readonly taskId: string; readonly user: string }) {
  const t = useWords(taskWords)
  const server = useServer()
  const query = useQuery({
    queryKey: [...useTasksKey(), 'user', taskId, user],
    queryFn: async ({ signal }) => (await server.tasks.user({ taskId, username: user }, { signal })).messages,
  })
  return (
    <Loaded query={query} lines={1}>
      {messages =>
        messages.length === 0 ? (
          <Text size="sm">{t.nothingFor(user)}</Text>
        ) : (
          <Stack gap={4}>
            {messages.map(id => (
              <AppLink key={id} to={`/messages/${id}`} size="sm" ff="monospace">
                {t.example(id)}
              </AppLink>
            ))}
          </Stack>
        )
      }
    </Loaded>
  )
}
