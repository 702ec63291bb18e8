// An import on its way and at its end: how far, how fast, what was refused and why, and the report.
import { Button, Group, Progress, SimpleGrid, Stack, Text } from '@mantine/core'
import { FailureNote } from '../../parts/failure-note.tsx'
import { countText, durationText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import styles from './import-progress.module.css'
import { importWords } from './import-words.ts'
import { lineReason } from './line-reason.ts'
import { type LineEnd, reportCsv } from './lines.ts'
import { saveText } from './save-text.ts'
import type { ImportState } from './use-import.ts'

/** What is shown. */
export interface ImportProgressProps {
  readonly label: string
  readonly state: ImportState
  readonly onStop: () => void
  readonly onClose: () => void
}

/** Refused lines that are listed; the report has all. */
const listedMax = 20

/** Progress and end. */
export function ImportProgress({ label, state, onStop, onClose }: ImportProgressProps) {
  const t = useWords(importWords)
  const { phase, total, ends, failure } = state
  const refused = ends.filter(({ status }) => status === 'refused')
  const isRunning = phase === 'running'
  const language = useLanguage()
  const told = (end: LineEnd): LineEnd => ({ ...end, text: lineReason(end, language) })
  const save = (): void => saveText(`${label}-import.csv`, 'text/csv', reportCsv(ends.map(told)))
  return (
    <Stack gap="sm">
      <Progress
        value={total === 0 ? 100 : (ends.length / total) * 100}
        color={isRunning ? 'vermilion' : 'gray'}
        aria-label={t.start}
      />
      <Text size="sm" role="status">
        <Told state={state} />
      </Text>
      {failure !== undefined && <FailureNote failure={failure} />}
      <Sums ends={ends} />
      {refused.length > 0 && (
        <section aria-label={t.refusedLines}>
          <ul className={styles['refused']}>
            {refused
              .slice(0, listedMax)
              .map(told)
              .map(({ line, username, text }) => (
                <li key={line}>
                  <span className={styles['line']}>{t.line(line)}</span>
                  <span className={styles['user']}>{username}</span>
                  <span>{text}</span>
                </li>
              ))}
          </ul>
          {refused.length > listedMax && <More count={refused.length - listedMax} />}
        </section>
      )}
      <Group justify="flex-end" gap="xs">
        {isRunning ? (
          <Button variant="default" onClick={onStop}>
            {t.stop}
          </Button>
        ) : (
          <>
            <Button variant="default" onClick={save}>
              {t.report}
            </Button>
            <Button data-autofocus onClick={onClose}>
              {t.close}
            </Button>
          </>
        )}
      </Group>
    </Stack>
  )
}

function Told({ state: { phase, total, ends, startedAtMs, atMs } }: { readonly state: ImportState }) {
  const t = useWords(importWords)
  const language = useLanguage()
  const tookMs = Math.max(1, atMs - startedAtMs)
  const left = countText(total - ends.length, language)
  if (phase === 'finished') return t.finished(durationText(tookMs, language))
  if (phase === 'stopped') return t.stopped(left)
  if (phase === 'broken') return t.broken(left)
  const perMs = ends.length / tookMs
  const leftMs = perMs === 0 ? 0 : (total - ends.length) / perMs
  const rate = countText(Math.round(perMs * 1_000), language)
  return t.running(countText(ends.length, language), countText(total, language), rate, durationText(leftMs, language))
}

function More({ count }: { readonly count: number }) {
  const t = useWords(importWords)
  return (
    <Text size="xs" c="dimmed">
      {t.moreRefused(countText(count, useLanguage()))}
    </Text>
  )
}

function Sums({ ends }: Pick<ImportState, 'ends'>) {
  const t = useWords(importWords)
  const language = useLanguage()
  const count = (...of: readonly string[]): string =>
    countText(ends.filter(({ status }) => of.includes(status)).length, language)
  const sums = [
    { name: t.added, value: count('created', 'updated') },
    { name: t.unchanged, value: count('unchanged') },
    { name: t.refused, value: count('refused') },
  ]
  return (
    <SimpleGrid cols={3} component="dl" className={styles['sums'] ?? ''}>
      {sums.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </SimpleGrid>
  )
}
