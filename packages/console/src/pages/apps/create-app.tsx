// A new app: its two names, then its secrets, this once.
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import type { AppsCreateReply } from '@posthouse/client/rest'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { addressOf } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { SecretsOnce } from '../../parts/secrets-once.tsx'
import { useWords } from '../../words/words.ts'
import { nameObjection } from './app-names.ts'
import { words } from './words.ts'

/** What the dialogue is given. */
export interface CreateAppProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly onCreated: () => void
}

/** The dialogue; it forgets the secrets when it closes. */
export function CreateApp({ opened, onClose, onCreated }: CreateAppProps) {
  const t = useWords(words)
  const [created, setCreated] = useState<AppsCreateReply>()
  const close = (): void => {
    setCreated(undefined)
    onClose()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={created ? t.created2(created.app.appkey) : t.create}
      size="lg"
      // What is shown once does not vanish by a click beside it.
      closeOnClickOutside={created === undefined}
      closeOnEscape={created === undefined}
    >
      {created ? (
        <Created created={created} onClose={close} />
      ) : (
        <Names
          onCreated={reply => {
            setCreated(reply)
            onCreated()
          }}
        />
      )}
    </Modal>
  )
}

function Names({ onCreated }: { readonly onCreated: (reply: AppsCreateReply) => void }) {
  const t = useWords(words)
  const server = useServer()
  const [org, setOrg] = useState('')
  const [name, setName] = useState('')
  const create = useMutation({ mutationFn: () => server.apps.create({ org, name }), onSuccess: onCreated })
  const isReady = org !== '' && name !== '' && !nameObjection(org) && !nameObjection(name)
  const wrong = (text: string) => (text !== '' && nameObjection(text) ? t.nameRule : undefined)
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (isReady) create.mutate()
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t.org}
          description={t.orgIs}
          value={org}
          error={wrong(org)}
          data-autofocus
          onChange={event => setOrg(event.currentTarget.value.trim())}
        />
        <TextInput
          label={t.name}
          description={t.nameIs}
          value={name}
          error={wrong(name)}
          onChange={event => setName(event.currentTarget.value.trim())}
        />
        {create.error !== null && <FailureNote failure={create.error} />}
        <Group justify="flex-end">
          <Button type="submit" disabled={!isReady} loading={create.isPending}>
            {t.create}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Created({ created, onClose }: { readonly created: AppsCreateReply; readonly onClose: () => void }) {
  const t = useWords(words)
  const [, go] = useLocation()
  const { app, clientSecret, appSign, serverSecret } = created
  const open = (): void => {
    onClose()
    go(`~${addressOf({ org: app.org, app: app.name }, '/overview')}`)
  }
  return (
    <Stack gap="md">
      <SecretsOnce
        fileName={`${app.org}-${app.name}.json`}
        lines={[
          { key: 'appkey', label: 'appkey', value: app.appkey },
          { key: 'clientId', label: 'client ID', value: app.clientId },
          { key: 'clientSecret', label: 'client secret', value: clientSecret },
          { key: 'appId', label: 'AppID', value: String(app.id) },
          { key: 'appSign', label: 'AppSign', value: appSign },
          { key: 'serverSecret', label: 'ServerSecret', value: serverSecret },
        ]}
      />
      <Group justify="flex-end">
        <Button onClick={open}>{t.kept}</Button>
      </Group>
    </Stack>
  )
}
