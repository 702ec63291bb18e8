// Creating a label.
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { addressOf, segment, usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { useWords } from '../../words/words.ts'
import { useReload } from './queries.ts'
import { words } from './words.ts'

/** What may stand in a name; the server decides again. */
const namePattern = /^[A-Za-z0-9_.-]{1,64}$/

/** The dialogue. */
export function CreateLabel({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const t = useWords(words)
  return (
    <Modal opened={opened} onClose={onClose} title={t.create} closeButtonProps={{ 'aria-label': t.close }}>
      {opened && <Form onClose={onClose} />}
    </Modal>
  )
}

function Form({ onClose }: { readonly onClose: () => void }) {
  const t = useWords(words)
  const server = useServer()
  const reload = useReload()
  const place = usePlace()
  const [, go] = useLocation()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const create = useMutation({
    mutationFn: () => server.labels.create({ name, ...(description === '' ? {} : { description }) }),
    onSuccess: async () => {
      await reload()
      onClose()
      go(`~${addressOf(place, `/labels/${segment(name)}`)}`)
    },
  })
  const isReady = namePattern.test(name)
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (isReady) create.mutate()
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t.name}
          description={t.nameIs}
          value={name}
          error={name !== '' && !isReady ? t.wrongName : undefined}
          data-autofocus
          onChange={event => setName(event.currentTarget.value.trim())}
        />
        <TextInput
          label={t.description}
          description={t.descriptionIs}
          maxLength={255}
          value={description}
          onChange={event => setDescription(event.currentTarget.value)}
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
