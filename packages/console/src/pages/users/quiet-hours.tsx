// When a user wants to be left alone: what holds now and until when, and a form that changes it.
import { Button, Group, NativeSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Instant } from '../../parts/instant.tsx'
import { State } from '../../parts/outcome.tsx'
import { namedText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { type Person, usePersonAct } from './queries.ts'
import { changeOf, formOf, isWhole, type QuietChange, type QuietForm } from './quiet.ts'
import { quietWords } from './words.ts'

/** What holds, and the form. */
export function QuietHours({ person }: { readonly person: Person }) {
  const mayAct = useMay('operator')
  const t = useWords(quietWords)
  const { mode, ignoreInterval } = person.settings
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
      <Holds person={person} />
      {mayAct ? (
        <Form key={`${mode ?? ''} ${ignoreInterval ?? ''}`} person={person} />
      ) : (
        <Text size="sm" c="dimmed">
          {t.mayNot}
        </Text>
      )}
    </SimpleGrid>
  )
}

function Holds({ person: { settings, username } }: { readonly person: Person }) {
  const t = useWords(quietWords)
  const bilingual = useBilingual()
  const language = useLanguage()
  const { silences, heeded, timeZone, legacyQuiet, mode } = settings
  return (
    <Card title={t.holds}>
      <Stack gap={6}>
        {silences.length === 0 && <State tone="fine">{t.loud}</State>}
        {silences.map(({ text, until }) => (
          <Group key={text.en} gap={6}>
            <State tone="warn">{bilingual(text)}</State>
            {until !== undefined && (
              <Text span size="sm" c="dimmed">
                → <Instant at={until} />
              </Text>
            )}
          </Group>
        ))}
        <Text size="sm" c="dimmed">
          {namedText(t.mode, t[mode ?? 'ALL'], language)}
        </Text>
        {legacyQuiet?.on === true && <Older username={username} quiet={legacyQuiet} />}
        {!heeded && <Text size="sm">{t.notHeeded}</Text>}
        <Text size="xs" c="dimmed">
          {t.zone(timeZone)}
        </Text>
      </Stack>
    </Card>
  )
}

function Older(props: {
  readonly username: string
  readonly quiet: { readonly fromHour: number; readonly untilHour: number }
}) {
  const t = useWords(quietWords)
  const mayAct = useMay('operator')
  const { username, quiet } = props
  const act = usePersonAct(username, server => server.users.edit({ username, notification_no_disturbing: false }))
  return (
    <Group gap="xs">
      <Text size="sm">{t.older(hour(quiet.fromHour), hour(quiet.untilHour))}</Text>
      {mayAct && (
        <Button variant="default" size="compact-xs" loading={act.isPending} onClick={() => act.mutate(undefined)}>
          {t.endOlder}
        </Button>
      )}
    </Group>
  )
}

function hour(count: number): string {
  return `${String(count).padStart(2, '0')}:00`
}

/** Hours of silence that can be chosen; a week is the longest there is. */
const onceHours = [1, 8, 24, 168] as const

function Form({ person: { username, settings } }: { readonly person: Person }) {
  const t = useWords(quietWords)
  const [form, setForm] = useState<QuietForm>(() => formOf(settings))
  const act = usePersonAct(username, (server, change: QuietChange) =>
    server.settings.setMode({ username, chattype: 'user', key: username, ...change }),
  )
  const change = changeOf(form, settings)
  const set = (part: Partial<QuietForm>): void => setForm({ ...form, ...part })
  const save = (): void => {
    if (change !== undefined) act.mutate(change, { onSuccess: () => set({ once: '' }) })
  }
  return (
    <Card>
      <Stack gap="sm" maw={520}>
        <NativeSelect
          label={t.mode}
          value={form.mode}
          onChange={event => set({ mode: event.currentTarget.value })}
          data={(['ALL', 'AT', 'NONE'] as const).map(value => ({ value, label: t[value] }))}
        />
        <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
          <Text component="legend" size="sm" fw={500}>
            {t.daily}
          </Text>
          <Group gap="sm">
            <TextInput
              type="time"
              label={t.from}
              value={form.from}
              onChange={event => set({ from: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label={t.to}
              value={form.to}
              onChange={event => set({ to: event.currentTarget.value })}
            />
          </Group>
        </fieldset>
        <NativeSelect
          label={t.once}
          value={form.once}
          onChange={event => set({ once: event.currentTarget.value })}
          data={[
            { value: '', label: t.noOnce },
            ...onceHours.map(hours => ({ value: String(hours), label: t.hours(hours) })),
            { value: '0', label: t.endOnce },
          ]}
        />
        {!isWhole(form) && (
          <Text size="sm" c="red" role="alert">
            {t.both}
          </Text>
        )}
        {act.error !== null && <FailureNote failure={act.error} />}
        <Group gap="sm">
          <Button disabled={change === undefined || !isWhole(form)} loading={act.isPending} onClick={save}>
            {t.save}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {act.isSuccess && change === undefined ? t.saved : ''}
          </Text>
        </Group>
      </Stack>
    </Card>
  )
}
