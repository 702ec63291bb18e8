// The four figures at the top.
import type { OverviewOfAppReply } from '@posthouse/client/rest'
import { useMemo } from 'react'
import { countText, durationText, shareText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { Figure } from './figure.tsx'
import { acceptedLately, seriesOf } from './figures.ts'
import styles from './overview.module.css'
import { callbacksWaiting, useWaitingSeries } from './use-overview.ts'
import { words } from './words.ts'

/** Four figures with their lines. */
export function FigureRow({ seen }: { readonly seen: OverviewOfAppReply }) {
  const t = useWords(words)
  const language = useLanguage()
  const { hour } = seen
  const series = useMemo(() => seriesOf(hour.minutes), [hour.minutes])
  const count = (value: number): string => countText(value, language)
  const time = (ms: number): string => durationText(ms, language)
  const ended = hour.success + hour.fail + hour.error
  return (
    <div className={styles['figures']}>
      <Figure
        name={t.accepted}
        value={count(acceptedLately(hour.minutes, seen.at))}
        note={t.acceptedNote(count(hour.targeted))}
        series={series.accepted}
        written={count}
      />
      <Figure
        name={t.answer}
        value={hour.p99Ms === undefined ? '–' : time(hour.p99Ms)}
        note={hour.p50Ms === undefined ? t.noAnswer : t.answerNote(time(hour.p50Ms))}
        series={series.answer}
        written={time}
      />
      <Figure
        name={t.share}
        value={shareText(hour.success, ended, language)}
        note={ended === 0 ? t.noOutcome : t.shareNote(count(hour.fail), count(hour.error))}
        series={series.share}
        written={value => shareText(value, 1, language)}
      />
      <CallbackFigure seen={seen} written={count} />
    </div>
  )
}

function CallbackFigure({
  seen,
  written,
}: {
  readonly seen: OverviewOfAppReply
  readonly written: (value: number) => string
}) {
  const t = useWords(words)
  const language = useLanguage()
  const { rules, countedMax } = seen.callbacks
  const waiting = callbacksWaiting(seen)
  const oldestAt = Math.min(...rules.map(rule => rule.oldestAt ?? Number.POSITIVE_INFINITY))
  const isMore = rules.some(rule => rule.waiting >= countedMax)
  return (
    <Figure
      name={t.callbacksWaiting}
      value={`${written(waiting)}${isMore ? '+' : ''}`}
      note={waiting === 0 ? t.noneWaiting : t.oldest(durationText(Math.max(0, seen.at - oldestAt), language))}
      series={useWaitingSeries(seen)}
      written={written}
    />
  )
}
