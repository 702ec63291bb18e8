// The three roles as a choice that says what each may do.
import { Select, type SelectProps } from '@mantine/core'
import type { Role } from '../api/session.ts'
import { useWords } from '../words/words.ts'
import { accessWords } from './words.ts'

/** What the choice is given; `none` adds "no role", which is null. */
export interface RoleSelectProps<Chosen> extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  readonly value: Chosen
  readonly onChange: (role: Chosen) => void
  readonly none?: string
  /** Only the names, where there is little room. */
  readonly short?: boolean
}

/** A role, or with `none` maybe none. */
export function RoleSelect<Chosen extends Role | null>({
  value,
  onChange,
  none,
  short = false,
  ...rest
}: RoleSelectProps<Chosen>) {
  const t = useWords(accessWords)
  const data = [
    ...(none === undefined ? [] : [{ value: '', label: none }]),
    { value: 'viewer', label: short ? t.viewer : t.viewerMay },
    { value: 'operator', label: short ? t.operator : t.operatorMay },
    { value: 'admin', label: short ? t.admin : t.adminMay },
  ]
  return (
    <Select
      size="xs"
      {...rest}
      data={data}
      value={value ?? ''}
      allowDeselect={false}
      onChange={next => onChange((next === '' ? null : next) as Chosen)}
    />
  )
}
