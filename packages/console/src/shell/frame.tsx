// The frame around every page: the bar above, the navigation at the side, the page in the middle.
import { AppShell, Burger, Group, ScrollArea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useEffect } from 'react'
import { Redirect, Route, Switch, useLocation, useRoute } from 'wouter'
import { namedBy } from '../api/named.ts'
import { type Place, PlaceContext, segment } from '../api/place.ts'
import { useSession } from '../api/session.ts'
import { useWords, wordsOf } from '../words/words.ts'
import { AccountMenu } from './account-menu.tsx'
import { AppSwitcher } from './app-switcher.tsx'
import styles from './frame.module.css'
import { LanguageButton, ThemeButton } from './look-buttons.tsx'
import { Mark } from './mark.tsx'
import { Navigation, ServerNavigation } from './navigation.tsx'
import { AppPages, ServerPages } from './pages-of.tsx'
import { Search } from './search.tsx'

const words = wordsOf({
  skip: { en: 'Skip to the page', zh: '跳到正文' },
  menu: { en: 'Navigation', zh: '导航' },
})

/** First segments of an address that name no organisation. */
const serverWords: ReadonlySet<string> = new Set(['apps', 'server', 'set-up'])

/** The console of who is signed in. */
export function Frame() {
  const t = useWords(words)
  const place = usePlaceOfAddress()
  const [isOpen, { toggle, close }] = useDisclosure()
  const [address] = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the narrow screen's navigation.
  useEffect(close, [address, close])
  return (
    <PlaceContext value={place}>
      <AppShell
        header={{ height: 48 }}
        navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
        padding="md"
      >
        <a href="#page" className={styles['skip']}>
          {t.skip}
        </a>
        <AppShell.Header className={styles['bar']}>
          <Group h="100%" px="sm" gap="xs" wrap="nowrap" className={styles['row'] ?? ''}>
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t.menu} />
            <Mark />
            <AppSwitcher place={place} />
            <div className={styles['space']} />
            {place && <Search />}
            <LanguageButton />
            <ThemeButton />
            <AccountMenu />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className={styles['side']} aria-label={t.menu}>
          <ScrollArea type="auto">{place ? <Navigation place={place} /> : <ServerNavigation />}</ScrollArea>
        </AppShell.Navbar>
        <AppShell.Main id="page" tabIndex={-1} className={styles['page']}>
          <Switch>
            <Route path="/">
              <Home />
            </Route>
            {place && (
              <Route path="/:org/:app">
                <Redirect to={`/${segment(place.org)}/${segment(place.app)}/overview`} replace />
              </Route>
            )}
            <Route>{place ? <AppPages place={place} /> : <ServerPages />}</Route>
          </Switch>
        </AppShell.Main>
      </AppShell>
    </PlaceContext>
  )
}

/** The app that the address names. */
function usePlaceOfAddress(): Place | undefined {
  const [isApp, parts] = useRoute('/:org/:app/*?')
  if (!isApp || serverWords.has(parts.org)) return undefined
  return { org: namedBy(parts.org), app: namedBy(parts.app) }
}

/** Straight to the app, where there is only one to see. */
function Home() {
  const { role, roles } = useSession()
  const [only] = roles
  if (role === undefined && roles.length === 1 && only)
    return <Redirect to={`/${segment(only.org)}/${segment(only.app)}/overview`} replace />
  return <Redirect to="/apps" replace />
}
