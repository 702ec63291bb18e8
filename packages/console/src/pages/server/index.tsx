// The whole server, for its admins: what it is, who may sign in, what was done, back-up and keys. The tabs stand in the address.
import { Tabs } from '@mantine/core'
import { useSearchParams } from 'wouter'
import { PageFrame } from '../../parts/page.tsx'
import styles from '../../parts/tabs.module.css'
import { useWords } from '../../words/words.ts'
import { AccountsTab } from './accounts-tab.tsx'
import { AuditTab } from './audit-tab.tsx'
import { FactsTab } from './facts-tab.tsx'
import { KeysTab } from './keys-tab.tsx'
import { UpkeepTab } from './upkeep-tab.tsx'
import { words } from './words.ts'

const tabs = { facts: FactsTab, accounts: AccountsTab, keys: KeysTab, audit: AuditTab, upkeep: UpkeepTab } as const
type Tab = keyof typeof tabs
const names = Object.keys(tabs) as readonly Tab[]

/** The page. */
export function Page() {
  const t = useWords(words)
  const [params, setParams] = useSearchParams()
  const asked = params.get('tab')
  const tab = names.find(one => one === asked) ?? 'facts'
  const Panel = tabs[tab]
  return (
    <PageFrame title={t.title} lead={t.lead}>
      <Tabs
        value={tab}
        onChange={next => setParams(next === null || next === 'facts' ? {} : { tab: next })}
        keepMounted={false}
      >
        <Tabs.List mb="md" className={styles['tabs'] ?? ''}>
          {names.map(one => (
            <Tabs.Tab key={one} value={one}>
              {t[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <Panel />
        </Tabs.Panel>
      </Tabs>
    </PageFrame>
  )
}
