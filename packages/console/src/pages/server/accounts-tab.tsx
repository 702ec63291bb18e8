// Accounts of the whole server: the list, and what may be done to each.
import { ActionIcon, Button, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDots } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { AccountState } from '../../access/account-state.tsx'
import { Head } from '../../access/head.tsx'
import { InvitationNote, type Invited } from '../../access/invitation-note.tsx'
import { accessWords } from '../../access/words.ts'
import { usePagedRows } from '../../api/paged.ts'
import { useServer } from '../../api/server.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Instant } from '../../parts/instant.tsx'
import { useWords } from '../../words/words.ts'
import { type AccountAct, AccountActs } from './account-acts.tsx'
import { AccountForm } from './account-form.tsx'
import type { AccountRow } from './account-row.ts'
import { accountWords } from './account-words.ts'

const pageSize = 100

/** The tab. */
export function AccountsTab() {
  const t = useWords(accountWords)
  const { accounts } = useServer()
  const [isOpen, { open, close }] = useDisclosure()
  const [act, setAct] = useState<AccountAct>()
  const [invited, setInvited] = useState<Invited>()
  const list = usePagedRows<AccountRow>({
    key: ['accounts'],
    load: async (cursor, signal) => {
      const at = cursor === undefined ? {} : { cursor: String(cursor) }
      const answer = await accounts.list({ limit: pageSize, ...at }, { signal })
      return { rows: answer.accounts, cursor: answer.cursor }
    },
  })
  const done = (fresh?: Invited): void => {
    list.reload()
    if (fresh) setInvited(fresh)
  }
  return (
    <>
      <Head lead={t.lead} action={<Button onClick={open}>{t.create}</Button>} />
      <DataTable
        label={t.accounts}
        columns={useColumns(setAct)}
        list={list}
        rowKey={({ id }) => id}
        empty={<Empty>{t.none}</Empty>}
      />
      <AccountForm opened={isOpen} onClose={close} onDone={done} />
      <AccountActs act={act} onClose={() => setAct(undefined)} onDone={done} />
      <InvitationNote invited={invited} onClose={() => setInvited(undefined)} />
    </>
  )
}

function useColumns(choose: (act: AccountAct) => void): readonly Column<AccountRow>[] {
  const t = useWords(accountWords)
  const a = useWords(accessWords)
  return [
    { key: 'name', head: a.account, cell: ({ name }) => name },
    { key: 'role', head: t.onServer, width: '112px', cell: ({ role }) => (role ? a[role] : t.noRole) },
    {
      key: 'apps',
      head: t.onApps,
      width: '36%',
      cell: ({ roles }) => roles.map(({ org, app, role }) => `${org}#${app} (${a[role]})`).join(', '),
      wide: true,
    },
    { key: 'state', head: a.state, width: '112px', cell: account => <AccountState {...account} /> },
    {
      key: 'created',
      head: a.created,
      width: '112px',
      cell: ({ createdAt }) => <Instant at={createdAt} />,
      wide: true,
    },
    {
      key: 'acts',
      head: '',
      width: '48px',
      align: 'right',
      cell: account => <Acts account={account} choose={choose} />,
    },
  ]
}

function Acts({ account, choose }: { readonly account: AccountRow; readonly choose: (act: AccountAct) => void }) {
  const t = useWords(accountWords)
  const button = useRef<HTMLButtonElement>(null)
  const act = (is: AccountAct['is']): void => {
    // The menu's item goes; the dialogue gives the focus back to what stays.
    button.current?.focus()
    choose({ is, account })
  }
  const item = (is: AccountAct['is'], label: string, color?: string) => (
    <Menu.Item {...(color ? { color } : {})} onClick={() => act(is)}>
      {label}
    </Menu.Item>
  )
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon ref={button} variant="subtle" color="gray" size="sm" aria-label={t.actsOf(account.name)}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {item('roles', t.roles)}
        {item('invite', t.invite)}
        {account.disabled ? item('enable', t.enable) : item('disable', t.disable)}
        <Menu.Divider />
        {item('remove', t.remove, 'red')}
      </Menu.Dropdown>
    </Menu>
  )
}
