// How a rule's endpoint does: its standing in words, and the figures of the last hour.
import { Button, Text } from '@mantine/core'
import type { CallbackRulesRule } from '@posthouse/client/rest'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { State } from '../../parts/outcome.tsx'
import { clockText, countText, durationText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import styles from './callbacks.module.css'
import { useHealth, useReloadCallbacks } from './queries.ts'
import { type Health, isHeldBack, standingOf } from './standing.ts'
import { words } from './words.ts'

/** What is known of a rule's endpoint; undefined until it is. */
function useHealthOf(ruleId: string): Health | undefined {
  return useHealth().data?.find(health => health.ruleId === ruleId)
}

/** The standing, with until when. */
export function StandingText({ rule }: { readonly rule: CallbackRulesRule }) {
  const t = useWords(words)
  const { name, tone, untilMs = 0 } = standingOf(rule, useHealthOf(rule.id))
  const time = clockText(untilMs).slice(0, 8)
  const text = name === 'banned' || name === 'resting' ? t[name](time) : t[name]
  return <State tone={tone}>{text}</State>
}

/** Ends a ban or a rest; drawn only where there is one. */
export function ReleaseButton({ rule }: { readonly rule: CallbackRulesRule }) {
  const t = useWords(words)
  const server = useServer()
  const reload = useReloadCallbacks()
  const mayRelease = useMay('operator')
  const health = useHealthOf(rule.id)
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => server.callbacks.release({ ruleId: rule.id }),
    onSettled: () => reload(),
  })
  if (!mayRelease || !isHeldBack(standingOf(rule, health))) return null
  return (
    <>
      {error !== null && <FailureNote failure={error} />}
      <Button variant="default" size="compact-xs" loading={isPending} onClick={() => mutate()}>
        {t.release}
      </Button>
    </>
  )
}

/** The figures, in a row. */
export function HealthFigures({ ruleId }: { readonly ruleId: string }) {
  const t = useWords(words)
  const language = useLanguage()
  const health = useHealthOf(ruleId)
  const count = (of: number | undefined): string => (of === undefined ? '–' : countText(of, language))
  const time = (ms: number | undefined): string => (ms === undefined ? '–' : durationText(ms, language))
  const waiting = count(health?.waiting)
  return (
    <div>
      <dl className={styles['figures']}>
        <Figure name={t.delivered}>{count(health?.delivered)}</Figure>
        <Figure name={t.failed}>{count(health?.failed)}</Figure>
        <Figure name={t.median}>{time(health?.medianMs)}</Figure>
        <Figure name={t.p99}>{time(health?.p99Ms)}</Figure>
        <Figure name={t.waiting}>{health?.waitingAtLeast ? t.atLeast(waiting) : waiting}</Figure>
      </dl>
      <Text size="xs" c="dimmed">
        {health?.isSample ? t.latestOnly : t.lastHour}
      </Text>
    </div>
  )
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles['figure']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
