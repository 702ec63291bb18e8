// A series as a small line, with a sentence for who cannot see it. What it is drawn with comes when the first one is shown.
import { useEffect, useRef, useState } from 'react'
import type { Series } from './figures.ts'
import styles from './overview.module.css'
import type { Plot } from './plot.ts'

/** What a sparkline is given. */
export interface SparklineProps {
  readonly series: Series
  /** What it shows, in a sentence. */
  readonly label: string
  /** Hears which value the pointer is at. */
  readonly onPoint: (index: number | undefined) => void
}

/** Draws a series. */
export function Sparkline({ series, label, onPoint }: SparklineProps) {
  const place = useRef<HTMLDivElement>(null)
  const plot = usePlot(place, onPoint)
  useEffect(() => plot?.show(series), [plot, series])
  return <div ref={place} role="img" aria-label={label} className={styles['spark']} />
}

function usePlot(place: React.RefObject<HTMLDivElement | null>, onPoint: SparklineProps['onPoint']): Plot | undefined {
  const [plot, setPlot] = useState<Plot>()
  useEffect(() => {
    let isGone = false
    let opened: Plot | undefined
    const open = async (): Promise<void> => {
      const { openPlot } = await import('./plot.ts')
      if (isGone || place.current === null) return
      opened = openPlot(place.current, onPoint)
      setPlot(opened)
    }
    // Without the drawing the figure still stands above it.
    open().catch(() => setPlot(undefined))
    return () => {
      isGone = true
      opened?.close()
    }
  }, [place, onPoint])
  return plot
}
