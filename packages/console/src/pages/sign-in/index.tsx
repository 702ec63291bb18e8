// Name and password. What is wrong is said without saying which of the two; who tried too often is told how long to wait.
import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { PosthouseApiError } from '@posthouse/client/rest'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { serverOf } from '../../api/server.ts'
import { sessionKey } from '../../api/session.ts'
import { Door } from '../../parts/door.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { useWords } from '../../words/words.ts'
import { useCountdown } from './use-countdown.ts'
import { words } from './words.ts'

/** The page. */
export function Page() {
  const t = useWords(words)
  const setUp = useQuery({
    queryKey: [...sessionKey, 'set-up'],
    queryFn: ({ signal }) => serverOf(undefined).session.setUpState({}, { signal }),
  })
  return (
    <Door title={t.title} lead={setUp.data?.needed ? undefined : t.lead}>
      {setUp.data?.needed ? <FirstStart /> : <Form />}
    </Door>
  )
}

function FirstStart() {
  const t = useWords(words)
  return (
    <Stack gap="sm">
      <Text size="sm">{t.noAccount}</Text>
      <Text size="sm" c="dimmed">
        {t.printAgain}
      </Text>
    </Stack>
  )
}

function Form() {
  const t = useWords(words)
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [wait, startWaiting] = useCountdown()
  const signIn = useMutation({
    mutationFn: () => serverOf(undefined).session.open({ name, password }),
    onSuccess: session => queries.setQueryData(sessionKey, session),
    onError: thrown => {
      setPassword('')
      if (thrown instanceof PosthouseApiError && thrown.retryAfterMs !== undefined) startWaiting(thrown.retryAfterMs)
    },
  })
  const isReady = name !== '' && password !== '' && wait === 0
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (isReady) signIn.mutate()
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t.name}
          value={name}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          onChange={event => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label={t.password}
          value={password}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t.show }}
          onChange={event => setPassword(event.currentTarget.value)}
        />
        <Refused failure={signIn.error} waitSeconds={wait} />
        <Button type="submit" size="sm" disabled={!isReady} loading={signIn.isPending} fullWidth>
          {wait > 0 ? t.waitSeconds(wait) : t.signIn}
        </Button>
        <Text size="xs" c="dimmed">
          {signIn.isPending ? t.slower : t.forgotten}
        </Text>
      </Stack>
    </form>
  )
}

function Refused({ failure, waitSeconds }: { readonly failure: unknown; readonly waitSeconds: number }) {
  const t = useWords(words)
  if (!(failure instanceof PosthouseApiError)) return failure === null ? null : <FailureNote failure={failure} />
  const isGuess = failure.code === 'invalid_grant'
  if (!(isGuess || failure.status === 429)) return <FailureNote failure={failure} />
  return (
    <Text size="sm" c="var(--ph-bad)" role="alert">
      {isGuess ? t.wrong : waitSeconds > 0 ? t.tooMany(waitSeconds) : t.again}
    </Text>
  )
}
