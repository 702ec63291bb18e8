// Making or changing a template, with what it says beside it.
import { Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { addressOf, segment, usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { UnsavedGuard } from '../../parts/unsaved.tsx'
import { useWords } from '../../words/words.ts'
import styles from './editor.module.css'
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
    <PageFrame title={t.one(name)} lead={<AppLink to="/templates">{t.back}</AppLink>} actions={<Remove name={name} />}>
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

function Editor({ stored }: { readonly stored: Draft | undefined }) {
  const t = useWords(words)
  const mayChange = useMay('operator')
  const [draft, setDraft] = useState<Draft>(stored ?? blank)
  const save = useSave(stored !== undefined)
  const place = usePlace()
  const isChanged = JSON.stringify(draft) !== JSON.stringify(stored ?? blank)
  const isReady = isChanged && isTemplateName(draft.name) && draft.titlePattern !== '' && draft.contentPattern !== ''
  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part })
    save.reset()
  }
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" className={styles['columns'] ?? ''}>
      <UnsavedGuard
        active={isChanged && !save.isPending && !save.isSuccess}
        within={addressOf(place, `/templates/${stored ? segment(stored.name) : 'new/template'}`)}
        onDrop={() => setDraft(stored ?? blank)}
      />
      <Card title={t.editor}>
        <form
          onSubmit={event => {
            event.preventDefault()
            if (isReady) save.mutate(draft)
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
            {save.error !== null && <FailureNote failure={save.error} />}
            {mayChange && (
              <Group justify="flex-end" gap="sm">
                <Text size="sm" c="dimmed" role="status">
                  {save.isSuccess && t.saved}
                </Text>
                <Button type="submit" disabled={!isReady} loading={save.isPending}>
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

function useSave(isThere: boolean) {
  const server = useServer()
  const reload = useReload()
  const place = usePlace()
  const [, go] = useLocation()
  return useMutation({
    mutationFn: async ({ name, titlePattern, contentPattern }: Draft) => {
      const body = { name, title_pattern: titlePattern, content_pattern: contentPattern }
      await (isThere ? server.templates.update(body) : server.templates.create(body))
      return name
    },
    onSuccess: async name => {
      await reload()
      if (!isThere) go(`~${addressOf(place, `/templates/${segment(name)}`)}`)
    },
  })
}

function Remove({ name }: { readonly name: string }) {
  const t = useWords(words)
  const server = useServer()
  const reload = useReload()
  const place = usePlace()
  const [, go] = useLocation()
  const [isOpen, { open, close }] = useDisclosure()
  const mayChange = useMay('operator')
  if (!mayChange) return null
  const remove = async (): Promise<void> => {
    await server.templates.delete({ name })
    go(`~${addressOf(place, '/templates')}`)
    await reload()
  }
  return (
    <>
      <Button variant="default" c="var(--ph-bad)" onClick={open}>
        {t.remove}
      </Button>
      <Confirm
        opened={isOpen}
        onClose={close}
        title={t.removeTitle(name)}
        effect={t.removeEffect}
        verb={t.remove}
        onConfirm={remove}
      />
    </>
  )
}
