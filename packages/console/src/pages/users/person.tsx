// One user: what stands in the way at the top, and below it the last pushes, devices, quiet hours, and what a push would do now.
import { Group } from '@mantine/core'
import { IconBellOff, IconDeviceMobileOff } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { Card } from '../../parts/card.tsx'
import { Instant } from '../../parts/instant.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { State } from '../../parts/outcome.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { PageTabs } from '../../parts/page-tabs.tsx'
import { useBilingual, useWords } from '../../words/words.ts'
import { PersonActs } from './acts.tsx'
import { Devices } from './devices.tsx'
import { PersonFacts } from './person-facts.tsx'
import { PushList } from './push-list.tsx'
import { type Person, usePerson } from './queries.ts'
import { QuietHours } from './quiet-hours.tsx'
import styles from './users.module.css'
import { personWords } from './words.ts'

const IfWePushedNow = lazy(async () => {
  const { IfWePushedNow: Part } = await import('../../parts/if-we-pushed/if-we-pushed-now.tsx')
  return { default: Part }
})

/** The page. */
export function UserPage({ username }: { readonly username: string }) {
  const query = usePerson(username)
  const { data } = query
  return (
    <PageFrame
      title={username}
      lead={<Lead person={data} />}
      {...(data === undefined ? {} : { actions: <PersonActs person={data} /> })}
    >
      <Loaded query={query} lines={8}>
        {person => <PersonBody person={person} />}
      </Loaded>
    </PageFrame>
  )
}

function Lead({ person }: { readonly person: Person | undefined }) {
  const t = useWords(personWords)
  return (
    <Group gap="sm" component="span">
      <AppLink to="/users" inherit>
        {t.all}
      </AppLink>
      {person && <Presence person={person} />}
    </Group>
  )
}

function Presence({ person: { activated, online } }: { readonly person: Person }) {
  const t = useWords(personWords)
  return (
    <>
      {online ? <State tone="fine">{t.online}</State> : <State tone="quiet">{t.offline}</State>}
      {!activated && <State tone="bad">{t.banned}</State>}
    </>
  )
}

const tabs = ['pushes', 'devices', 'quiet', 'now'] as const

function PersonBody({ person }: { readonly person: Person }) {
  const t = useWords(personWords)
  return (
    <>
      <InTheWay person={person} />
      <PersonFacts person={person} />
      <PageTabs tabs={tabs} nameOf={tab => (tab === 'devices' ? `${t.devices} (${person.devices.length})` : t[tab])}>
        {tab => <Panel tab={tab} person={person} />}
      </PageTabs>
    </>
  )
}

function Panel({ tab, person }: { readonly tab: (typeof tabs)[number]; readonly person: Person }) {
  if (tab === 'devices') return <Devices person={person} />
  if (tab === 'quiet') return <QuietHours person={person} />
  if (tab === 'pushes')
    return (
      <Card>
        <PushList pushes={person.pushes} />
      </Card>
    )
  return (
    <Suspense>
      <IfWePushedNow user={person.username} />
    </Suspense>
  )
}

/** What keeps pushes from this user at the moment. */
function InTheWay({ person: { devices, settings } }: { readonly person: Person }) {
  const t = useWords(personWords)
  const bilingual = useBilingual()
  const isSilent = settings.heeded && settings.silences.length > 0
  const isBound = devices.some(({ bindings }) => bindings.length > 0)
  if (!isSilent && isBound) return null
  return (
    <Group gap="xs" mb="sm" align="stretch">
      {isSilent && (
        <p className={styles['inTheWay']}>
          <IconBellOff size={18} aria-hidden />
          <span>
            {t.silentNow}{' '}
            {settings.silences.map(({ text, until }) => (
              <span key={text.en}>
                {bilingual(text)}{' '}
                {until !== undefined && (
                  <>
                    ({t.until} <Instant at={until} />){' '}
                  </>
                )}
              </span>
            ))}
          </span>
        </p>
      )}
      {!isBound && (
        <p className={styles['inTheWay']}>
          <IconDeviceMobileOff size={18} aria-hidden />
          {t.noBinding}
        </p>
      )}
    </Group>
  )
}
