// A text that a list is filtered by: it is typed at once, and reaches the address, and so the server, when the keys rest. Never takes away
// what was typed meanwhile.
import { TextInput, type TextInputProps } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'

/** Rest of the keys after which the list is asked for, ms. */
const restMs = 250

/** What a filter is given; without a label above it says what it is in its place. */
export interface TextFilterProps extends Omit<TextInputProps, 'value' | 'onChange' | 'defaultValue'> {
  readonly value: string
  readonly onChange: (text: string) => void
}

/** A field. */
export function TextFilter({ value, onChange, ...rest }: TextFilterProps) {
  const [text, setText] = useState(value)
  const sent = useRef(value)
  const send = useDebouncedCallback((next: string) => {
    sent.current = next
    onChange(next)
  }, restMs)
  useEffect(() => {
    // Another hand changed it: filters were cleared, or the reader went back.
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])
  return (
    <TextInput
      size="xs"
      spellCheck={false}
      autoComplete="off"
      {...rest}
      value={text}
      onChange={event => {
        setText(event.currentTarget.value)
        send(event.currentTarget.value.trim())
      }}
    />
  )
}
