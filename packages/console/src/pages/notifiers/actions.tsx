// What an admin does to a notifier: enable, disable, resume, change, delete.
import { Button, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { NotifierStatesNotifier } from '@posthouse/client/rest'
import { useMutation } from '@tanstack/react-query'
import { segment } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { AppLink } from '../../parts/link.tsx'
import { RemoveButton } from '../../parts/remove-button.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { detailWords } from './detail-words.ts'
import { useReload } from './queries.ts'
import { standingOf } from './state.ts'
import { words } from './words.ts'

/** The buttons. */
export function Actions({ notifier }: { readonly notifier: NotifierStatesNotifier }) {
  const t = useWords(detailWords)
  const mayAll = useMay('admin')
  const server = useServer()
  const reload = useReload()
  const { uuid, name } = notifier
  const turn = useMutation({
    mutationFn: (disabled: boolean) => server.notifiers.put({ notifierId: uuid, disabled }),
    onSuccess: reload,
  })
  if (!mayAll) return null
  const standing = standingOf(notifier, Date.now())
  return (
    <>
      {turn.error !== null && <FailureNote failure={turn.error} />}
      {standing.leftMs !== undefined && (
        <Tooltip label={t.resumeNote}>
          <Button loading={turn.isPending} onClick={() => turn.mutate(false)}>
            {t.resume}
          </Button>
        </Tooltip>
      )}
      {standing.name === 'disabled' && (
        <Button loading={turn.isPending} onClick={() => turn.mutate(false)}>
          {t.enable}
        </Button>
      )}
      <AppLink to={`/notifiers/${segment(name)}/edit`} underline="never">
        <Button component="span" variant="default">
          {t.replace}
        </Button>
      </AppLink>
      {standing.name !== 'disabled' && standing.name !== 'banned' && (
        <Disable notifier={notifier} onConfirm={() => turn.mutateAsync(true)} />
      )}
      <Remove notifier={notifier} />
    </>
  )
}

function useBindingsText({ bindings: { counted, isMore } }: NotifierStatesNotifier): string {
  const t = useWords(words)
  const count = countText(counted, useLanguage())
  return isMore ? t.atLeast(count) : count
}

interface AskedProps {
  readonly notifier: NotifierStatesNotifier
}

function Disable({ notifier, onConfirm }: AskedProps & { readonly onConfirm: () => Promise<unknown> }) {
  const t = useWords(detailWords)
  const [isOpen, { open, close }] = useDisclosure()
  return (
    <>
      <Button variant="default" onClick={open}>
        {t.disable}
      </Button>
      <Confirm
        opened={isOpen}
        onClose={close}
        title={t.disableTitle(notifier.name)}
        effect={t.disableEffect(useBindingsText(notifier))}
        verb={t.disable}
        onConfirm={onConfirm}
      />
    </>
  )
}

function Remove({ notifier }: AskedProps) {
  const t = useWords(detailWords)
  const server = useServer()
  const reload = useReload()
  return (
    <RemoveButton
      title={t.removeTitle(notifier.name)}
      effect={t.removeEffect(useBindingsText(notifier))}
      verb={t.remove}
      typed={notifier.name}
      remove={() => server.notifiers.delete({ uuid: notifier.uuid })}
      list="/notifiers"
      reload={reload}
    />
  )
}
