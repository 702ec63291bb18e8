// How a receiver checks that a request came from here, in its own language, with this rule's variable.
import { SegmentedControl, Stack, Text } from '@mantine/core'
import type { CallbackRulesRule } from '@posthouse/client/rest'
import { useUrlText } from '../../api/url-state.ts'
import { Card } from '../../parts/card.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { useWords } from '../../words/words.ts'
import styles from './callbacks.module.css'
import { ruleWords } from './rule-words.ts'
import { secretVariable, snippetLanguages, snippetOf } from './snippets.ts'

/** The card. */
export function Verifier({ rule }: { readonly rule: CallbackRulesRule }) {
  const t = useWords(ruleWords)
  const [asked, setLanguage] = useUrlText('code', 'node')
  const language = snippetLanguages.find(one => one === asked) ?? 'node'
  const variable = secretVariable(rule)
  return (
    <Card title={t.verifier}>
      <Stack gap="sm">
        <Text size="xs" c="dimmed" className={styles['verifierLead'] ?? ''}>
          {t.verifierLead(variable)}
        </Text>
        <SegmentedControl
          size="xs"
          w="fit-content"
          aria-label={t.verifier}
          value={language}
          onChange={setLanguage}
          data={snippetLanguages.map(value => ({ value, label: t[value] }))}
        />
        <JsonView value={snippetOf(language, variable)} label={t[language]} />
      </Stack>
    </Card>
  )
}
