// The notification of a task: the members that most need as a form, all of them as JSON.
import { JsonInput, SegmentedControl, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Card } from '../../parts/card.tsx'
import { useWords } from '../../words/words.ts'
import type { DraftPartProps } from './compose-audience.tsx'
import { composeWords } from './compose-words.ts'
import { textWidth } from './text-width.ts'
import { strategyNames, words } from './words.ts'

/** Limits of spec/easemob.md §7.2, as wide as they count. */
const widthMax = { title: 32, subTitle: 10, content: 100 } as const

/** The part of the form. */
export function MessagePart({ draft, change }: DraftPartProps) {
  const t = useWords(composeWords)
  const [tab, setTab] = useState('fields')
  return (
    <Card
      title={t.what}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t.what}
          value={tab}
          onChange={setTab}
          data={[
            { value: 'fields', label: t.fields },
            { value: 'json', label: t.json },
          ]}
        />
      }
    >
      {tab === 'fields' ? <Fields draft={draft} change={change} /> : <AsJson draft={draft} change={change} />}
    </Card>
  )
}

function Fields({ draft, change }: DraftPartProps) {
  const t = useWords(composeWords)
  const names = useWords(words)
  const { message, strategy } = draft
  const text = (name: string): string => (typeof message[name] === 'string' ? message[name] : '')
  const set = (name: string, value: string): void => {
    const { [name]: _, ...others } = message
    change({ message: value === '' ? others : { ...others, [name]: value } })
  }
  const field = (name: keyof typeof widthMax) => ({
    value: text(name),
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => set(name, event.currentTarget.value),
    rightSection: <Width used={textWidth(text(name))} max={widthMax[name]} />,
    rightSectionWidth: 76,
  })
  const categories = (['im', 'call', 'service', 'marketing'] as const).map(value => ({ value, label: t[value] }))
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TextInput label={t.subject} {...field('title')} />
        <TextInput label={t.subtitle} {...field('subTitle')} />
      </SimpleGrid>
      <Textarea label={t.content} autosize minRows={2} maxRows={6} {...field('content')} />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <Select
          label={t.category}
          description={t.categoryNote}
          inputWrapperOrder={['label', 'input', 'description']}
          allowDeselect={false}
          value={text('category')}
          onChange={value => set('category', value ?? '')}
          data={[{ value: '', label: t.ofApp }, ...categories]}
        />
        <Select
          label={names.strategy}
          allowDeselect={false}
          value={String(strategy)}
          onChange={value => change({ strategy: Number(value) })}
          data={strategyNames.map((name, at) => ({ value: String(at), label: `${at} · ${names[name]}` }))}
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

function AsJson({ draft: { message }, change }: DraftPartProps) {
  const t = useWords(composeWords)
  const [text, setText] = useState(() => JSON.stringify(message, undefined, 2))
  const isBad = objectOf(text) === undefined
  const edit = (edited: string): void => {
    setText(edited)
    const read = objectOf(edited)
    if (read) change({ message: read })
  }
  return (
    <JsonInput
      label={t.jsonLabel}
      description={t.jsonNote}
      autosize
      minRows={10}
      maxRows={24}
      ff="monospace"
      value={text}
      onChange={edit}
      error={isBad && t.jsonBad}
    />
  )
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined // what is being typed is no JSON yet; the field says so
  }
}
