// The form of a notifier, drawn from what its vendor asks for. A refusal stands at the field that it is about.
import { Alert, Button, Fieldset, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { type NotifierStatesNotifier, PosthouseApiError } from '@posthouse/client/rest'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useServer } from '../../api/server.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { useWords } from '../../words/words.ts'
import { FieldInput } from './field-input.tsx'
import { FileField } from './file-field.tsx'
import {
  type Field,
  fieldAtFault,
  fieldsOf,
  initialValues,
  missingFields,
  type PickedFile,
  requestOf,
  type Values,
  type Vendor,
} from './form-values.ts'
import { formWords } from './form-words.ts'
import { useReload } from './queries.ts'

/** What the form is given. */
export interface CredentialFormProps {
  readonly vendor: Vendor
  /** The one that is changed; absent = a new one. */
  readonly notifier?: NotifierStatesNotifier
  /** Called with the name that it then has. */
  readonly onSaved: (name: string) => void
  readonly onCancel: () => void
}

/** The form. */
export function CredentialForm(props: CredentialFormProps) {
  const { vendor, notifier, onCancel } = props
  const t = useWords(formWords)
  const form = useForm(props)
  const { credential, settings } = fieldsOf(vendor)
  const draw = (field: Field) => <Drawn key={field.field} field={field} form={form} notifier={notifier} />
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        form.submit()
      }}
    >
      <Stack gap="md" maw={880}>
        <Fieldset legend={t.credential}>
          <Stack gap="sm">{credential.map(draw)}</Stack>
        </Fieldset>
        {settings.length > 0 && (
          <Fieldset legend={t.settings}>
            <Text size="sm" c="dimmed" mb="xs">
              {t.settingsNote}
            </Text>
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
              {settings.map(draw)}
            </SimpleGrid>
          </Fieldset>
        )}
        {form.failure !== undefined && <FailureNote failure={form.failure} />}
        {form.fault && (
          <Alert color="red" variant="light" p="sm" role="alert">
            <Text size="sm">{form.fault.says}</Text>
          </Alert>
        )}
        <Group justify="space-between">
          <Text size="xs" c="dimmed" maw={520}>
            {t.guide}
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={onCancel}>
              {t.cancel}
            </Button>
            <Button type="submit" loading={form.isBusy}>
              {notifier ? t.save : t.create}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}

type Form = ReturnType<typeof useForm>

function Drawn({
  field,
  form,
  notifier,
}: {
  readonly field: Field
  readonly form: Form
  readonly notifier: NotifierStatesNotifier | undefined
}) {
  const t = useWords(formWords)
  const error = form.errorOf(field.field)
  if (field.kind === 'file') {
    const stored = notifier && (notifier.certificate === undefined ? t.keptSome : t.keptFile(notifier.certificate))
    return <FileField field={field} file={form.file} onPick={form.pick} error={error} stored={stored} />
  }
  return (
    <FieldInput
      field={field}
      value={form.values[field.field] ?? ''}
      onChange={value => form.change(field.field, value)}
      error={error}
      isKept={notifier !== undefined}
    />
  )
}

function useForm({ vendor, notifier, onSaved }: CredentialFormProps) {
  const t = useWords(formWords)
  const server = useServer()
  const reload = useReload()
  const [initial] = useState<Values>(() => initialValues(vendor, notifier))
  const [values, setValues] = useState(initial)
  const [file, setFile] = useState<PickedFile>()
  const [missing, setMissing] = useState<readonly string[]>([])
  const save = useMutation({
    mutationFn: () => server.notifiers.put(requestOf(vendor, values, { notifier, file, initial })),
    onSuccess: async ({ entities: [saved] }) => {
      await reload()
      onSaved(saved?.name ?? values['name'] ?? '')
    },
  })
  const { error } = save
  const fault = error instanceof PosthouseApiError ? fieldAtFault(vendor, error.description) : undefined
  const forget = (field: string): void => {
    setMissing(before => before.filter(one => one !== field))
    if (error) save.reset()
  }
  return {
    values,
    file,
    fault,
    failure: fault ? undefined : (error ?? undefined),
    isBusy: save.isPending,
    errorOf: (field: string): string | undefined =>
      missing.includes(field) ? t.required : fault?.field === field ? fault.says : undefined,
    change: (field: string, value: string): void => {
      setValues(before => ({ ...before, [field]: value }))
      forget(field)
    },
    pick: (picked: PickedFile | undefined): void => {
      setFile(picked)
      forget('file')
    },
    submit: (): void => {
      const lacking = missingFields(vendor, values, file, notifier === undefined)
      setMissing(lacking)
      if (lacking.length === 0) save.mutate()
    },
  }
}
