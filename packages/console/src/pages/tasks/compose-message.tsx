// The notification of a task: the members that most need as a form, all of them as JSON.
import { SegmentedControl, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Card } from '../../parts/card.tsx'
import { categoryWords } from '../../parts/if-we-pushed/words.ts'
import { strategies, useNumberedStrategies } from '../../parts/strategies.ts'
import { useWords } from '../../words/words.ts'
import { JsonTab } from '../send/json-tab.tsx'
import { choicesWith, textOf } from '../send/member-field.tsx'
import { memberAt, withMember } from '../send/message-json.ts'
import type { DraftPartProps } from './compose-audience.tsx'
import { composeWords } from './compose-words.ts'
import { textWidth } from './text-width.ts'
import { words } from './words.ts'

/** Limits of spec/easemob.md §7.2, as wide as they count. */
const widthMax = { title: 32, subTitle: 10, content: 100 } as const

/** The part of the form. */
export function MessagePart({ draft, change }: DraftPartProps) {
  const t = useWords(composeWords)
  const [tab, setTab] = useState('fields')
  // Text that is no message yet has no form.
  const shown = draft.wrongText === undefined ? tab : 'json'
  return (
    <Card
      title={t.what}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t.what}
          value={shown}
          onChange={setTab}
          data={[
            { value: 'fields', label: t.fields, disabled: draft.wrongText !== undefined },
            { value: 'json', label: t.json },
          ]}
        />
      }
    >
      {shown === 'fields' ? (
        <Fields draft={draft} change={change} />
      ) : (
        <>
          <Text size="xs" c="dimmed" mb="xs">
            {t.jsonNote}
          </Text>
          <JsonTab draft={draft} change={change} />
        </>
      )}
    </Card>
  )
}

function Fields({ draft, change }: DraftPartProps) {
  const t = useWords(composeWords)
  const names = useWords(words)
  const strategyOf = useNumberedStrategies()
  const categories = useWords(categoryWords)
  const { message, strategy } = draft
  const text = (name: string): string => textOf(memberAt(message, name))
  const set = (name: string, value: string): void => change({ message: withMember(message, name, value) })
  const field = (name: string, max: number) => ({
    value: text(name),
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => set(name, event.currentTarget.value),
    rightSection: <Width used={textWidth(text(name))} max={max} />,
    rightSectionWidth: 76,
  })
  // Of two the server takes the first.
  const subTitle = ['subTitle', 'sub_title'].find(name => message[name] !== undefined) ?? 'subTitle'
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TextInput label={t.subject} {...field('title', widthMax.title)} />
        <TextInput label={t.subtitle} {...field(subTitle, widthMax.subTitle)} />
      </SimpleGrid>
      <Textarea label={t.content} autosize minRows={2} maxRows={6} {...field('content', widthMax.content)} />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <Select
          label={t.category}
          description={t.categoryNote}
          inputWrapperOrder={['label', 'input', 'description']}
          allowDeselect={false}
          value={text('category')}
          onChange={value => set('category', value ?? '')}
          data={choicesWith(text('category'), [
            { value: '', label: t.ofApp },
            ...Object.entries(categories).map(([value, label]) => ({ value, label })),
          ])}
        />
        <Select
          label={names.strategy}
          allowDeselect={false}
          value={String(strategy)}
          onChange={value => change({ strategy: Number(value) })}
          data={strategies.map(one => ({ value: String(one), label: strategyOf(one) }))}
        />
      </SimpleGrid>
    </Stack>
  )
}

/** How much of a limit is used; over it, the server refuses. */
function Width({ used, max }: { readonly used: number; readonly max: number }) {
  const t = useWords(composeWords)
  return (
    <Text size="xs" c={used > max ? 'red' : 'dimmed'}>
      {t.width(used, max)}
    </Text>
  )
}
