// Callbacks: rules, attempts, the exceptions storage; the page of a rule, the form that makes one, and the page of one callback.
import { Tabs } from '@mantine/core'
import { Route, Switch } from 'wouter'
import { namedBy } from '../../api/named.ts'
import { useUrlText } from '../../api/url-state.ts'
import { PageFrame } from '../../parts/page.tsx'
import tabs from '../../parts/tabs.module.css'
import { useWords } from '../../words/words.ts'
import { Attempts } from './attempts.tsx'
import { OneCallback } from './callback.tsx'
import { Rule } from './rule.tsx'
import { EditRule, NewRule } from './rule-form.tsx'
import { AddRule, Rules } from './rules.tsx'
import { Storage } from './storage.tsx'
import { words } from './words.ts'

/** The pages below `/callbacks`. */
export function Page() {
  return (
    <Switch>
      <Route path="/">
        <Overview />
      </Route>
      <Route path="/new">
        <NewRule />
      </Route>
      <Route path="/rules/:ruleId/edit">{({ ruleId }) => <EditRule ruleId={namedBy(ruleId)} />}</Route>
      <Route path="/rules/:ruleId">{({ ruleId }) => <Rule ruleId={namedBy(ruleId)} />}</Route>
      <Route path="/:callbackId">{({ callbackId }) => <OneCallback callbackId={namedBy(callbackId)} />}</Route>
    </Switch>
  )
}

const names = ['rules', 'attempts', 'storage'] as const

function Overview() {
  const t = useWords(words)
  const [tab, setTab] = useUrlText('tab', 'rules')
  return (
    <PageFrame title={t.title} lead={t.lead} actions={tab === 'rules' && <AddRule />}>
      <Tabs value={tab} onChange={value => setTab(value ?? 'rules')} keepMounted={false}>
        <Tabs.List mb="md" className={tabs['tabs'] ?? ''}>
          {names.map(name => (
            <Tabs.Tab key={name} value={name}>
              {t[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="rules">
          <Rules />
        </Tabs.Panel>
        <Tabs.Panel value="attempts">
          <Attempts />
        </Tabs.Panel>
        <Tabs.Panel value="storage">
          <Storage />
        </Tabs.Panel>
      </Tabs>
    </PageFrame>
  )
}
