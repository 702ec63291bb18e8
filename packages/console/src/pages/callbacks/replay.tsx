// Sending callbacks again: a count before it starts, its progress, and an end by hand.
import { Button, Group, Modal, Progress, Stack, Text } from '@mantine/core'
import type { CallbacksReplayedReply } from '@posthouse/client/rest'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { liveMs } from '../../api/queries.ts'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { attemptWords } from './attempts-words.ts'
import { type Filter, listInputOf, replayInputOf } from './filters.ts'
import { useCallbacksKey, useReloadCallbacks } from './queries.ts'
import { words } from './words.ts'

/** What is asked. */
export interface ReplayDialogueProps {
  readonly filter: Filter
  readonly onClose: () => void
  readonly onStart: (replayId: string) => void
}

/** Most that one call sends again. */
const perCallMax = 10_000

/** Dead letters, unless the filter names another state. */
export function ReplayDialogue({ filter, onClose, onStart }: ReplayDialogueProps) {
  const t = useWords(attemptWords)
  const names = useWords(words)
  const server = useServer()
  const key = useCallbacksKey()
  const input = listInputOf(filter)
  const query = useQuery({
    queryKey: [...key, 'count', input],
    queryFn: ({ signal }) => server.callbacks.count(input, { signal }),
    staleTime: 0,
  })
  const state = { waiting: names.stateWaiting, delivered: names.stateDelivered }[filter.state]
  return (
    <Modal opened onClose={onClose} title={t.replayTitle}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {state === undefined ? t.ofDead : t.ofState(state)}
        </Text>
        <Loaded query={query} lines={2}>
          {({ count, atLeast }) => (
            <Counted count={count} atLeast={atLeast} filter={filter} onClose={onClose} onStart={onStart} />
          )}
        </Loaded>
      </Stack>
    </Modal>
  )
}

function Counted({
  count,
  atLeast,
  filter,
  onClose,
  onStart,
}: ReplayDialogueProps & { readonly count: number; readonly atLeast: boolean }) {
  const t = useWords(attemptWords)
  const language = useLanguage()
  const server = useServer()
  const reload = useReloadCallbacks()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => server.callbacks.replay(replayInputOf(filter)),
    onSuccess: async ({ replayId, count: started }) => {
      if (started > 0) onStart(replayId)
      onClose()
      await reload()
    },
  })
  const figure = countText(count, language)
  const shown = atLeast ? t.atLeast(figure) : figure
  const isNothing = count === 0 && !atLeast
  return (
    <>
      <Text size="sm">{isNothing ? t.nothing : t.willSend(shown)}</Text>
      {count > perCallMax && (
        <Text size="sm" c="dimmed">
          {t.perCall}
        </Text>
      )}
      {error !== null && <FailureNote failure={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t.keep}
        </Button>
        <Button loading={isPending} disabled={isNothing} onClick={() => mutate()}>
          {t.start(countText(Math.min(count, perCallMax), language))}
        </Button>
      </Group>
    </>
  )
}

/** A replay, while and after it runs; it stays at its address. */
export function ReplayProgress({ replayId, onClose }: { readonly replayId: string; readonly onClose: () => void }) {
  const t = useWords(attemptWords)
  const server = useServer()
  const key = useCallbacksKey()
  const query = useQuery({
    queryKey: [...key, 'replay', replayId],
    queryFn: ({ signal }) => server.callbacks.replayed({ replayId }, { signal }),
    refetchInterval: ({ state: { data } }) => (data && data.waiting === 0 ? liveMs.watched : liveMs.running),
  })
  return (
    <Card
      title={t.progress}
      mb="sm"
      actions={
        <Button variant="subtle" color="gray" size="compact-xs" onClick={onClose}>
          {t.close}
        </Button>
      }
    >
      <Loaded query={query} lines={1}>
        {progress => <ProgressOf replayId={replayId} progress={progress} />}
      </Loaded>
    </Card>
  )
}

function ProgressOf({ replayId, progress }: { readonly replayId: string; readonly progress: CallbacksReplayedReply }) {
  const t = useWords(attemptWords)
  const language = useLanguage()
  const mayCancel = useMay('operator')
  const { waiting, retrying, delivered, dead, putBack } = progress
  const all = waiting + retrying + delivered + dead + putBack
  const answered = retrying + delivered + dead
  const count = (of: number): string => countText(of, language)
  const parts = (
    [
      ['waiting', waiting],
      ['delivered', delivered],
      ['retrying', retrying],
      ['dead', dead],
      ['putBack', putBack],
    ] as const
  ).filter(([, many]) => many > 0)
  return (
    <Stack gap={6}>
      <Progress.Root size="sm">
        <Progress.Section value={(delivered / all) * 100} color="green" aria-label={t.delivered(count(delivered))} />
        <Progress.Section
          value={((retrying + dead) / all) * 100}
          color="red"
          aria-label={t.retrying(count(retrying))}
        />
        <Progress.Section value={(putBack / all) * 100} color="gray" aria-label={t.putBack(count(putBack))} />
      </Progress.Root>
      <Group justify="space-between" gap="xs">
        <Text size="sm" role="status">
          {`${t.progressOf(count(answered), count(all))} · ${parts.map(([name, many]) => t[name](count(many))).join(' · ')}`}
        </Text>
        {mayCancel && waiting + retrying > 0 && <CancelButton replayId={replayId} />}
      </Group>
    </Stack>
  )
}

function CancelButton({ replayId }: { readonly replayId: string }) {
  const t = useWords(attemptWords)
  const server = useServer()
  const queries = useQueryClient()
  const key = useCallbacksKey()
  const [isAsked, setAsked] = useState(false)
  const cancel = async (): Promise<void> => {
    await server.callbacks.cancelReplay({ replayId })
    await queries.invalidateQueries({ queryKey: key })
  }
  return (
    <>
      <Button variant="default" size="compact-xs" onClick={() => setAsked(true)}>
        {t.cancel}
      </Button>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={t.cancelTitle}
        effect={t.cancelEffect}
        verb={t.cancel}
        onConfirm={cancel}
      />
    </>
  )
}
