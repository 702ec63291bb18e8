// Importing users into a label from a file: what was read, how far it is, and a report that can be kept.
import { Alert, Button, Checkbox, FileButton, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { ImportProgress } from './import-progress.tsx'
import { importWords } from './import-words.ts'
import { linesMax, readLines } from './lines.ts'
import { useImport } from './use-import.ts'

/** What the dialogue is given. */
export interface ImportProps {
  readonly label: string
  readonly opened: boolean
  readonly onClose: () => void
  /** Called when an import ended, however it did. */
  readonly onEnd: () => void
}

/** The dialogue; one that runs is stopped before it closes. */
export function ImportUsers({ label, opened, onClose, onEnd }: ImportProps) {
  const t = useWords(importWords)
  const run = useImport(onEnd)
  const { state } = run
  const close = (): void => {
    run.stop()
    if (state?.phase === 'running') return
    run.clear()
    onClose()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t.title(label)}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t.close }}
    >
      {state ? (
        <ImportProgress label={label} state={state} onStop={run.stop} onClose={close} />
      ) : (
        <Source onStart={(text, createUsers) => void run.start({ label, lines: readLines(text), createUsers })} />
      )}
    </Modal>
  )
}

/** Largest file that is read, bytes: twenty thousand of the longest user ids are far below. */
const fileBytesMax = 4 * 1_048_576

function Source({ onStart }: { readonly onStart: (text: string, createUsers: boolean) => void }) {
  const t = useWords(importWords)
  const language = useLanguage()
  const [text, setText] = useState('')
  const [objection, setObjection] = useState<string>()
  const [createUsers, setCreateUsers] = useState(false)
  const count = readLines(text).length
  const take = async (file: File | null): Promise<void> => {
    if (file === null) return
    setObjection(file.size > fileBytesMax ? t.tooLarge : undefined)
    if (file.size > fileBytesMax) return
    try {
      setText(await file.text())
    } catch {
      // The file was moved or taken away between the choice and the reading.
      setObjection(t.unreadable)
    }
  }
  const wrong = objection ?? (count > linesMax ? t.tooMany(countText(linesMax, language)) : undefined)
  return (
    <Stack gap="sm">
      <Text size="sm">{t.what}</Text>
      <Group gap="xs">
        <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={file => void take(file)}>
          {props => (
            <Button {...props} variant="default" data-autofocus>
              {t.choose}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed" id="import-lines">
          {t.paste}
        </Text>
      </Group>
      <Textarea
        aria-labelledby="import-lines"
        rows={8}
        spellCheck={false}
        value={text}
        error={wrong}
        onChange={event => setText(event.currentTarget.value)}
      />
      {count > 0 && (
        <Text size="sm" role="status">
          {t.lines(countText(count, language))}
        </Text>
      )}
      <Checkbox
        size="sm"
        label={t.createUsers}
        checked={createUsers}
        onChange={event => setCreateUsers(event.currentTarget.checked)}
      />
      {objection !== undefined && (
        <Alert color="red" p="xs" role="alert">
          {objection}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button disabled={count === 0 || wrong !== undefined} onClick={() => onStart(text, createUsers)}>
          {t.start}
        </Button>
      </Group>
    </Stack>
  )
}
