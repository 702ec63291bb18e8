// Composing a task: audience, notification, time; beside them what it comes to, and the one button that creates it.
import { Button, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { addressOf, usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useMay, useSession } from '../../api/session.ts'
import { useUrlText } from '../../api/url-state.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { AppLink } from '../../parts/link.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { AudiencePart } from './compose-audience.tsx'
import { EstimateCard, type EstimateState } from './compose-estimate.tsx'
import { MessagePart } from './compose-message.tsx'
import { TimePart } from './compose-time.tsx'
import { composeWords } from './compose-words.ts'
import { type DraftProblem, draftTargets, estimateOf, newDraft, problemsOf, type TaskDraft, taskOf } from './draft.ts'
import { useAppSettings, useReloadTasks, useTasksKey } from './queries.ts'
import { taskWords } from './task-words.ts'
import styles from './tasks.module.css'

/** How long the reader must pause before an estimate is asked for, ms. */
const pauseMs = 400

/** The page; `?label=…` begins with a label. */
export function Compose() {
  const t = useWords(composeWords)
  const back = useWords(taskWords).back
  const [label] = useUrlText('label')
  const [draft, setDraft] = useState<TaskDraft>(() =>
    newDraft(label === '' ? 'list' : 'label', label === '' ? [] : [label]),
  )
  const change = (changed: Partial<TaskDraft>): void => setDraft(before => ({ ...before, ...changed }))
  const problems = useProblems(draft)
  const estimate = useEstimate(draft)
  return (
    <PageFrame
      title={t.title}
      lead={
        <>
          <AppLink to="/tasks" underline="always">
            {back}
          </AppLink>
          {` · ${t.lead}`}
        </>
      }
    >
      <div className={styles['columns']}>
        <Stack gap="md">
          <AudiencePart draft={draft} change={change} />
          <MessagePart draft={draft} change={change} />
          <TimePart draft={draft} change={change} problems={problems} />
        </Stack>
        <Stack gap="md" className={styles['aside'] ?? ''}>
          <EstimateCard {...estimate} />
          <CreatePart draft={draft} problems={problems} users={estimate.estimate?.users} />
        </Stack>
      </div>
    </PageFrame>
  )
}

function useProblems(draft: TaskDraft): readonly DraftProblem[] {
  const { timeZone } = useSession().server
  const { data: app } = useAppSettings()
  return problemsOf(draft, { nowMs: Date.now(), zone: timeZone, anyStart: app?.settings.tasks?.anyStart ?? false })
}

/** Asked for once the reader pauses; the one before stays until the next is there. */
function useEstimate(draft: TaskDraft): EstimateState {
  const server = useServer()
  const key = useTasksKey()
  const wanted = estimateOf(draft)
  const [settled] = useDebouncedValue(wanted && JSON.stringify(wanted), pauseMs)
  const { data, error, isFetching } = useQuery({
    queryKey: [...key, 'estimate', settled],
    queryFn: ({ signal }) => server.tasks.estimate(JSON.parse(settled ?? ''), { signal }),
    enabled: settled !== undefined,
    placeholderData: keepPreviousData,
  })
  return {
    estimate: wanted === undefined ? undefined : data,
    failure: wanted === undefined ? undefined : (error ?? undefined),
    isBusy: isFetching || (wanted && JSON.stringify(wanted)) !== settled,
  }
}

interface CreatePartProps {
  readonly draft: TaskDraft
  readonly problems: readonly DraftProblem[]
  readonly users: number | undefined
}

function CreatePart({ draft, problems, users }: CreatePartProps) {
  const t = useWords(composeWords)
  const mayCreate = useMay('operator')
  const [isAsked, setAsked] = useState(false)
  const { mutate, mutateAsync, isPending, error } = useCreate()
  const [problem] = problems
  if (!mayCreate) return <Text size="sm">{t.view}</Text>
  return (
    <Stack gap="xs">
      {error !== null && <FailureNote failure={error} />}
      <Button
        size="sm"
        fullWidth
        loading={isPending}
        disabled={problem !== undefined}
        onClick={() => (draft.kind === 'all' ? setAsked(true) : mutate(draft))}
      >
        {draft.isLater ? t.schedule : t.create}
      </Button>
      {problem !== undefined && (
        <Text size="xs" c="dimmed" role="status">
          {t[problem]}
        </Text>
      )}
      <EverybodyQuestion
        draft={draft}
        users={users}
        opened={isAsked}
        onClose={() => setAsked(false)}
        onConfirm={() => mutateAsync(draft)}
      />
    </Stack>
  )
}

/** Everybody is asked about once more. */
function EverybodyQuestion({
  draft: { isLater, wall },
  users,
  ...rest
}: Omit<CreatePartProps, 'problems'> & {
  readonly opened: boolean
  readonly onClose: () => void
  readonly onConfirm: () => Promise<unknown>
}) {
  const t = useWords(composeWords)
  const language = useLanguage()
  const { timeZone } = useSession().server
  const when = isLater ? t.atTime(wall, timeZone) : t.atOnce
  const effect = t.askEffect(users === undefined ? t.theAll : countText(users, language), when)
  return <Confirm title={t.askTitle} effect={effect} verb={isLater ? t.schedule : t.create} {...rest} />
}

/** One key for one text: whoever clicks again because no answer came makes no second task. */
function useKey(): (text: string) => string {
  const last = useRef<{ readonly text: string; readonly key: string }>(undefined)
  return text => {
    if (last.current?.text !== text) last.current = { text, key: crypto.getRandomValues(new Uint32Array(4)).join('-') }
    return last.current.key
  }
}

/** Creates the task and goes to its page. */
function useCreate() {
  const keyOf = useKey()
  const server = useServer()
  const place = usePlace()
  const reload = useReloadTasks()
  const [, go] = useLocation()
  return useMutation({
    mutationFn: async (draft: TaskDraft): Promise<string> => {
      const task = taskOf(draft)
      const targets = draftTargets(draft)
      const options = { idempotencyKey: keyOf(JSON.stringify([draft.kind, targets, task])) }
      if (draft.kind === 'all') return await server.tasks.all(task, options)
      const create = draft.kind === 'list' ? server.tasks.list : server.tasks.label
      return (await create({ ...task, targets }, options)).taskId
    },
    onSuccess: async taskId => {
      await reload()
      go(`~${addressOf(place, `/tasks/${taskId}`)}`)
    },
  })
}
