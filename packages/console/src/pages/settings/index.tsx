// The settings of an app: its tabs, which stand in the address, and the draft that limits and policies share.
import { Tabs } from '@mantine/core'
import { useSearchParams } from 'wouter'
import { addressOf, usePlace } from '../../api/place.ts'
import { useMay } from '../../api/session.ts'
import { PageFrame } from '../../parts/page.tsx'
import styles from '../../parts/tabs.module.css'
import { UnsavedGuard } from '../../parts/unsaved.tsx'
import { useWords } from '../../words/words.ts'
import { AppTab } from './app-tab.tsx'
import { AuditTab } from './audit-tab.tsx'
import { limitSections, policySections } from './draft.ts'
import { KeysTab } from './keys-tab.tsx'
import { MembersTab } from './members-tab.tsx'
import { SettingsForm } from './settings-form.tsx'
import { useDraft } from './use-draft.ts'
import { words } from './words.ts'

const tabs = ['app', 'limits', 'policies', 'keys', 'members', 'audit'] as const
type Tab = (typeof tabs)[number]

/** The page. */
export function Page() {
  const t = useWords(words)
  const place = usePlace()
  const isAdmin = useMay('admin')
  const [params, setParams] = useSearchParams()
  const draft = useDraft()
  const shown = tabs.filter(tab => isAdmin || !adminTabs.has(tab))
  const asked = params.get('tab')
  const tab = shown.find(one => one === asked) ?? 'app'
  return (
    <PageFrame title={t.title} lead={t.lead(`${place.org}#${place.app}`)}>
      <UnsavedGuard active={draft.count > 0} within={addressOf(place, '/settings')} onDrop={draft.drop} />
      <Tabs
        value={tab}
        onChange={next => setParams(next === null || next === 'app' ? {} : { tab: next })}
        keepMounted={false}
      >
        <Tabs.List mb="md" className={styles['tabs'] ?? ''}>
          {shown.map(one => (
            <Tabs.Tab key={one} value={one}>
              {t[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <Panel tab={tab} draft={draft} />
        </Tabs.Panel>
      </Tabs>
    </PageFrame>
  )
}

/** What only an admin of the app may see. */
const adminTabs: ReadonlySet<Tab> = new Set(['keys', 'members', 'audit'])

function Panel({ tab, draft }: { readonly tab: Tab; readonly draft: ReturnType<typeof useDraft> }) {
  switch (tab) {
    case 'app':
      return <AppTab />
    case 'limits':
      return <SettingsForm sections={limitSections} draft={draft} />
    case 'policies':
      return <SettingsForm sections={policySections} draft={draft} />
    case 'keys':
      return <KeysTab />
    case 'members':
      return <MembersTab />
    case 'audit':
      return <AuditTab />
  }
}
