// Making or changing a push resource: a group of fields per vendor.
import { Button, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useLocation } from 'wouter'
import { addressOf, segment, usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { ChangedMeanwhile } from '../../parts/changed-meanwhile.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { RemoveButton } from '../../parts/remove-button.tsx'
import { UnsavedGuard } from '../../parts/unsaved.tsx'
import { useEditing } from '../../parts/use-editing.ts'
import { useBrands } from '../../parts/vendor-names.ts'
import { Missing } from '../../shell/missing.tsx'
import { namedText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import {
  isResourceName,
  type OptionField,
  type OptionValues,
  optionFields,
  optionsOf,
  optionVendors,
  summaryOf,
  valuesOf,
} from './options.ts'
import { useReload, useResources } from './queries.ts'
import { optionHelp, optionWords, words } from './words.ts'

/** The page of a new one. */
export function CreateResource() {
  const t = useWords(words)
  return (
    <PageFrame title={t.create} lead={<AppLink to="/resources">{t.back}</AppLink>}>
      <Editor stored={undefined} />
    </PageFrame>
  )
}

/** The page of one that is there. */
export function EditResource({ name }: { readonly name: string }) {
  const t = useWords(words)
  const query = useResources()
  const resource = query.data?.find(({ id }) => id === name)
  if (query.data && !resource) return <Missing />
  return (
    <PageFrame
      title={t.one(name)}
      lead={<AppLink to="/resources">{t.back}</AppLink>}
      actions={query.data && <Remove name={name} />}
    >
      <Loaded query={query}>
        {() => resource && <Editor key={name} stored={{ name, values: valuesOf(resource.options) }} />}
      </Loaded>
    </PageFrame>
  )
}

interface Draft {
  readonly name: string
  readonly values: OptionValues
}

const blank: Draft = { name: '', values: {} }

function isSame(one: Draft, other: Draft): boolean {
  return one.name === other.name && JSON.stringify(optionsOf(one.values)) === JSON.stringify(optionsOf(other.values))
}

function Editor({ stored }: { readonly stored: Draft | undefined }) {
  const t = useWords(words)
  const mayChange = useMay('operator')
  const brandOf = useBrands()
  const place = usePlace()
  const editing = useResourceEditing(stored)
  const { draft, theirs, isChanged, isBusy, change } = editing
  const isReady = isChanged && isResourceName(draft.name)
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (isReady) editing.submit()
      }}
    >
      <UnsavedGuard
        active={isChanged && !isBusy}
        within={addressOf(place, `/resources/${stored ? segment(stored.name) : 'new/resource'}`)}
        onDrop={editing.drop}
      />
      <Stack gap="md" maw={980}>
        {!stored && <NameInput name={draft.name} onChange={name => change({ name })} />}
        <Text size="sm" c="dimmed">
          {t.editLead}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          {optionVendors.map(vendor => (
            <Card key={vendor} title={brandOf(vendor)}>
              <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xs" verticalSpacing="xs">
                {optionFields[vendor].map(field => (
                  <OptionInput
                    key={field.key}
                    name={`${vendor}.${field.key}`}
                    field={field}
                    values={draft.values}
                    isFixed={!mayChange}
                    onChange={values => change({ values })}
                  />
                ))}
              </SimpleGrid>
            </Card>
          ))}
        </SimpleGrid>
        {editing.failure !== null && <FailureNote failure={editing.failure} />}
        {theirs && (
          <ChangedMeanwhile onTake={editing.take} onKeep={editing.keep}>
            <Theirs values={theirs.values} />
          </ChangedMeanwhile>
        )}
        {mayChange && (
          <Group justify="flex-end" gap="sm">
            <Text size="sm" c="dimmed" role="status">
              {editing.isSaved && t.saved}
            </Text>
            <Button type="submit" disabled={!isReady} loading={isBusy}>
              {stored ? t.save : t.create}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  )
}

function NameInput({ name, onChange }: { readonly name: string; readonly onChange: (name: string) => void }) {
  const t = useWords(words)
  return (
    <TextInput
      label={t.name}
      description={t.nameIs}
      maw={480}
      value={name}
      error={name !== '' && !isResourceName(name) ? t.wrongName : undefined}
      spellCheck={false}
      onChange={event => onChange(event.currentTarget.value.trim())}
    />
  )
}

interface OptionInputProps {
  /** `vendor.key`. */
  readonly name: string
  readonly field: OptionField
  readonly values: OptionValues
  readonly isFixed: boolean
  readonly onChange: (values: OptionValues) => void
}

function OptionInput({ name, field: { key, kind, choices = [] }, values, isFixed, onChange }: OptionInputProps) {
  const t = useWords(words)
  const labels = useWords(optionWords)
  const help = useWords(optionHelp)
  const value = values[name] ?? ''
  const set = (next: string): void => onChange({ ...values, [name]: next })
  const shared = {
    size: 'xs' as const,
    label: labels[key as keyof typeof labels],
    description: help[name as keyof typeof help],
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[],
  }
  if (kind === 'text')
    return (
      <TextInput
        {...shared}
        value={value}
        maxLength={key === 'uri' ? 1_024 : 128}
        readOnly={isFixed}
        onChange={event => set(event.currentTarget.value)}
      />
    )
  const flags = [
    { value: 'true', label: t.on },
    { value: 'false', label: t.off },
  ]
  return (
    <Select
      {...shared}
      data={kind === 'flag' ? flags : [...choices]}
      value={value === '' ? null : value}
      placeholder={t.notSet}
      clearable={!isFixed}
      readOnly={isFixed}
      onChange={chosen => set(chosen ?? '')}
    />
  )
}

/** Stored options in a line per vendor. */
function Theirs({ values }: { readonly values: OptionValues }) {
  const brandOf = useBrands()
  const language = useLanguage()
  const options = optionsOf(values)
  return optionVendors
    .filter(vendor => options[vendor])
    .map(vendor => (
      <Text key={vendor} size="sm">
        {namedText(brandOf(vendor), summaryOf(options, vendor), language)}
      </Text>
    ))
}

/** A resource in hand; one that is new is made, and its page opens. */
function useResourceEditing(stored: Draft | undefined) {
  const server = useServer()
  const reload = useReload()
  const place = usePlace()
  const [, go] = useLocation()
  return useEditing<Draft>({
    first: stored ?? blank,
    isSame,
    present: async ({ name }) => {
      const { resources } = await server.pushResources.list({})
      const present = resources.find(({ id }) => id === name)
      return present && { name, values: valuesOf(present.options) }
    },
    write: ({ name, values }) => server.pushResources.put({ resource: name, ...optionsOf(values) }),
    onSaved: async ({ name }) => {
      await reload()
      if (!stored) go(`~${addressOf(place, `/resources/${segment(name)}`)}`)
    },
  })
}

function Remove({ name }: { readonly name: string }) {
  const t = useWords(words)
  const server = useServer()
  const reload = useReload()
  const mayChange = useMay('operator')
  if (!mayChange) return null
  return (
    <RemoveButton
      title={t.removeTitle(name)}
      effect={t.removeEffect}
      verb={t.remove}
      remove={() => server.pushResources.delete({ resource: name })}
      list="/resources"
      reload={reload}
    />
  )
}
