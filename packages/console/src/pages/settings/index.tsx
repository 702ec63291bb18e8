// The settings of an app: its tabs, which stand in the address, and the draft that limits and policies share.
import { addressOf, usePlace } from '../../api/place.ts'
import { useMay } from '../../api/session.ts'
import { PageFrame } from '../../parts/page.tsx'
import { PageTabs } from '../../parts/page-tabs.tsx'
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
  const draft = useDraft()
  const shown = tabs.filter(tab => isAdmin || !adminTabs.has(tab))
  return (
    <PageFrame title={t.title} lead={t.lead(`${place.org}#${place.app}`)}>
      <UnsavedGuard active={draft.count > 0} within={addressOf(place, '/settings')} onDrop={draft.drop} />
      <PageTabs tabs={shown} nameOf={tab => t[tab]}>
        {tab => <Panel tab={tab} draft={draft} />}
      </PageTabs>
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
