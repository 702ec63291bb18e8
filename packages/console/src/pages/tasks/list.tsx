// The app's tasks, newest first: what goes on, and what came of it.
import { Button, SegmentedControl } from '@mantine/core'
import type { TasksTask } from '@posthouse/client/rest'
import { segment } from '../../api/place.ts'
import { useMay } from '../../api/session.ts'
import { useUrlText } from '../../api/url-state.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Instant } from '../../parts/instant.tsx'
import { AppLink } from '../../parts/link.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useWords } from '../../words/words.ts'
import { useTasks } from './queries.ts'
import { taskStates } from './state.ts'
import { Count, ProgressCell, TaskStateText, useAudienceText } from './state-text.tsx'
import styles from './tasks.module.css'
import { words } from './words.ts'

/** The list. */
export function List() {
  const t = useWords(words)
  const [state, setState] = useUrlText('state')
  const list = useTasks(state)
  const data = [{ value: '', label: t.all }, ...taskStates.map(value => ({ value, label: t[value] }))]
  return (
    <PageFrame title={t.title} lead={t.lead} actions={<CreateButton />}>
      <div className={styles['filters']}>
        <SegmentedControl size="xs" aria-label={t.state} value={state} onChange={setState} data={data} />
      </div>
      <DataTable
        label={t.title}
        columns={useColumns()}
        list={list}
        rowKey={({ taskId }) => taskId}
        to={({ taskId }) => `/tasks/${segment(taskId)}`}
        empty={
          state === '' ? (
            <Empty action={<CreateButton />}>{t.none}</Empty>
          ) : (
            <Empty
              action={
                <Button variant="default" onClick={() => setState('')}>
                  {t.showAll}
                </Button>
              }
            >
              {t.noneFound}
            </Empty>
          )
        }
      />
    </PageFrame>
  )
}

function CreateButton() {
  const t = useWords(words)
  const mayCreate = useMay('operator')
  if (!mayCreate) return null
  return (
    <AppLink to="/tasks/new" underline="never">
      <Button component="span">{t.create}</Button>
    </AppLink>
  )
}

function useColumns(): readonly Column<TasksTask>[] {
  const t = useWords(words)
  const audienceText = useAudienceText()
  const figure = (key: 'accepted' | 'rejected' | 'skipped'): Column<TasksTask> => ({
    key,
    head: t[key],
    width: '88px',
    align: 'right',
    cell: ({ statistics }) => <Count of={statistics.all[key]} />,
    ...(key === 'accepted' ? {} : { wide: true }),
  })
  return [
    { key: 'name', head: t.name, cell: ({ title }) => (title === '' ? t.noTitle : title) },
    { key: 'audience', head: t.audience, width: '16%', cell: audienceText, wide: true },
    { key: 'state', head: t.state, width: '19%', cell: task => <TaskStateText task={task} /> },
    { key: 'progress', head: t.progress, width: '14%', cell: task => <ProgressCell task={task} />, wide: true },
    ...[figure('accepted'), figure('rejected'), figure('skipped')],
    {
      key: 'created',
      head: t.created,
      width: '104px',
      align: 'right',
      cell: ({ createdAt }) => <Instant at={createdAt} />,
      wide: true,
    },
  ]
}
