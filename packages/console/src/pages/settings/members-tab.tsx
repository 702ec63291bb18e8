// Who has a role on this app: the list, roles that are changed in it, invitations, and taking a role away.
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { nameObjection } from '../../access/account-rules.ts'
import { AccountState } from '../../access/account-state.tsx'
import { Head } from '../../access/head.tsx'
import { InvitationNote, type Invited } from '../../access/invitation-note.tsx'
import { RoleSelect } from '../../access/role-select.tsx'
import { accessWords } from '../../access/words.ts'
import { usePagedRows } from '../../api/paged.ts'
import { usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import type { Role } from '../../api/session.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { useWords } from '../../words/words.ts'
import { memberWords } from './member-words.ts'

interface Member {
  readonly name: string
  readonly role: Role
  readonly disabled: boolean
  readonly invited: boolean
}

const pageSize = 100

/** The tab. */
export function MembersTab() {
  const t = useWords(memberWords)
  const { org, app } = usePlace()
  const { members } = useServer()
  const [isOpen, { open, close }] = useDisclosure()
  const [invited, setInvited] = useState<Invited>()
  const [leaving, setLeaving] = useState<Member>()
  const list = usePagedRows<Member>({
    key: ['members', org, app],
    load: async (cursor, signal) => {
      const at = cursor === undefined ? {} : { cursor: String(cursor) }
      const answer = await members.list({ limit: pageSize, ...at }, { signal })
      return { rows: answer.members, cursor: answer.cursor }
    },
  })
  const put = async (name: string, role: Role): Promise<void> => {
    const answer = await members.put({ name, role })
    list.reload()
    if (answer.invitation) setInvited({ name: answer.name, invitation: answer.invitation })
    else notifications.show({ message: t.given(answer.name) })
  }
  const change = useMutation({ mutationFn: ({ name, role }: Member) => put(name, role) })
  const columns = useColumns(member => change.mutate(member), setLeaving)
  return (
    <>
      <Head lead={t.lead} action={<Button onClick={open}>{t.invite}</Button>} />
      {change.error !== null && <FailureNote failure={change.error} />}
      <DataTable
        label={t.members}
        columns={columns}
        list={list}
        rowKey={({ name }) => name}
        empty={<Empty>{t.none}</Empty>}
      />
      <Invite opened={isOpen} onClose={close} put={put} />
      <InvitationNote invited={invited} onClose={() => setInvited(undefined)} />
      <Confirm
        opened={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={t.removeTitle(leaving?.name ?? '')}
        effect={t.removeEffect(`${org}#${app}`)}
        verb={t.remove}
        onConfirm={async () => {
          if (leaving) await members.remove({ name: leaving.name })
          list.reload()
        }}
      />
    </>
  )
}

function useColumns(change: (member: Member) => void, remove: (member: Member) => void): readonly Column<Member>[] {
  const t = useWords(memberWords)
  const a = useWords(accessWords)
  return [
    { key: 'name', head: a.account, cell: ({ name }) => name },
    {
      key: 'role',
      head: a.role,
      width: '144px',
      cell: member => (
        <RoleSelect<Role>
          short
          variant="unstyled"
          aria-label={t.roleOf(member.name)}
          value={member.role}
          onChange={role => change({ ...member, role })}
        />
      ),
    },
    { key: 'state', head: a.state, width: '128px', cell: member => <AccountState {...member} />, wide: true },
    {
      key: 'remove',
      head: '',
      width: '112px',
      align: 'right',
      cell: member => (
        <Button
          variant="subtle"
          color="red"
          size="compact-xs"
          aria-label={t.removeTitle(member.name)}
          onClick={() => remove(member)}
        >
          {t.remove}
        </Button>
      ),
    },
  ]
}

interface InviteProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly put: (name: string, role: Role) => Promise<void>
}

function Invite({ opened, onClose, put }: InviteProps) {
  const t = useWords(memberWords)
  return (
    <Modal opened={opened} onClose={onClose} title={t.invite}>
      <InviteForm onClose={onClose} put={put} />
    </Modal>
  )
}

function InviteForm({ onClose, put }: Omit<InviteProps, 'opened'>) {
  const t = useWords(memberWords)
  const a = useWords(accessWords)
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const invite = useMutation({ mutationFn: () => put(name, role), onSuccess: onClose })
  const isReady = name !== '' && !nameObjection(name)
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (isReady) invite.mutate()
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={a.account}
          description={t.nameIs}
          value={name}
          data-autofocus
          autoCapitalize="none"
          onChange={event => setName(event.currentTarget.value)}
        />
        <RoleSelect<Role> label={a.role} size="sm" value={role} onChange={setRole} />
        {invite.error !== null && <FailureNote failure={invite.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {a.cancel}
          </Button>
          <Button type="submit" disabled={!isReady} loading={invite.isPending}>
            {t.invite}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
