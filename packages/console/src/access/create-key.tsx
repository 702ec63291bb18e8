// A new API key: name, role, end; then its text, this once.
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Role } from '../api/session.ts'
import { FailureNote } from '../parts/failure-note.tsx'
import { SecretsOnce } from '../parts/secrets-once.tsx'
import { useWords } from '../words/words.ts'
import { keyWords } from './key-words.ts'
import { RoleSelect } from './role-select.tsx'
import { accessWords } from './words.ts'

/** What is asked of the server. */
export interface WantedKey {
  readonly name: string
  readonly role: Role
  /** Epoch ms. */
  readonly expiresAt?: number
}

/** What the dialogue is given. */
export interface CreateKeyProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly create: (wanted: WantedKey) => Promise<string>
  readonly onCreated: () => void
}

const dayMs = 86_400_000
/** Lives to choose from, days; 0 = it does not end by itself. */
const lives = [90, 30, 365, 0] as const

/** The dialogue; it forgets the key when it closes. */
export function CreateKey({ opened, onClose, create, onCreated }: CreateKeyProps) {
  const t = useWords(keyWords)
  const [made, setMade] = useState<{ readonly name: string; readonly secret: string }>()
  const close = (): void => {
    setMade(undefined)
    onClose()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={made ? t.made(made.name) : t.create}
      size="lg"
      closeOnClickOutside={made === undefined}
      closeOnEscape={made === undefined}
    >
      {made ? (
        <Stack gap="md">
          <SecretsOnce
            fileName={`api-key-${made.name}.json`}
            lines={[{ key: 'apiKey', label: t.key, value: made.secret }]}
          />
          <Group justify="flex-end">
            <Button onClick={close}>{t.kept}</Button>
          </Group>
        </Stack>
      ) : (
        <Form
          create={create}
          onMade={value => {
            setMade(value)
            onCreated()
          }}
        />
      )}
    </Modal>
  )
}

function Form({
  create,
  onMade,
}: Pick<CreateKeyProps, 'create'> & { readonly onMade: (made: { name: string; secret: string }) => void }) {
  const t = useWords(keyWords)
  const a = useWords(accessWords)
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [days, setDays] = useState<number>(lives[0])
  const make = useMutation({
    mutationFn: () => create({ name, role, ...(days === 0 ? {} : { expiresAt: Date.now() + days * dayMs }) }),
    onSuccess: secret => onMade({ name, secret }),
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        make.mutate()
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={a.name}
          description={t.nameIs}
          value={name}
          maxLength={64}
          data-autofocus
          onChange={event => setName(event.currentTarget.value)}
        />
        <RoleSelect<Role> label={a.role} size="sm" value={role} onChange={setRole} />
        <Select
          label={t.ends}
          data={lives.map(life => ({ value: String(life), label: t.life(life) }))}
          value={String(days)}
          allowDeselect={false}
          onChange={next => setDays(Number(next))}
        />
        {make.error !== null && <FailureNote failure={make.error} />}
        <Group justify="flex-end">
          <Button type="submit" disabled={name.trim() === ''} loading={make.isPending}>
            {t.create}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
