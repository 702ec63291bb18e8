// Sending callbacks again: a count before it starts, its progress, and an end by hand.
import { Button, Group, Modal, Progress, Stack, Text } from '@mantine/core'
import type { CallbacksReplayedReply } from '@posthouse/client/rest'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { liveMs } from '../../api/queries.ts'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { countText, durationText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { remainingMs } from '../tasks/progress.ts'
import { useRates } from '../tasks/use-rates.ts'
import { attemptWords } from './attempts-words.ts'
import { type Filter, listInputOf, replayInputOf } from './filters.ts'
import { useCallbacksKey, useReloadCallbacks } from './queries.ts'
import { type Taking, takeAll } from './taking.ts'
import { words } from './words.ts'

/** What is asked. */
export interface ReplayDialogueProps {
  readonly filter: Filter
  readonly onClose: () => void
  readonly onStart: (replayId: string) => void
}

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
  const { taking, isPending, error, start, stop } = useTaking(filter, onClose, onStart)
  const figure = countText(count, language)
  const isNothing = count === 0 && !atLeast
  return (
    <>
      <Text size="sm">{isNothing ? t.nothing : t.willSend(atLeast ? t.atLeast(figure) : figure)}</Text>
      {atLeast && (
        <Text size="sm" c="dimmed">
          {t.perReplay}
        </Text>
      )}
      {isPending && (
        <Text size="sm" role="status">
          {t.taking(countText(taking?.taken ?? 0, language))}
        </Text>
      )}
      {error !== null && <FailureNote failure={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" data-autofocus onClick={isPending ? stop : onClose}>
          {isPending ? t.stopTaking : t.keep}
        </Button>
        <Button loading={isPending} disabled={isNothing} onClick={start}>
          {atLeast ? t.startAll : t.start(figure)}
        </Button>
      </Group>
    </>
  )
}

/** Takes call by call; closing the dialogue ends it after the call that is under way. */
function useTaking(filter: Filter, onClose: () => void, onStart: (replayId: string) => void) {
  const server = useServer()
  const reload = useReloadCallbacks()
  const [taking, setTaking] = useState<Taking>()
  const stopping = useRef<AbortController>(undefined)
  const stop = (): void => stopping.current?.abort()
  useEffect(() => () => stopping.current?.abort(), [])
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      stopping.current = new AbortController()
      const input = replayInputOf(filter)
      const ask = (cursor: string | undefined) =>
        server.callbacks.replay(cursor === undefined ? input : { ...input, cursor })
      const onTaking = (now: Taking): void => {
        setTaking(now)
        if (now.taken > 0) onStart(now.replayId)
      }
      return takeAll(ask, onTaking, stopping.current.signal)
    },
    // Where somebody else was faster the new count says so.
    onSuccess: ({ taken }) => taken > 0 && onClose(),
    // Also of one that failed in the middle there is something to follow.
    onSettled: reload,
  })
  return { taking, isPending, error, start: () => mutate(), stop }
}

/** Counting more of them every second would cost the server more than it tells the reader. */
const fewMax = 10_000

function allOf({ waiting, retrying, delivered, dead, putBack }: CallbacksReplayedReply): number {
  return waiting + retrying + delivered + dead + putBack
}

/** A replay, while and after it runs; it stays at its address. */
export function ReplayProgress({ replayId, onClose }: { readonly replayId: string; readonly onClose: () => void }) {
  const t = useWords(attemptWords)
  const server = useServer()
  const key = useCallbacksKey()
  const query = useQuery({
    queryKey: [...key, 'replay', replayId],
    queryFn: ({ signal }) => server.callbacks.replayed({ replayId }, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data && (data.waiting === 0 || allOf(data) > fewMax) ? liveMs.watched : liveMs.running,
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
        {progress => <ProgressOf replayId={replayId} progress={progress} seenAtMs={query.dataUpdatedAt} />}
      </Loaded>
    </Card>
  )
}

interface ProgressOfProps {
  readonly replayId: string
  readonly progress: CallbacksReplayedReply
  readonly seenAtMs: number
}

function ProgressOf({ replayId, progress, seenAtMs }: ProgressOfProps) {
  const t = useWords(attemptWords)
  const language = useLanguage()
  const mayCancel = useMay('operator')
  const { waiting, retrying, delivered, dead, putBack } = progress
  const all = allOf(progress)
  const answered = retrying + delivered + dead
  const rates = useRates(answered, answered, seenAtMs)
  const leftMs = waiting === 0 ? undefined : remainingMs({ audience: answered + waiting, walked: answered }, rates)
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
      {rates && leftMs !== undefined && (
        <Text size="xs" c="dimmed">
          {`${t.rate(count(Math.round(rates.devices)))} · ${t.left(durationText(leftMs, language))}`}
        </Text>
      )}
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
