// What may be done to a task that goes on: pause, resume, cancel, and another pace.
import { Button } from '@mantine/core'
import type { TasksTask } from '@posthouse/client/rest'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { PaceInput } from './pace-input.tsx'
import { useReloadTasks, useTasksKey } from './queries.ts'
import { ordersOf } from './state.ts'
import { taskWords } from './task-words.ts'
import { words } from './words.ts'

/** Gives an order, and shows the task as the server then has it. */
function useOrder(taskId: string) {
  const queries = useQueryClient()
  const key = useTasksKey()
  const reload = useReloadTasks()
  return useMutation({
    mutationFn: (order: () => Promise<{ readonly task: TasksTask }>) => order(),
    onSuccess: ({ task }) => queries.setQueryData([...key, 'one', taskId], task),
    onSettled: () => reload(),
  })
}

/** The buttons. */
export function OrderButtons({ task }: { readonly task: TasksTask }) {
  const t = useWords(taskWords)
  const server = useServer()
  const mayOrder = useMay('operator')
  const [isAsked, setAsked] = useState(false)
  const { taskId, state } = task
  const { mutate, mutateAsync, isPending, error } = useOrder(taskId)
  const may = ordersOf(state)
  if (!mayOrder || !may.cancel) return null
  return (
    <>
      {error !== null && <FailureNote failure={error} />}
      {may.pause && (
        <Button variant="default" loading={isPending} onClick={() => mutate(() => server.tasks.pause({ taskId }))}>
          {t.pause}
        </Button>
      )}
      {may.resume && (
        <Button loading={isPending} onClick={() => mutate(() => server.tasks.resume({ taskId }))}>
          {t.resume}
        </Button>
      )}
      <Button variant="default" onClick={() => setAsked(true)}>
        {t.cancel}
      </Button>
      <CancelQuestion
        task={task}
        opened={isAsked}
        onClose={() => setAsked(false)}
        onConfirm={() => mutateAsync(() => server.tasks.stop({ taskId }))}
      />
    </>
  )
}

function CancelQuestion({
  task: { title, state, audience, walked },
  ...rest
}: {
  readonly task: TasksTask
  readonly opened: boolean
  readonly onClose: () => void
  readonly onConfirm: () => Promise<unknown>
}) {
  const t = useWords(taskWords)
  const names = useWords(words)
  const language = useLanguage()
  const left = audience === undefined ? t.allThat : countText(Math.max(0, audience - walked), language)
  return (
    <Confirm
      title={t.cancelTitle(title === '' ? names.noTitle : title)}
      effect={state === 'scheduled' ? t.cancelScheduled : t.cancelEffect(left)}
      verb={t.cancel}
      {...rest}
    />
  )
}

/** The pace of a task that goes on. */
export function PaceCard({ task }: { readonly task: TasksTask }) {
  const t = useWords(taskWords)
  const names = useWords(words)
  const server = useServer()
  const mayOrder = useMay('operator')
  const { taskId, state, pacePerMinute } = task
  // What the reader is about to set goes before what the server has.
  const [wanted, setWanted] = useState<{ readonly pace: number | undefined }>()
  const { mutate, error } = useOrder(taskId)
  if (!ordersOf(state).cancel) return null
  const settle = (pace: number | undefined): void => {
    if (pace !== pacePerMinute)
      mutate(() => server.tasks.pace({ taskId, perMinute: pace ?? null }), { onSettled: () => setWanted(undefined) })
    else setWanted(undefined)
  }
  return (
    <Card aria-label={names.pace}>
      <PaceInput
        value={wanted ? wanted.pace : pacePerMinute}
        onChange={pace => setWanted({ pace })}
        onSettle={settle}
        note={t.paceLead}
        disabled={!mayOrder}
      />
      {error !== null && <FailureNote failure={error} />}
    </Card>
  )
}
