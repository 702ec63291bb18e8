// Callbacks that were made, with how their delivery goes; filtered by what a reader has in hand, and sent again.
import { Button, SegmentedControl, Select, TextInput } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import type { CallbacksCallback } from '@posthouse/client/rest'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { useMay } from '../../api/session.ts'
import { useUrlText } from '../../api/url-state.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Instant } from '../../parts/instant.tsx'
import { durationText, viewerZone } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { attemptWords } from './attempts-words.ts'
import styles from './callbacks.module.css'
import { type Filter, filterNames, isFiltered, momentOf } from './filters.ts'
import { useCallbacks, useRules } from './queries.ts'
import { ReplayDialogue, ReplayProgress } from './replay.tsx'
import { CallbackStateText } from './state-text.tsx'
import { words } from './words.ts'

/** The tab. */
export function Attempts() {
  const t = useWords(attemptWords)
  const mayReplay = useMay('operator')
  const [filter, set, clear] = useFilter()
  const [isAsked, setAsked] = useState(false)
  const [replayId, setReplayId] = useUrlText('replay')
  const clearButton = (
    <Button variant="default" onClick={clear}>
      {t.clear}
    </Button>
  )
  return (
    <>
      {replayId !== '' && <ReplayProgress key={replayId} replayId={replayId} onClose={() => setReplayId('')} />}
      <div className={styles['filters']}>
        <Filters filter={filter} set={set} />
        {mayReplay && (
          <Button variant="default" size="xs" ml="auto" onClick={() => setAsked(true)}>
            {t.replay}
          </Button>
        )}
      </div>
      <List filter={filter} clearButton={clearButton} />
      {isAsked && <ReplayDialogue filter={filter} onClose={() => setAsked(false)} onStart={setReplayId} />}
    </>
  )
}

/** The filter of the address. */
function useFilter(): readonly [Filter, (name: keyof Filter, value: string) => void, () => void] {
  const [parameters, change] = useSearchParams()
  const filter = Object.fromEntries(filterNames.map(name => [name, parameters.get(name) ?? ''])) as Filter
  const edit = (editing: (after: URLSearchParams) => void): void =>
    change(
      before => {
        const after = new URLSearchParams(before)
        editing(after)
        return after
      },
      { replace: true },
    )
  const set = (name: keyof Filter, value: string): void =>
    edit(after => (value === '' ? after.delete(name) : after.set(name, value)))
  const clear = (): void =>
    edit(after => {
      for (const name of filterNames) after.delete(name)
    })
  return [filter, set, clear]
}

interface FiltersProps {
  readonly filter: Filter
  readonly set: (name: keyof Filter, value: string) => void
}

const states = [
  ['waiting', 'stateWaiting'],
  ['delivered', 'stateDelivered'],
  ['dead', 'stateDead'],
] as const

function Filters({ filter, set }: FiltersProps) {
  const t = useWords(attemptWords)
  const names = useWords(words)
  const { data: rules } = useRules()
  const choice = (name: 'event' | 'status', values: readonly (keyof typeof words)[], any: string) => ({
    size: 'xs',
    w: 132,
    'aria-label': names[name],
    allowDeselect: false,
    value: filter[name],
    onChange: (value: string | null) => set(name, value ?? ''),
    data: [{ value: '', label: any }, ...values.map(value => ({ value, label: String(names[value]) }))],
  })
  return (
    <>
      <div className={styles['choices']}>
        <SegmentedControl
          size="xs"
          aria-label={names.state}
          value={filter.state}
          onChange={value => set('state', value)}
          data={[{ value: '', label: t.all }, ...states.map(([value, name]) => ({ value, label: names[name] }))]}
        />
        <Select
          size="xs"
          w={140}
          aria-label={names.rule}
          allowDeselect={false}
          value={filter.rule}
          onChange={value => set('rule', value ?? '')}
          data={[{ value: '', label: t.anyRule }, ...(rules ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        />
        <Select {...choice('event', ['push', 'chat', 'chat_offline', 'presence'], t.anyEvent)} />
        <Select {...choice('status', ['success', 'fail', 'error'], t.anyStatus)} />
      </div>
      <Whose key={filter.of} filter={filter} set={set} />
      <Moment name="from" filter={filter} set={set} />
      <Moment name="until" filter={filter} set={set} />
    </>
  )
}

/** Taken over with the enter key, or when the field is left. */
function Whose({ filter, set }: FiltersProps) {
  const t = useWords(attemptWords)
  const [text, setText] = useState(filter.of)
  const take = (): void => set('of', text.trim())
  return (
    <TextInput
      size="xs"
      w={188}
      aria-label={t.whose}
      placeholder={t.whose}
      value={text}
      onChange={event => setText(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={event => event.key === 'Enter' && take()}
    />
  )
}

function Moment({ name, filter, set }: FiltersProps & { readonly name: 'from' | 'until' }) {
  const t = useWords(attemptWords)
  const language = useLanguage()
  const at = momentOf(filter[name])
  return (
    <DateTimePicker
      size="xs"
      w={152}
      aria-label={`${t[name]} (${viewerZone()})`}
      placeholder={t[name]}
      classNames={{ placeholder: styles['placeholder'] ?? '' }}
      valueFormat="YYYY-MM-DD HH:mm"
      locale={language === 'zh' ? 'zh-cn' : 'en'}
      clearable
      value={at === undefined ? null : new Date(at)}
      onChange={value => set(name, value === null ? '' : String(new Date(value.replace(' ', 'T')).getTime()))}
    />
  )
}

function List({ filter, clearButton }: { readonly filter: Filter; readonly clearButton: React.ReactNode }) {
  const t = useWords(attemptWords)
  const names = useWords(words)
  return (
    <DataTable
      label={names.attempts}
      columns={useColumns()}
      list={useCallbacks(filter)}
      rowKey={({ id }) => id}
      to={({ id }) => `/callbacks/${id}`}
      empty={isFiltered(filter) ? <Empty action={clearButton}>{t.noneFound}</Empty> : <Empty>{t.none}</Empty>}
    />
  )
}

function useColumns(): readonly Column<CallbacksCallback>[] {
  const t = useWords(attemptWords)
  const names = useWords(words)
  const { data: rules } = useRules()
  const answer = useLastAnswer()
  const ruleName = (id: string): string => rules?.find(rule => rule.id === id)?.name ?? names.deletedRule
  return [
    { key: 'created', head: t.created, width: '96px', cell: ({ createdAt }) => <Instant at={createdAt} /> },
    { key: 'event', head: names.event, width: '14%', cell: ({ event }) => names[event], wide: true },
    {
      key: 'about',
      head: t.about,
      cell: ({ event, status, detail }) => [status ? names[status] : names[event], detail].filter(Boolean).join(' · '),
    },
    { key: 'rule', head: names.rule, width: '14%', cell: ({ ruleId }) => ruleName(ruleId), wide: true },
    { key: 'state', head: names.state, width: '112px', cell: callback => <CallbackStateText callback={callback} /> },
    {
      key: 'tries',
      head: t.tries,
      width: '72px',
      align: 'right',
      cell: ({ tries }) => String(tries.length),
      wide: true,
    },
    { key: 'answer', head: t.answer, width: '20%', cell: answer, wide: true },
  ]
}

/** What the endpoint said last. */
function useLastAnswer(): (callback: CallbacksCallback) => string {
  const t = useWords(attemptWords)
  const language = useLanguage()
  return ({ tries }) => {
    const last = tries.at(-1)
    if (!last) return t.noAnswer
    return last.httpStatus === undefined
      ? (last.error ?? '')
      : t.answered(last.httpStatus, durationText(last.durationMs, language))
  }
}
