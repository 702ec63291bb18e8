// One figure: its name, its value, a note that makes way for the value under the pointer, and its line.
import { Paper } from '@mantine/core'
import { useState } from 'react'
import { secondText } from '../../words/formats.ts'
import { useWords } from '../../words/words.ts'
import { rangeOf, type Series } from './figures.ts'
import styles from './overview.module.css'
import { Sparkline } from './sparkline.tsx'
import { words } from './words.ts'

/** What a figure is given. */
export interface FigureProps {
  readonly name: string
  readonly value: string
  readonly note: string
  readonly series: Series
  /** How one of its values is written. */
  readonly written: (value: number) => string
}

/** A figure. */
export function Figure({ name, value, note, series, written }: FigureProps) {
  const [index, setIndex] = useState<number>()
  const at = index === undefined ? undefined : series.times[index]
  const seen = index === undefined ? undefined : series.values[index]
  const label = useSentence({ name, series, written })
  return (
    <Paper component="section" className={styles['figure']} aria-label={name}>
      <h2 className={styles['name']}>{name}</h2>
      <div className={styles['value']}>{value}</div>
      <div className={styles['note']}>
        {at === undefined || seen === null || seen === undefined ? note : `${secondText(at)} · ${written(seen)}`}
      </div>
      <Sparkline series={series} label={label} onPoint={setIndex} />
    </Paper>
  )
}

function useSentence({ name, series, written }: Pick<FigureProps, 'name' | 'series' | 'written'>): string {
  const t = useWords(words)
  const range = rangeOf(series)
  const [from, until] = [series.times[0], series.times.at(-1)]
  if (range === undefined || from === undefined || until === undefined) return t.noSeries(name)
  return t.series(name, secondText(from), secondText(until), written(range.least), written(range.most))
}
