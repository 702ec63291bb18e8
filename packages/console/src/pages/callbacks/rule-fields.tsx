// What a rule wants to hear of, or is asked about.
import {
  Checkbox,
  Group,
  MultiSelect,
  NumberInput,
  Radio,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Text,
} from '@mantine/core'
import { Card } from '../../parts/card.tsx'
import { useWords } from '../../words/words.ts'
import {
  askedTypes,
  conversations,
  matchesNothing,
  messageTypes,
  type RuleDraft,
  ruleEvents,
  ruleSources,
  ruleStatuses,
} from './rule-draft.ts'
import { type RulePartProps, useProblem } from './rule-place.tsx'
import { ruleWords } from './rule-words.ts'
import { words } from './words.ts'

/** Values of each list (spec/easemob.md §9.1). */
const valuesMax = 50

/** A rule that tells what happened. */
export function ReportFields({ draft, change, problems }: RulePartProps) {
  const t = useWords(ruleWords)
  const names = useWords(words)
  const problemOf = useProblem(problems)
  return (
    <>
      <Card>
        <Stack gap="md">
          <Choices
            label={t.events}
            value={draft.events}
            onChange={events => change({ events: events as RuleDraft['events'] })}
            options={ruleEvents.map(value => ({ value, label: names[value] }))}
            error={problemOf('noEvent')}
          />
          {draft.events.includes('push') && (
            <Choices
              label={t.outcomes}
              value={draft.statuses}
              onChange={statuses => change({ statuses: statuses as RuleDraft['statuses'] })}
              options={ruleStatuses.map(value => ({ value, label: names[value] }))}
              error={problemOf('noStatus')}
            />
          )}
          {draft.events.includes('push') && (
            <Switch
              label={t.restPushes}
              checked={draft.restPushes}
              onChange={event => change({ restPushes: event.currentTarget.checked })}
            />
          )}
        </Stack>
      </Card>
      <FilterFields draft={draft} change={change} problems={problems} />
      <DeliveryFields draft={draft} change={change} problems={problems} />
    </>
  )
}

function FilterFields({ draft, change }: RulePartProps) {
  const t = useWords(ruleWords)
  const lists = ['from', 'to', 'groups', 'extKeys'] as const
  return (
    <Card title={t.filters}>
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          {t.filtersNote}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <MultiSelect
            label={t.sources}
            value={[...draft.sources]}
            onChange={sources => change({ sources: sources as RuleDraft['sources'] })}
            data={ruleSources.map(value => ({ value, label: t[value] }))}
          />
          <MultiSelect
            label={t.types}
            value={[...draft.messageTypes]}
            onChange={types => change({ messageTypes: types as RuleDraft['messageTypes'] })}
            data={messageTypes.map(value => ({ value, label: t[value] }))}
          />
          {lists.map(name => (
            <TagsInput
              key={name}
              label={t[name]}
              description={t.upTo50}
              inputWrapperOrder={['label', 'input', 'description']}
              maxTags={valuesMax}
              value={[...draft[name]]}
              onChange={values => change({ [name]: values })}
            />
          ))}
        </SimpleGrid>
        {matchesNothing(draft) && (
          <Text size="sm" c="red" role="alert">
            {t.nothingMatches}
          </Text>
        )}
      </Stack>
    </Card>
  )
}

function DeliveryFields({ draft, change }: RulePartProps) {
  const t = useWords(ruleWords)
  const names = useWords(words)
  return (
    <Card>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <Radio.Group
          label={t.policy}
          value={draft.policy}
          onChange={policy => change({ policy: policy as RuleDraft['policy'] })}
        >
          <Stack gap={6} mt={6}>
            {(['durable', 'easemob'] as const).map(value => (
              <Radio key={value} value={value} label={names[value]} />
            ))}
          </Stack>
        </Radio.Group>
        <Radio.Group
          label={t.channel}
          value={draft.channelNames}
          onChange={channelNames => change({ channelNames: channelNames as RuleDraft['channelNames'] })}
        >
          <Stack gap={6} mt={6}>
            {(['provider', 'plain'] as const).map(value => (
              <Radio key={value} value={value} label={t[`channel${value}`]} />
            ))}
          </Stack>
        </Radio.Group>
      </SimpleGrid>
    </Card>
  )
}

/** A rule that is asked before a message is delivered. */
export function AskFields({ draft, change, problems }: RulePartProps) {
  const t = useWords(ruleWords)
  const problemOf = useProblem(problems)
  return (
    <Card>
      <Stack gap="md">
        <Choices
          label={t.conversations}
          value={draft.conversations}
          onChange={about => change({ conversations: about as RuleDraft['conversations'] })}
          options={conversations.map(value => ({ value, label: t[value === 'edit' ? 'edited' : value] }))}
          error={problemOf('noConversation')}
        />
        <Choices
          label={t.types}
          value={draft.askedTypes}
          onChange={types => change({ askedTypes: types as RuleDraft['askedTypes'] })}
          options={askedTypes.map(value => ({ value, label: t[value] }))}
        />
        <NumberInput
          w={200}
          label={t.waitMs}
          description={t.waitNote}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={50}
          max={5_000}
          step={50}
          allowDecimal={false}
          value={draft.waitMs}
          onChange={waitMs => change({ waitMs: Number(waitMs) })}
          error={problemOf('wait')}
        />
        <Radio.Group
          label={t.otherwise}
          value={draft.onFailure}
          onChange={onFailure => change({ onFailure: onFailure as RuleDraft['onFailure'] })}
        >
          <Group gap="lg" mt={6}>
            {(['pass', 'block'] as const).map(value => (
              <Radio key={value} value={value} label={t[value]} />
            ))}
          </Group>
        </Radio.Group>
        <Switch
          label={t.tellSender}
          checked={draft.tellSender}
          onChange={event => change({ tellSender: event.currentTarget.checked })}
        />
      </Stack>
    </Card>
  )
}

interface ChoicesProps {
  readonly label: string
  readonly value: readonly string[]
  readonly onChange: (value: string[]) => void
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly error?: string | undefined
}

function Choices({ label, value, onChange, options, error }: ChoicesProps) {
  return (
    <Checkbox.Group label={label} value={[...value]} onChange={onChange} error={error}>
      <Group gap="lg" mt={6}>
        {options.map(option => (
          <Checkbox key={option.value} value={option.value} label={option.label} />
        ))}
      </Group>
    </Checkbox.Group>
  )
}
