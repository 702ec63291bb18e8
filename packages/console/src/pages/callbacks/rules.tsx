// The app's rules: where callbacks go, which ones, and how that goes.
import { Badge, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import type { CallbackRulesRule } from '@posthouse/client/rest'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useWords } from '../../words/words.ts'
import { HealthFigures, ReleaseButton, StandingText } from './health.tsx'
import { useRules } from './queries.ts'
import { words } from './words.ts'

/** Rules of one app (spec/easemob.md §9.1). */
const rulesMax = 4

/** The way to another rule. */
export function AddRule() {
  const t = useWords(words)
  const { data } = useRules()
  const mayAdd = useMay('admin')
  if (!mayAdd) return null
  if ((data?.length ?? 0) >= rulesMax)
    return (
      <Text size="sm" c="dimmed">
        {t.full}
      </Text>
    )
  return (
    <AppLink to="/callbacks/new" underline="never">
      <Button component="span">{t.add}</Button>
    </AppLink>
  )
}

/** A card for each. */
export function Rules() {
  const t = useWords(words)
  const query = useRules()
  return (
    <Loaded query={query}>
      {rules =>
        rules.length === 0 ? (
          <Empty action={<AddRule />}>{t.none}</Empty>
        ) : (
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
            {rules.map(rule => (
              <RuleCard key={rule.id} rule={rule} />
            ))}
          </SimpleGrid>
        )
      }
    </Loaded>
  )
}

function RuleCard({ rule }: { readonly rule: CallbackRulesRule }) {
  return (
    <Card aria-label={rule.name}>
      <Stack gap="sm">
        <div>
          <Group justify="space-between" gap="xs">
            <AppLink to={`/callbacks/rules/${rule.id}`} fw={600}>
              {rule.name}
            </AppLink>
            <Wants rule={rule} />
          </Group>
          <Text size="xs" c="dimmed" ff="monospace" truncate title={rule.url}>
            {rule.url}
          </Text>
        </div>
        <Group gap="xs">
          <Text size="sm" component="div">
            <StandingText rule={rule} />
          </Text>
          <ReleaseButton rule={rule} />
        </Group>
        {!rule.before && <HealthFigures ruleId={rule.id} />}
      </Stack>
    </Card>
  )
}

/** What a rule wants to hear of. */
function Wants({ rule: { events, before } }: { readonly rule: CallbackRulesRule }) {
  const t = useWords(words)
  const names = before ? [t.asks] : events.map(event => t[event])
  return (
    <Group gap={4} wrap="wrap" justify="flex-end">
      {names.map(name => (
        <Badge key={name} variant="default" size="sm" tt="none" fw={500}>
          {name}
        </Badge>
      ))}
    </Group>
  )
}
