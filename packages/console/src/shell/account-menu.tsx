// Who is signed in, the pages of the whole server, and the way out.
import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconUserCircle } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { sessionFetch } from '../api/server.ts'
import { sessionKey, useSession } from '../api/session.ts'
import { serverPages } from '../pages.ts'
import { useBilingual, useWords, wordsOf } from '../words/words.ts'
import { ChangePassword } from './change-password.tsx'

const words = wordsOf({
  account: { en: 'Account', zh: '账号' },
  password: { en: 'Change password', zh: '修改密码' },
  out: { en: 'Sign out', zh: '退出登录' },
})

/** The account's menu. */
export function AccountMenu() {
  const t = useWords(words)
  const say = useBilingual()
  const session = useSession()
  const queries = useQueryClient()
  const [isChanging, { open, close }] = useDisclosure()
  const signOut = async (): Promise<void> => {
    await sessionFetch('/admin/v1/session', { method: 'DELETE' })
    queries.setQueryData(sessionKey, null)
  }
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`${t.account}: ${session.account.name}`}>
            <IconUserCircle size={18} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{session.account.name}</Menu.Label>
          {serverPages
            .filter(({ nav, role }) => nav && (role === undefined || session.role === role))
            .map(({ path, nav }) => (
              <Menu.Item key={path} component={Link} href={`~/console${path}`}>
                {nav && say(nav)}
              </Menu.Item>
            ))}
          <Menu.Divider />
          <Menu.Item onClick={open}>{t.password}</Menu.Item>
          <Menu.Item onClick={() => void signOut()}>{t.out}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ChangePassword opened={isChanging} onClose={close} />
    </>
  )
}
