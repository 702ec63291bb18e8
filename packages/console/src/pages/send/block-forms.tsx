// The vendor blocks as forms, one fold per vendor, each with how much of it is set.
import { Accordion, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useBilingual, useWords } from '../../words/words.ts'
import { type Block, type BlockField, blocks } from './blocks.ts'
import { fieldId } from './field-id.ts'
import { choicesWith, NumberField, type SetMember, textOf } from './member-field.tsx'
import { isObject, type Json, type JsonObject, memberAt } from './message-json.ts'
import styles from './send.module.css'
import { words } from './words.ts'

/** What the forms are given. */
export interface BlockFormsProps {
  readonly message: JsonObject
  readonly set: SetMember
}

/** The folds. */
export function BlockForms(props: BlockFormsProps) {
  const t = useWords(words)
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {t.forVendors}
      </Text>
      <Accordion multiple chevronPosition="left" classNames={folds}>
        {blocks.map(block => (
          <BlockForm key={block.name} block={block} {...props} />
        ))}
      </Accordion>
      <Text size="xs" c="dimmed" mt={6}>
        {t.others}
      </Text>
    </div>
  )
}

const folds = {
  item: styles['fold'] ?? '',
  control: styles['foldControl'] ?? '',
  label: styles['foldLabel'] ?? '',
  content: styles['foldContent'] ?? '',
}

function BlockForm({ block, message, set }: BlockFormsProps & { readonly block: Block }) {
  const t = useWords(words)
  const say = useBilingual()
  const count = leavesOf(message[block.name])
  return (
    <Accordion.Item value={block.name}>
      <Accordion.Control>
        <Group justify="space-between" wrap="nowrap">
          <span>{say(block.brand)}</span>
          {count > 0 && (
            <Text span size="xs" c="dimmed">
              {t.setCount(count)}
            </Text>
          )}
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="xs">
          {block.fields.map(field => (
            <BlockInput key={field.path} field={field} message={message} set={set} />
          ))}
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  )
}

function BlockInput({ field, message, set }: BlockFormsProps & { readonly field: BlockField }) {
  const t = useWords(words)
  const { path, kind } = field
  const label = path.slice(path.lastIndexOf('.') + 1)
  const value = memberAt(message, path)
  if (kind === 'number') return <NumberField path={path} label={label} message={message} set={set} />
  if (kind === 'text') {
    return (
      <TextInput
        id={fieldId(path)}
        label={label}
        value={textOf(value)}
        placeholder={String(field.example)}
        onChange={event => set(path, event.currentTarget.value)}
      />
    )
  }
  const options: readonly Json[] = kind === 'flag' ? [true, false] : kind
  return (
    <NativeSelect
      id={fieldId(path)}
      label={label}
      value={textOf(value)}
      onChange={event =>
        set(
          path,
          options.find(one => textOf(one) === event.currentTarget.value),
        )
      }
      data={choicesWith(textOf(value), [
        { value: '', label: t.unset },
        ...options.map(one => ({ value: textOf(one), label: textOf(one) })),
      ])}
    />
  )
}

function leavesOf(value: Json | undefined): number {
  if (value === undefined) return 0
  return isObject(value) ? Object.values(value).reduce<number>((sum, one) => sum + leavesOf(one), 0) : 1
}
