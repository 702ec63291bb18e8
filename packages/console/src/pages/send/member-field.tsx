// One member of the message as an input.
import { TextInput } from '@mantine/core'
import { fieldId } from './field-id.ts'
import { type Json, type JsonObject, memberAt } from './message-json.ts'

/** Changes one member of the message. */
export type SetMember = (path: string, value: Json | undefined) => void

/** What an input is given. */
export interface FieldProps {
  readonly path: string
  readonly label: string
  readonly message: JsonObject
  readonly set: SetMember
  readonly placeholder?: string
}

/** A text. */
export function TextField({ path, label, message, set, placeholder }: FieldProps) {
  return (
    <TextInput
      id={fieldId(path)}
      label={label}
      value={textOf(memberAt(message, path))}
      onChange={event => set(path, event.currentTarget.value)}
      {...(placeholder === undefined ? {} : { placeholder })}
    />
  )
}

/** A number, written in digits; what is none stays text, and the linter says so. */
export function NumberField({ path, label, message, set }: FieldProps) {
  return (
    <TextInput
      id={fieldId(path)}
      label={label}
      inputMode="numeric"
      value={textOf(memberAt(message, path))}
      onChange={event => set(path, numberOr(event.currentTarget.value))}
    />
  )
}

function numberOr(text: string): Json {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text
}

/** One of a select's choices. */
interface Choice {
  readonly value: string
  readonly label: string
}

/** The choices of a select, and what was written as JSON where it is none of them: the form hides nothing that is sent. */
export function choicesWith(present: string, choices: readonly Choice[]): Choice[] {
  const isKnown = choices.some(({ value }) => value === present)
  return isKnown ? [...choices] : [...choices, { value: present, label: present }]
}

/** A member as an input shows it. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
