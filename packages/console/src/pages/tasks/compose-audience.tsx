// Whom a task is for: a pasted list, labels, or everybody.
import { MultiSelect, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useServer } from '../../api/server.ts'
import { Card } from '../../parts/card.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { composeWords } from './compose-words.ts'
import type { DraftKind, TaskDraft } from './draft.ts'
import { useAppSettings, useTasksKey } from './queries.ts'
import { readPasted } from './targets.ts'

/** What each part of the form is given. */
export interface DraftPartProps {
  readonly draft: TaskDraft
  readonly change: (changed: Partial<TaskDraft>) => void
}

/** The part of the form. */
export function AudiencePart({ draft, change }: DraftPartProps) {
  const t = useWords(composeWords)
  const kinds: readonly DraftKind[] = ['list', 'label', 'all']
  return (
    <Card title={t.who}>
      <Stack gap="sm">
        <SegmentedControl
          aria-label={t.who}
          size="xs"
          w="fit-content"
          value={draft.kind}
          onChange={kind => change({ kind: kind as DraftKind })}
          data={kinds.map(value => ({ value, label: t[value] }))}
        />
        {draft.kind === 'list' && <PastedUsers draft={draft} change={change} />}
        {draft.kind === 'label' && <Labels draft={draft} change={change} />}
        {draft.kind === 'all' && (
          <Text size="sm" c="dimmed">
            {t.allNote}
          </Text>
        )}
      </Stack>
    </Card>
  )
}

function PastedUsers({ draft: { pasted }, change }: DraftPartProps) {
  const t = useWords(composeWords)
  const language = useLanguage()
  const { ids, repeated } = readPasted(pasted)
  const count = (of: number): string => countText(of, language)
  return (
    <Textarea
      label={t.users}
      description={t.usersNote}
      autosize
      minRows={4}
      maxRows={12}
      value={pasted}
      onChange={event => change({ pasted: event.currentTarget.value })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      spellCheck={false}
      {...(ids.length > 0 ? { description: `${t.usersRead(count(ids.length), count(repeated))}${t.usersNote}` } : {})}
    />
  )
}

/** Most labels of an app are fewer than this. */
const labelsShown = 100

function Labels({ draft: { labels }, change }: DraftPartProps) {
  const t = useWords(composeWords)
  const language = useLanguage()
  const server = useServer()
  const { data: app } = useAppSettings()
  const { data, isPending } = useQuery({
    queryKey: [...useTasksKey(), 'labels'],
    queryFn: async ({ signal }) => (await server.labels.list({ limit: labelsShown }, { signal })).data,
  })
  const labelsMax = app?.settings.tasks?.labelsMax ?? 1
  return (
    <MultiSelect
      label={t.labelsPick}
      description={labelsMax === 1 ? t.labelNote : t.labelsNote(labelsMax)}
      searchable
      maxValues={labelsMax}
      value={[...labels]}
      onChange={chosen => change({ labels: chosen })}
      disabled={isPending}
      nothingFoundMessage={t.noLabels}
      data={(data ?? []).map(({ name, count }) => ({ value: name, label: `${name} (${countText(count, language)})` }))}
    />
  )
}
