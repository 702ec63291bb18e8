// A new account, or the roles of one there is: a role on the whole server, and roles on single apps.
import { ActionIcon, Autocomplete, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { nameObjection } from '../../access/account-rules.ts'
import type { Invited } from '../../access/invitation-note.tsx'
import { RoleSelect } from '../../access/role-select.tsx'
import { accessWords } from '../../access/words.ts'
import { useServer } from '../../api/server.ts'
import type { Role } from '../../api/session.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { useWords } from '../../words/words.ts'
import type { AccountRow } from './account-row.ts'
import { accountWords } from './account-words.ts'
import { type AppRole, appRoles } from './app-roles.ts'

/** What the dialogue is given; without an account it makes one. */
export interface AccountFormProps {
  readonly opened: boolean
  readonly account?: AccountRow
  readonly onClose: () => void
  readonly onDone: (invited?: Invited) => void
}

/** The dialogue. */
export function AccountForm({ opened, account, onClose, onDone }: AccountFormProps) {
  const t = useWords(accountWords)
  return (
    <Modal opened={opened} onClose={onClose} title={account ? t.rolesTitle(account.name) : t.create} size="lg">
      <Form {...(account ? { account } : {})} onClose={onClose} onDone={onDone} />
    </Modal>
  )
}

function Form({ account, onClose, onDone }: Omit<AccountFormProps, 'opened'>) {
  const t = useWords(accountWords)
  const a = useWords(accessWords)
  const { accounts } = useServer()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role | null>(account?.role ?? null)
  const [onApps, setOnApps] = useState<readonly AppRole[]>(
    account?.roles.map(({ org, app, role: held }) => ({ appkey: `${org}#${app}`, role: held })) ?? [],
  )
  const save = useMutation({
    mutationFn: async () => {
      const roles = appRoles(onApps) ?? []
      if (account) {
        await accounts.change({ accountId: account.id, role, roles })
        return undefined
      }
      const made = await accounts.create({ name, ...(role === null ? {} : { role }), roles })
      return { name: made.account.name, invitation: made.invitation }
    },
    onSuccess: invited => {
      onDone(invited)
      onClose()
    },
  })
  const isReady = (account !== undefined || (name !== '' && !nameObjection(name))) && appRoles(onApps) !== undefined
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (isReady) save.mutate()
      }}
    >
      <Stack gap="sm">
        {!account && (
          <TextInput
            label={a.name}
            description={t.nameRule}
            value={name}
            data-autofocus
            autoCapitalize="none"
            onChange={event => setName(event.currentTarget.value)}
          />
        )}
        <RoleSelect<Role | null>
          label={t.onServerLong}
          size="sm"
          none={t.noServerRole}
          value={role}
          onChange={setRole}
        />
        <AppRoles roles={onApps} onChange={setOnApps} />
        {save.error !== null && <FailureNote failure={save.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {a.cancel}
          </Button>
          <Button type="submit" disabled={!isReady} loading={save.isPending}>
            {account ? t.saveRoles : t.create}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Apps that are offered while one is typed. */
const offeredMax = 100

interface AppRolesProps {
  readonly roles: readonly AppRole[]
  readonly onChange: (roles: readonly AppRole[]) => void
}

function AppRoles({ roles, onChange }: AppRolesProps) {
  const t = useWords(accountWords)
  const { apps } = useServer()
  const { data } = useQuery({
    queryKey: ['apps', offeredMax],
    queryFn: ({ signal }) => apps.list({ limit: offeredMax }, { signal }),
  })
  const put = (at: number, change: Partial<AppRole>): void =>
    onChange(roles.map((role, index) => (index === at ? { ...role, ...change } : role)))
  return (
    <Stack gap={6} role="group" aria-label={t.onAppsLong}>
      <Text size="sm" fw={500}>
        {t.onAppsLong}
      </Text>
      {roles.map(({ appkey, role }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place: its app may be empty, or another line's while it is typed.
        <Group key={at} gap="xs" wrap="nowrap">
          <Autocomplete
            size="xs"
            flex={1}
            aria-label={t.app}
            placeholder="acme#chat"
            data={data?.apps.map(app => app.appkey) ?? []}
            value={appkey}
            onChange={next => put(at, { appkey: next })}
          />
          <RoleSelect<Role>
            short
            w={120}
            aria-label={t.roleOn(appkey)}
            value={role}
            onChange={next => put(at, { role: next })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t.without(appkey)}
            onClick={() => onChange(roles.filter((_role, index) => index !== at))}
          >
            <IconX size={14} />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<IconPlus size={12} aria-hidden />}
          onClick={() => onChange([...roles, { appkey: '', role: 'viewer' }])}
        >
          {t.addApp}
        </Button>
      </Group>
    </Stack>
  )
}
