// The whole server, for its admins: what it is, who may sign in, what was done, back-up and keys.
import { PageFrame } from '../../parts/page.tsx'
import { PageTabs } from '../../parts/page-tabs.tsx'
import { useWords } from '../../words/words.ts'
import { AccountsTab } from './accounts-tab.tsx'
import { AuditTab } from './audit-tab.tsx'
import { FactsTab } from './facts-tab.tsx'
import { KeysTab } from './keys-tab.tsx'
import { NodesTab } from './nodes-tab.tsx'
import { UpkeepTab } from './upkeep-tab.tsx'
import { words } from './words.ts'

const panels = {
  facts: FactsTab,
  nodes: NodesTab,
  accounts: AccountsTab,
  keys: KeysTab,
  audit: AuditTab,
  upkeep: UpkeepTab,
} as const
type Tab = keyof typeof panels

/** The page. */
export function Page() {
  const t = useWords(words)
  return (
    <PageFrame title={t.title} lead={t.lead}>
      <PageTabs<Tab> tabs={Object.keys(panels) as Tab[]} nameOf={tab => t[tab]}>
        {tab => {
          const Panel = panels[tab]
          return <Panel />
        }}
      </PageTabs>
    </PageFrame>
  )
}
