// The page of one label: who is in it, putting in and taking out, and sending to it.
import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { LabelsData } from '@posthouse/client/rest'
import { segment } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { RemoveButton } from '../../parts/remove-button.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { AddUsers } from './add-users.tsx'
import { detailWords } from './detail-words.ts'
import { ImportUsers } from './import.tsx'
import { Members } from './members.tsx'
import { useLabel, useReload } from './queries.ts'

/** The page. */
export function Detail({ name }: { readonly name: string }) {
  const t = useWords(detailWords)
  const query = useLabel(name)
  return (
    <PageFrame
      title={t.title(name)}
      lead={<AppLink to="/labels">{t.back}</AppLink>}
      actions={query.data && <Actions label={query.data} />}
    >
      <Loaded query={query}>{label => <One label={label} />}</Loaded>
    </PageFrame>
  )
}

function One({ label }: { readonly label: LabelsData }) {
  const t = useWords(detailWords)
  const language = useLanguage()
  const mayChange = useMay('operator')
  return (
    <Stack gap="md">
      <Group gap="md">
        <Text size="sm" fw={600}>
          {t.count(countText(label.count, language))}
        </Text>
        {label.description !== undefined && (
          <Text size="sm" c="dimmed">
            {label.description}
          </Text>
        )}
      </Group>
      {mayChange && (
        <Card title={t.addUsers} actions={<ImportButton name={label.name} />}>
          <AddUsers name={label.name} />
        </Card>
      )}
      <Members name={label.name} />
    </Stack>
  )
}

function ImportButton({ name }: { readonly name: string }) {
  const t = useWords(detailWords)
  const reload = useReload()
  const [isOpen, { open, close }] = useDisclosure()
  return (
    <>
      <Button variant="default" onClick={open}>
        {t.importFile}
      </Button>
      <ImportUsers label={name} opened={isOpen} onClose={close} onEnd={reload} />
    </>
  )
}

function Actions({ label: { name, count } }: { readonly label: LabelsData }) {
  const t = useWords(detailWords)
  const language = useLanguage()
  const server = useServer()
  const reload = useReload()
  const mayChange = useMay('operator')
  if (!mayChange) return null
  return (
    <>
      <AppLink to={`/tasks/new?label=${segment(name)}`} underline="never">
        <Button component="span">{t.send}</Button>
      </AppLink>
      <RemoveButton
        title={t.removeTitle(name)}
        effect={t.removeEffect(countText(count, language))}
        verb={t.remove}
        remove={() => server.labels.delete({ name })}
        list="/labels"
        reload={reload}
      />
    </>
  )
}
