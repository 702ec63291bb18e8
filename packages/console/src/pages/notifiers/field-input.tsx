// One field of a notifier's form, as its vendor describes it.
import { PasswordInput, Select, TextInput } from '@mantine/core'
import { Ticked } from '../../parts/ticked.tsx'
import { useBilingual, useWords } from '../../words/words.ts'
import type { Field } from './form-values.ts'
import { formWords } from './form-words.ts'

/** What the field is given. */
export interface FieldInputProps {
  readonly field: Field
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error: string | undefined
  /** Whether a value is stored that is not shown. */
  readonly isKept: boolean
}

/** The field; files have one of their own. */
export function FieldInput({ field, value, onChange, error, isKept }: FieldInputProps) {
  const t = useWords(formWords)
  const bilingual = useBilingual()
  const { label, help, kind, choices = [], isRequired, example } = field
  const isSecret = kind === 'secret'
  const told = [help && bilingual(help), isSecret && isKept ? t.kept : undefined].filter(one => one !== undefined)
  const shared = {
    label: bilingual(label),
    description: told.length > 0 ? <Ticked text={told.join('; ')} /> : undefined,
    withAsterisk: isRequired && !(isSecret && isKept),
    error,
    ...(example === undefined || kind === 'choice' || kind === 'flag' ? {} : { placeholder: t.example(example) }),
  }
  if (kind === 'choice' || kind === 'flag') {
    const data =
      kind === 'flag'
        ? [
            { value: 'true', label: t.on },
            { value: 'false', label: t.off },
          ]
        : [...choices]
    return (
      <Select
        {...shared}
        data={data}
        value={value === '' ? null : value}
        placeholder={t.notSet}
        clearable={!isRequired && field.field !== 'environment'}
        allowDeselect={false}
        onChange={chosen => onChange(chosen ?? '')}
      />
    )
  }
  const onInput = (event: { readonly currentTarget: { readonly value: string } }): void =>
    onChange(event.currentTarget.value)
  if (isSecret) return <PasswordInput {...shared} value={value} autoComplete="new-password" onChange={onInput} />
  return <TextInput {...shared} value={value} autoComplete="off" spellCheck={false} onChange={onInput} />
}
