// A destructive act, asked once more: names the object and its effect; for the gravest the name is typed.
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useWords, wordsOf } from '../words/words.ts'
import { FailureNote } from './failure-note.tsx'

const words = wordsOf({
  keep: { en: 'Cancel', zh: '取消' },
  type: { en: (name: string) => `Type ${name} to confirm`, zh: (name: string) => `输入 ${name} 以确认` },
})

/** What is asked. */
export interface ConfirmProps {
  readonly opened: boolean
  readonly onClose: () => void
  /** "Delete the notifier hw-main". */
  readonly title: string
  /** What will be gone, and what will not. */
  readonly effect: ReactNode
  /** The button: the verb of the title. */
  readonly verb: string
  /** Must be typed before the button works. */
  readonly typed?: string
  /** The dialogue closes once it resolves, and shows why where it rejects. */
  readonly onConfirm: () => Promise<unknown>
}

/** A dialogue whose safe button has the focus. While it is at work it stays open; closed, it forgets what was typed and what went wrong. */
export function Confirm({ opened, onClose, title, ...asked }: ConfirmProps) {
  const t = useWords(words)
  const [isBusy, setBusy] = useState(false)
  const close = (): void => {
    if (!isBusy) onClose()
  }
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': t.keep }}>
      <Question {...asked} isBusy={isBusy} onBusy={setBusy} onClose={onClose} />
    </Modal>
  )
}

interface QuestionProps extends Omit<ConfirmProps, 'opened' | 'title'> {
  readonly isBusy: boolean
  readonly onBusy: (isBusy: boolean) => void
}

function Question({ effect, verb, typed, onConfirm, onClose, isBusy, onBusy }: QuestionProps) {
  const t = useWords(words)
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<unknown>()
  const act = async (): Promise<void> => {
    onBusy(true)
    setFailure(undefined)
    try {
      await onConfirm()
      onClose()
    } catch (thrown) {
      setFailure(thrown)
    } finally {
      onBusy(false)
    }
  }
  return (
    <Stack gap="sm">
      <Text size="sm" component="div">
        {effect}
      </Text>
      {typed !== undefined && (
        <TextInput
          label={t.type(typed)}
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={event => setText(event.currentTarget.value)}
        />
      )}
      {failure !== undefined && <FailureNote failure={failure} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" data-autofocus disabled={isBusy} onClick={onClose}>
          {t.keep}
        </Button>
        <Button
          color="red"
          loading={isBusy}
          disabled={typed !== undefined && text !== typed}
          onClick={() => void act()}
        >
          {verb}
        </Button>
      </Group>
    </Stack>
  )
}
