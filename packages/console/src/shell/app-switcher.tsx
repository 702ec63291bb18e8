// Which app is looked at, and the way to another one. The page stays the same where it is a list.
import { Button, Menu, Text } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { addressOf, type Place } from '../api/place.ts'
import { serverOf } from '../api/server.ts'
import { useWords, wordsOf } from '../words/words.ts'
import styles from './frame.module.css'

const words = wordsOf({
  choose: { en: 'Choose an app', zh: '选择应用' },
  all: { en: 'All apps', zh: '全部应用' },
})

/** Most apps in the menu; the page of apps has all. */
const shownMax = 20

/** The app's name as a menu of the others. */
export function AppSwitcher({ place }: { readonly place: Place | undefined }) {
  const t = useWords(words)
  const [address] = useLocation()
  const { data } = useQuery({
    queryKey: ['apps', shownMax],
    queryFn: ({ signal }) => serverOf(undefined).apps.list({ limit: shownMax }, { signal }),
    staleTime: 60_000,
  })
  const page = address.split('/')[3] ?? 'overview'
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <Button
          className={styles['switcher'] ?? ''}
          variant="subtle"
          color="gray"
          rightSection={<IconChevronDown size={14} aria-hidden />}
          px={8}
        >
          <Text span size="sm" c="var(--mantine-color-text)" truncate maw={280}>
            {place ? `${place.org}#${place.app}` : t.choose}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {data?.apps.map(({ org, name }) => (
          <Menu.Item key={`${org}#${name}`} component={Link} href={`~${addressOf({ org, app: name }, `/${page}`)}`}>
            {org}#{name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} href="~/console/apps">
          {t.all}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
