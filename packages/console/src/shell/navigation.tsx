// The pages of an app at the side of the frame.
import { NavLink } from '@mantine/core'
import { Link, useLocation } from 'wouter'
import { addressOf, type Place } from '../api/place.ts'
import { useMay, useSession } from '../api/session.ts'
import { type AppPage, appPages, serverPages } from '../pages.ts'
import { useBilingual } from '../words/words.ts'
import styles from './frame.module.css'

/** Links to what the reader may see here. */
export function Navigation({ place }: { readonly place: Place }) {
  const { server } = useSession()
  return appPages
    .filter(({ nav, sandbox }) => nav !== undefined && (sandbox !== true || server.sandbox))
    .map(page => <PageLink key={page.path} page={page} place={place} />)
}

/** Links to the pages of the whole server, where no app is looked at. */
export function ServerNavigation() {
  const say = useBilingual()
  const session = useSession()
  const [address] = useLocation()
  return serverPages
    .filter(({ nav, role }) => nav !== undefined && (role === undefined || session.role === role))
    .map(({ path, nav, icon: Icon }) => (
      <NavLink
        key={path}
        component={Link}
        href={`~/console${path}`}
        label={nav && say(nav)}
        leftSection={<Icon size={17} stroke={1.6} />}
        active={address.startsWith(path)}
        className={styles['link'] ?? ''}
      />
    ))
}

function PageLink({ page: { path, nav, icon: Icon, role }, place }: { readonly page: AppPage; readonly place: Place }) {
  const say = useBilingual()
  const mayLook = useMay(role)
  const [address] = useLocation()
  const href = addressOf(place, path)
  if (!(nav && mayLook)) return null
  const here = href.slice('/console'.length)
  return (
    <NavLink
      component={Link}
      href={`~${href}`}
      label={say(nav)}
      leftSection={<Icon size={17} stroke={1.6} />}
      active={address === here || address.startsWith(`${here}/`)}
      className={styles['link'] ?? ''}
    />
  )
}
