// To whom: a user, a PushID, a notifier with a token, or nobody, which is only a look.
import { Checkbox, Group, NativeSelect, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { Card } from '../../parts/card.tsx'
import { strategies, useNumberedStrategies } from '../../parts/strategies.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { blocks } from './blocks.ts'
import { type TargetKind, targetKinds } from './draft.ts'
import type { DraftInHand } from './use-draft.ts'
import { words } from './words.ts'

/** A card with the receiver and the strategy. */
export function TargetForm({ draft, change }: DraftInHand) {
  const t = useWords(words)
  const strategyOf = useNumberedStrategies()
  return (
    <Card title={t.to}>
      <Stack gap="sm">
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t.to}
          value={draft.kind}
          onChange={kind => change({ kind: kind as TargetKind })}
          data={targetKinds.map(value => ({ value, label: t[value] }))}
        />
        <Receiver draft={draft} change={change} />
        {draft.kind !== 'nobody' && (
          <NativeSelect
            label={t.strategy}
            value={String(draft.strategy)}
            onChange={event => change({ strategy: Number(event.currentTarget.value) })}
            data={strategies.map(strategy => ({ value: String(strategy), label: strategyOf(strategy) }))}
          />
        )}
      </Stack>
    </Card>
  )
}

type Hand = Pick<DraftInHand, 'draft' | 'change'>

function Receiver({ draft, change }: Hand) {
  const t = useWords(words)
  switch (draft.kind) {
    case 'user':
      return (
        <TextInput
          label={t.userId}
          value={draft.user}
          autoComplete="off"
          spellCheck={false}
          onChange={event => change({ user: event.currentTarget.value.trim() })}
        />
      )
    case 'pushId':
      return (
        <Textarea
          label={t.pushId}
          description={`${t.pushIdHelp} ${t.forgotten}`}
          value={draft.pushId}
          rows={3}
          spellCheck={false}
          onChange={event => change({ pushId: event.currentTarget.value })}
        />
      )
    case 'token':
      return <TokenFields draft={draft} change={change} />
    case 'nobody':
      return <VendorChoice draft={draft} change={change} />
  }
}

function TokenFields({ draft, change }: Hand) {
  const t = useWords(words)
  const notifiers = useNotifierNames()
  return (
    <>
      <NativeSelect
        label={t.notifier}
        value={draft.notifier}
        onChange={event => change({ notifier: event.currentTarget.value })}
        data={[
          { value: '', label: t.chooseNotifier },
          ...(notifiers.data ?? []).map(({ name, vendor }) => ({ value: name, label: `${name} (${vendor})` })),
        ]}
      />
      <Textarea
        label={t.token}
        description={`${t.tokenHelp} ${t.forgotten}`}
        value={draft.token}
        rows={3}
        spellCheck={false}
        onChange={event => change({ token: event.currentTarget.value })}
      />
    </>
  )
}

function VendorChoice({ draft, change }: Hand) {
  const t = useWords(words)
  const say = useBilingual()
  return (
    <Checkbox.Group label={t.vendors} value={[...draft.vendors]} onChange={vendors => change({ vendors })}>
      <Group gap="xs" mt={4}>
        {blocks.map(({ name, provider, brand }) =>
          provider === undefined ? null : <Checkbox key={name} size="xs" value={provider} label={say(brand)} />,
        )}
      </Group>
      {draft.vendors.length === 0 && <Text size="xs">{t.chooseNotifier}</Text>}
    </Checkbox.Group>
  )
}

function useNotifierNames() {
  const server = useServer()
  const { org, app } = usePlace()
  return useQuery({
    queryKey: ['notifier-names', org, app],
    queryFn: async ({ signal }) => (await server.notifierStates.list({}, { signal })).notifiers,
  })
}
