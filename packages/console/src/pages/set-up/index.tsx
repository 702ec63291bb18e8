// The way in by a link: the first account of a new server, or the password of an invited one. The token stands in the link's fragment, which
// browsers send nobody, and leaves the address at once.
import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { isPasswordLongEnough, nameObjection, passwordCharsMin } from '../../access/account-rules.ts'
import { type Invitation, takeInvitation } from '../../access/invitation.ts'
import { serverOf } from '../../api/server.ts'
import { sessionKey } from '../../api/session.ts'
import { Door } from '../../parts/door.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { ServerLink } from '../../parts/link.tsx'
import { useWords } from '../../words/words.ts'
import { words } from './words.ts'

/** The page. */
export function Page() {
  const t = useWords(words)
  const [link] = useState(takeInvitation)
  if (!link)
    return (
      <Door title={t.noLink}>
        <Stack gap="sm">
          <Text size="sm">{t.noLinkText}</Text>
          <ServerLink to="/console/" size="sm">
            {t.toSignIn}
          </ServerLink>
        </Stack>
      </Door>
    )
  const isFirst = link.for === 'set-up'
  return (
    <Door title={isFirst ? t.firstTitle : t.invitedTitle} lead={isFirst ? t.firstLead : t.invitedLead}>
      <Form link={link} />
    </Door>
  )
}

function Form({ link }: { readonly link: Invitation }) {
  const t = useWords(words)
  const queries = useQueryClient()
  const [, go] = useLocation()
  const isFirst = link.for === 'set-up'
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const enter = useMutation({
    mutationFn: () => {
      const { session } = serverOf(undefined)
      const { token } = link
      return isFirst ? session.setUp({ token, name, password }) : session.acceptInvitation({ token, password })
    },
    onSuccess: session => {
      queries.setQueryData(sessionKey, session)
      go('/')
    },
  })
  const isNameFine = !isFirst || (name !== '' && !nameObjection(name))
  const isReady = isNameFine && isPasswordLongEnough(password)
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (isReady) enter.mutate()
      }}
    >
      <Stack gap="sm">
        {isFirst && (
          <TextInput
            label={t.name}
            description={t.nameRule}
            value={name}
            error={name !== '' && nameObjection(name) ? t.nameWrong : undefined}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            onChange={event => setName(event.currentTarget.value)}
          />
        )}
        <PasswordInput
          label={t.password}
          description={t.passwordRule(passwordCharsMin)}
          value={password}
          autoComplete="new-password"
          autoFocus={!isFirst}
          visibilityToggleButtonProps={{ 'aria-label': t.show }}
          onChange={event => setPassword(event.currentTarget.value)}
        />
        {enter.error !== null && <FailureNote failure={enter.error} />}
        <Button type="submit" size="sm" disabled={!isReady} loading={enter.isPending} fullWidth>
          {isFirst ? t.makeAccount : t.setPassword}
        </Button>
      </Stack>
    </form>
  )
}
