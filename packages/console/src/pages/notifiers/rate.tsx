// How many pushes of a notifier may leave in a second: everybody reads it, who operates changes it.
import { Anchor, Button, Group, Modal, NumberInput, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { NotifierStatesNotifier } from '@posthouse/client/rest'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { detailWords } from './detail-words.ts'
import { useReload } from './queries.ts'

/** Most that the server takes. */
const rateMax = 100_000

/** What is shown. */
export interface RateProps {
  readonly notifier: NotifierStatesNotifier
}

/** The rate, and the way to another one. */
export function Rate({ notifier }: RateProps) {
  const t = useWords(detailWords)
  const language = useLanguage()
  const mayOperate = useMay('operator')
  const [isOpen, { open, close }] = useDisclosure()
  const { name, pushesPerSecond: rate } = notifier
  return (
    <>
      {rate === undefined ? t.anyRate : t.perSecond(countText(rate, language))}
      {mayOperate && (
        <>
          {' '}
          <Anchor component="button" type="button" inherit onClick={open}>
            {t.changeRate}
          </Anchor>
          <Modal opened={isOpen} onClose={close} title={t.rateTitle(name)} closeButtonProps={{ 'aria-label': t.close }}>
            {isOpen && <Form notifier={notifier} onDone={close} />}
          </Modal>
        </>
      )}
    </>
  )
}

function Form({ notifier, onDone }: RateProps & { readonly onDone: () => void }) {
  const t = useWords(detailWords)
  const server = useServer()
  const reload = useReload()
  const [rate, setRate] = useState(notifier.pushesPerSecond)
  const save = useMutation({
    mutationFn: () => server.notifierStates.rate({ name: notifier.name, perSecond: rate ?? null }),
    onSuccess: async () => {
      await reload()
      onDone()
    },
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack gap="sm">
        <NumberInput
          label={t.rateLabel}
          description={t.rateNote}
          placeholder={t.anyRate}
          min={1}
          max={rateMax}
          allowDecimal={false}
          thousandSeparator=","
          data-autofocus
          value={rate ?? ''}
          onChange={next => setRate(typeof next === 'number' && next >= 1 ? next : undefined)}
        />
        {save.error !== null && <FailureNote failure={save.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending}>
            {t.saveRate}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
