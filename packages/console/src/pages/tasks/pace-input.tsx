// A pace: a slider over factors, and the number itself for who wants another one.
import { Group, NumberInput, Slider, Stack, Text } from '@mantine/core'
import { useId } from 'react'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { paces, stepOfPace } from './pace.ts'
import { words } from './words.ts'

/** What is given. */
export interface PaceInputProps {
  readonly value: number | undefined
  readonly onChange: (value: number | undefined) => void
  /** Once the slider is let go, or the number is whole. */
  readonly onSettle?: (value: number | undefined) => void
  readonly note?: string
  readonly disabled?: boolean
}

/** Most that the server takes. */
const paceMax = 100_000_000

/** Devices in a minute; the right end of the slider is no limit. */
export function PaceInput({ value, onChange, onSettle, note, disabled = false }: PaceInputProps) {
  const t = useWords(words)
  const id = useId()
  const language = useLanguage()
  const text = (pace: number | undefined): string =>
    pace === undefined ? t.noPace : t.perMinute(countText(pace, language))
  return (
    <Stack gap={6}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={500} id={id}>
          {t.pace}
        </Text>
        <Text size="sm" c="dimmed" aria-live="polite">
          {text(value)}
        </Text>
      </Group>
      <Group gap="sm" wrap="nowrap">
        <Slider
          flex={1}
          size="sm"
          min={0}
          max={paces.length - 1}
          value={stepOfPace(value)}
          onChange={step => onChange(paces[step])}
          onChangeEnd={step => onSettle?.(paces[step])}
          label={step => text(paces[step])}
          thumbLabel={t.pace}
          thumbProps={{ 'aria-valuetext': text(value) }}
          disabled={disabled}
        />
        <NumberInput
          w={112}
          size="xs"
          aria-labelledby={id}
          min={1}
          max={paceMax}
          allowDecimal={false}
          thousandSeparator=","
          hideControls
          placeholder="∞"
          value={value ?? ''}
          onChange={next => onChange(typeof next === 'number' && next >= 1 ? next : undefined)}
          onBlur={() => onSettle?.(value)}
          disabled={disabled}
        />
      </Group>
      {note !== undefined && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Stack>
  )
}
