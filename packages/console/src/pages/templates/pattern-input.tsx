// A field for a pattern: buttons put places in where the cursor stands, and below it the places are set off from the text.
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useRef } from 'react'
import { useWords } from '../../words/words.ts'
import { Pattern } from './pattern.tsx'
import { argumentCount, piecesOf, valuePlaces, withPlace } from './patterns.ts'
import { words } from './words.ts'

/** What the field is given. */
export interface PatternInputProps {
  readonly label: string
  readonly description: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly rows: number
  readonly readOnly: boolean
}

/** The field. */
export function PatternInput({ label, description, value, onChange, rows, readOnly }: PatternInputProps) {
  const t = useWords(words)
  const field = useRef<HTMLTextAreaElement>(null)
  const pieces = piecesOf(value)
  const unknown = pieces.find(({ kind }) => kind === 'unknown')
  const insert = (place: string): void => {
    const { selectionStart = value.length, selectionEnd = value.length } = field.current ?? {}
    const { pattern, at } = withPlace(value, place, selectionStart, selectionEnd)
    onChange(pattern)
    // Once React has put the new text in.
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(at, at)
    })
  }
  return (
    <Stack gap={4}>
      <Textarea
        ref={field}
        label={label}
        description={description}
        value={value}
        rows={rows}
        readOnly={readOnly}
        onChange={event => onChange(event.currentTarget.value)}
      />
      {!readOnly && (
        <Group gap={4}>
          <Text size="xs" c="dimmed">
            {t.insert}
          </Text>
          {[`{${argumentCount(value)}}`, ...valuePlaces].map(place => (
            <Button
              key={place}
              variant="default"
              size="compact-xs"
              ff="monospace"
              aria-label={`${t.insert} ${place}: ${label}`}
              onClick={() => insert(place)}
            >
              {place}
            </Button>
          ))}
        </Group>
      )}
      {pieces.some(({ kind }) => kind !== 'text') && (
        <Text size="sm" component="div">
          <Pattern pattern={value} />
        </Text>
      )}
      {unknown && (
        <Text size="xs" c="var(--ph-warn)">
          {t.unknownPlace(unknown.text)}
        </Text>
      )}
    </Stack>
  )
}
