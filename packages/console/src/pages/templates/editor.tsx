// Making or changing a template, with what it says beside it.
import { Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
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
import { useWords } from '../../words/words.ts'
import styles from './editor.module.css'
import { Pattern } from './pattern.tsx'
import { PatternInput } from './pattern-input.tsx'
import { isTemplateName } from './patterns.ts'
import { Preview } from './preview.tsx'
import { useReload, useTemplate } from './queries.ts'
import { words } from './words.ts'

/** The page of a new one. */
export function CreateTemplate() {
  const t = useWords(words)
  return (
    <PageFrame title={t.create} lead={<AppLink to="/templates">{t.back}</AppLink>}>
      <Editor stored={undefined} />
    </PageFrame>
  )
}

/** The page of one that is there. */
export function EditTemplate({ name }: { readonly name: string }) {
  const t = useWords(words)
  const query = useTemplate(name)
  return (
    <PageFrame
      title={t.one(name)}
      lead={<AppLink to="/templates">{t.back}</AppLink>}
      actions={query.data && <Remove name={name} />}
    >
      <Loaded query={query}>
        {({ title_pattern, content_pattern }) => (
          <Editor key={name} stored={{ name, titlePattern: title_pattern, contentPattern: content_pattern }} />
        )}
      </Loaded>
    </PageFrame>
  )
}

interface Draft {
  readonly name: string
  readonly titlePattern: string
  readonly contentPattern: string
}

const blank: Draft = { name: '', titlePattern: '', contentPattern: '' }

function isSame(one: Draft, other: Draft): boolean {
  return (
    one.name === other.name && one.titlePattern === other.titlePattern && one.contentPattern === other.contentPattern
  )
}

function Editor({ stored }: { readonly stored: Draft | undefined }) {
  const t = useWords(words)
  const mayChange = useMay('operator')
  const place = usePlace()
  const editing = useTemplateEditing(stored)
  const { draft, theirs, isChanged, isBusy, change } = editing
  const isReady = isChanged && isTemplateName(draft.name) && draft.titlePattern !== '' && draft.contentPattern !== ''
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" className={styles['columns'] ?? ''}>
      <UnsavedGuard
        active={isChanged && !isBusy}
        within={addressOf(place, `/templates/${stored ? segment(stored.name) : 'new/template'}`)}
        onDrop={editing.drop}
      />
      <Card title={t.editor}>
        <form
          onSubmit={event => {
            event.preventDefault()
            if (isReady) editing.submit()
          }}
        >
          <Stack gap="md">
            {!stored && <NameInput name={draft.name} onChange={name => change({ name })} />}
            <PatternInput
              label={t.titlePattern}
              description={t.titleIs}
              rows={2}
              value={draft.titlePattern}
              readOnly={!mayChange}
              onChange={titlePattern => change({ titlePattern })}
            />
            <PatternInput
              label={t.contentPattern}
              description={t.contentIs}
              rows={4}
              value={draft.contentPattern}
              readOnly={!mayChange}
              onChange={contentPattern => change({ contentPattern })}
            />
            <Text size="xs" c="dimmed">
              {t.places}
            </Text>
            {editing.failure !== null && <FailureNote failure={editing.failure} />}
            {theirs && (
              <ChangedMeanwhile onTake={editing.take} onKeep={editing.keep}>
                <Pattern pattern={theirs.titlePattern} />
                <Pattern pattern={theirs.contentPattern} />
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
      </Card>
      <Preview draft={draft} />
    </SimpleGrid>
  )
}

function NameInput({ name, onChange }: { readonly name: string; readonly onChange: (name: string) => void }) {
  const t = useWords(words)
  return (
    <TextInput
      label={t.name}
      description={t.nameIs}
      value={name}
      error={name !== '' && !isTemplateName(name) ? t.wrongName : undefined}
      spellCheck={false}
      onChange={event => onChange(event.currentTarget.value.trim())}
    />
  )
}

/** A template in hand; one that is new is made, and its page opens. */
function useTemplateEditing(stored: Draft | undefined) {
  const server = useServer()
  const reload = useReload()
  const place = usePlace()
  const [, go] = useLocation()
  return useEditing<Draft>({
    first: stored ?? blank,
    isSame,
    present: async ({ name }) => {
      if (!stored) return undefined
      const { data } = await server.templates.get({ name })
      return { name, titlePattern: data.title_pattern, contentPattern: data.content_pattern }
    },
    write: ({ name, titlePattern, contentPattern }) => {
      const body = { name, title_pattern: titlePattern, content_pattern: contentPattern }
      return stored ? server.templates.update(body) : server.templates.create(body)
    },
    onSaved: async ({ name }) => {
      await reload()
      if (!stored) go(`~${addressOf(place, `/templates/${segment(name)}`)}`)
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
      remove={() => server.templates.delete({ name })}
      list="/templates"
      reload={reload}
    />
  )
}
