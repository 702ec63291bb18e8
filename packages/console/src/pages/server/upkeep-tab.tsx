// Back-up and the change of the master key: each says what it does and what it leaves to the operator.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useServer } from '../../api/server.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { State } from '../../parts/outcome.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { words } from './words.ts'

/** A copy may take as long as the database is large, ms. */
const backupTimeoutMs = 3_600_000
/** Every stored secret is wrapped anew, ms. */
const rotateTimeoutMs = 600_000

/** The tab. */
export function UpkeepTab() {
  return (
    <>
      <Backup />
      <MasterKey />
    </>
  )
}

function Backup() {
  const t = useWords(words)
  const server = useServer()
  const [path, setPath] = useState('')
  const write = useMutation({
    mutationFn: () => server.operations.backup({ path }, { timeoutMs: backupTimeoutMs }),
  })
  return (
    <Card title={t.backup} mb="md">
      <form
        onSubmit={event => {
          event.preventDefault()
          write.mutate()
        }}
      >
        <Stack gap="sm" maw={760}>
          <Text size="sm" c="dimmed">
            {t.backupLead}
          </Text>
          <Group gap="xs" align="flex-end" wrap="nowrap">
            <TextInput
              flex={1}
              size="xs"
              label={t.file}
              placeholder="/var/backups/posthouse.db"
              value={path}
              onChange={event => setPath(event.currentTarget.value)}
            />
            <Button type="submit" disabled={!path.startsWith('/')} loading={write.isPending}>
              {t.writeCopy}
            </Button>
          </Group>
          {write.isPending && (
            <Text size="sm" role="status">
              {t.writing}
            </Text>
          )}
          {write.error !== null && <FailureNote failure={write.error} />}
          {write.data && <State tone="fine">{t.written(write.data.path)}</State>}
        </Stack>
      </form>
    </Card>
  )
}

function MasterKey() {
  const t = useWords(words)
  const language = useLanguage()
  const server = useServer()
  const [isOpen, { open, close }] = useDisclosure()
  const [rewrapped, setRewrapped] = useState<number>()
  const rotate = async (): Promise<void> => {
    const answer = await server.operations.rotateMasterKey({}, { timeoutMs: rotateTimeoutMs })
    setRewrapped(answer.rewrapped)
  }
  return (
    <Card title={t.masterKey}>
      <Stack gap="sm" maw={760} align="flex-start">
        <Text size="sm" c="dimmed">
          {t.masterKeyLead}
        </Text>
        <Button variant="default" onClick={open}>
          {t.rotate}
        </Button>
        {rewrapped !== undefined && <State tone="fine">{t.rotated(countText(rewrapped, language))}</State>}
      </Stack>
      <Confirm
        opened={isOpen}
        onClose={close}
        title={t.rotate}
        effect={t.rotateEffect}
        verb={t.rotateVerb}
        onConfirm={rotate}
      />
    </Card>
  )
}
