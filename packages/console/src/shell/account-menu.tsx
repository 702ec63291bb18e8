// Who is signed in, the pages of the whole server, and the way out.
import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconUserCircle } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { Link } from 'wouter'
import { failureWords } from '../api/failure.ts'
import { leave, useSession } from '../api/session.ts'
import { serverPages } from '../pages.ts'
import { namedText } from '../words/formats.ts'
import { useLanguage } from '../words/language.ts'
import { useBilingual, useWords, wordsOf } from '../words/words.ts'
import { ChangePassword } from './change-password.tsx'

const words = wordsOf({
  account: { en: 'Account', zh: '账号' },
  password: { en: 'Change password', zh: '修改密码' },
  out: { en: 'Sign out', zh: '退出登录' },
  stillIn: { en: 'You are still signed in.', zh: '您仍处于登录状态。' },
})

/** The account's menu. */
export function AccountMenu() {
  const t = useWords(words)
  const say = useBilingual()
  const session = useSession()
  const language = useLanguage()
  const [isChanging, { open, close }] = useDisclosure()
  const button = useRef<HTMLButtonElement>(null)
  const openPassword = (): void => {
    // The menu's item goes; the dialogue gives the focus back to what stays.
    button.current?.focus()
    open()
  }
  const signOut = useMutation({
    mutationFn: leave,
    onError: thrown =>
      notifications.show({ color: 'red', title: t.stillIn, message: failureWords(thrown, language).what }),
  })
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon
            ref={button}
            variant="subtle"
            color="gray"
            aria-label={namedText(t.account, session.account.name, language)}
          >
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
          <Menu.Item onClick={openPassword}>{t.password}</Menu.Item>
          <Menu.Item onClick={() => signOut.mutate()}>{t.out}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ChangePassword opened={isChanging} onClose={close} />
    </>
  )
}
