// What a template says for a message: the message that is imagined, the texts, the lock screens, and which text wins.
import { Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { Card } from '../../parts/card.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { useWords } from '../../words/words.ts'
import { argumentCount, isTemplateName } from './patterns.ts'
import { previewWords } from './preview-words.ts'
import { type MessageKind, messageKinds, type PreviewWish, usePreview } from './queries.ts'
import { Told } from './told.tsx'

/** The texts that are being written. */
export interface PreviewProps {
  readonly draft: { readonly name: string; readonly titlePattern: string; readonly contentPattern: string }
}

/** The preview waits so long for the next letter, ms. */
const typingMs = 250

type Imagined = Pick<PreviewWish, 'titleArgs' | 'contentArgs' | 'from' | 'to' | 'kind' | 'text'>
const atFirst: Imagined = { titleArgs: [], contentArgs: [], from: '', to: '', kind: 'txt', text: 'See you at eight' }

/** The card. */
export function Preview({ draft }: PreviewProps) {
  const t = useWords(previewWords)
  const [imagined, setImagined] = useState(atFirst)
  const isWhole = draft.titlePattern !== '' && draft.contentPattern !== ''
  // A template without a name yet says the same under any name.
  const name = isTemplateName(draft.name) ? draft.name : 'draft'
  const [wish] = useDebouncedValue(isWhole ? { ...imagined, ...draft, name } : undefined, typingMs)
  const query = usePreview(wish)
  return (
    <Card title={t.preview}>
      <Stack gap="md">
        <Text size="xs" c="dimmed">
          {t.note}
        </Text>
        <Message draft={draft} imagined={imagined} onChange={setImagined} />
        {!isWhole && (
          <Text size="sm" c="dimmed">
            {t.incomplete}
          </Text>
        )}
        {query.error !== null && <FailureNote failure={query.error} />}
        {isWhole && query.data && <Told preview={query.data} />}
      </Stack>
    </Card>
  )
}

function Message({
  draft,
  imagined,
  onChange,
}: PreviewProps & { readonly imagined: Imagined; readonly onChange: (imagined: Imagined) => void }) {
  const t = useWords(previewWords)
  const change = (part: Partial<Imagined>): void => onChange({ ...imagined, ...part })
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing="xs">
      <Select
        size="xs"
        label={t.kind}
        data={messageKinds.map(kind => ({ value: kind, label: t[kind] }))}
        value={imagined.kind}
        allowDeselect={false}
        onChange={kind => change({ kind: (kind ?? 'txt') as MessageKind })}
      />
      <TextInput
        size="xs"
        label={t.text}
        disabled={imagined.kind !== 'txt'}
        value={imagined.text}
        onChange={event => change({ text: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        label={t.from}
        value={imagined.from}
        onChange={event => change({ from: event.currentTarget.value.trim() })}
      />
      <TextInput
        size="xs"
        label={t.to}
        placeholder={t.toIs}
        value={imagined.to}
        onChange={event => change({ to: event.currentTarget.value.trim() })}
      />
      <Arguments
        count={argumentCount(draft.titlePattern)}
        label={t.titleArg}
        values={imagined.titleArgs}
        onChange={titleArgs => change({ titleArgs })}
      />
      <Arguments
        count={argumentCount(draft.contentPattern)}
        label={t.contentArg}
        values={imagined.contentArgs}
        onChange={contentArgs => change({ contentArgs })}
      />
    </SimpleGrid>
  )
}

/** A field for each argument that a pattern asks for. */
function Arguments({
  count,
  label,
  values,
  onChange,
}: {
  readonly count: number
  readonly label: (at: number) => string
  readonly values: readonly string[]
  readonly onChange: (values: readonly string[]) => void
}) {
  return Array.from({ length: count }, (_, at) => (
    <TextInput
      key={label(at)}
      size="xs"
      label={label(at)}
      value={values[at] ?? ''}
      onChange={event => {
        const next = Array.from({ length: count }, (_one, index) => values[index] ?? '')
        next[at] = event.currentTarget.value
        onChange(next)
      }}
    />
  ))
}
