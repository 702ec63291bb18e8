// A rule's secret: never shown again, but replaced, with both in force for a day.
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { CallbackRulesRule } from '@posthouse/client/rest'
import { useState } from 'react'
import { useServer } from '../../api/server.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { SecretsOnce } from '../../parts/secrets-once.tsx'
import { exactText } from '../../words/formats.ts'
import { useWords } from '../../words/words.ts'
import { useReloadCallbacks } from './queries.ts'
import { ruleWords } from './rule-words.ts'
import { secretVariable } from './snippets.ts'

/** A secret in both of its forms. */
export interface ShownSecret {
  readonly secret: string
  readonly webhookSecret: string
}

/** The card. */
export function Secret({ rule }: { readonly rule: CallbackRulesRule }) {
  const t = useWords(ruleWords)
  const server = useServer()
  const reload = useReloadCallbacks()
  const [isAsked, setAsked] = useState(false)
  const [made, setMade] = useState<ShownSecret & { readonly previousUntil: number }>()
  return (
    <Card
      title={t.secret}
      actions={
        <Button variant="default" size="compact-xs" onClick={() => setAsked(true)}>
          {t.rotate}
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        {t.secretLead}
      </Text>
      {rule.previousSecretUntil !== undefined && (
        <Text size="sm" mt="xs">
          {t.overlap(exactText(rule.previousSecretUntil))}
        </Text>
      )}
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={t.rotateTitle(rule.name)}
        effect={t.rotateEffect}
        verb={t.rotate}
        onConfirm={async () => {
          setMade(await server.callbackRules.rotate({ ruleId: rule.id }))
          await reload()
        }}
      />
      <Modal opened={made !== undefined} onClose={() => setMade(undefined)} title={t.secret} size="lg">
        {made && (
          <Stack gap="sm">
            <RuleSecret rule={rule} made={made} />
            <Text size="sm">{t.overlap(exactText(made.previousUntil))}</Text>
          </Stack>
        )}
      </Modal>
    </Card>
  )
}

/** The secret, this once. */
function RuleSecret({
  rule,
  made,
}: {
  readonly rule: Pick<CallbackRulesRule, 'id' | 'name'>
  readonly made: ShownSecret
}) {
  const t = useWords(ruleWords)
  return (
    <SecretsOnce
      fileName={`${secretVariable(rule).toLowerCase()}.json`}
      lines={[
        { key: 'secret', label: t.plainSecret, value: made.secret },
        { key: 'webhookSecret', label: t.standardSecret, value: made.webhookSecret },
      ]}
    />
  )
}

/** What follows the making of a rule: its secret, and the way on. */
export function MadeRule({
  rule,
  made,
  onDone,
}: {
  readonly rule: Pick<CallbackRulesRule, 'id' | 'name'>
  readonly made: ShownSecret
  readonly onDone: () => void
}) {
  const t = useWords(ruleWords)
  return (
    <Card title={t.madeTitle(rule.name)}>
      <Stack gap="md">
        <RuleSecret rule={rule} made={made} />
        <Group>
          <Button onClick={onDone}>{t.toRule}</Button>
        </Group>
      </Stack>
    </Card>
  )
}
