// A sparkline on a canvas. The drawing library is in this room alone, so that it is loaded when a chart is first shown.
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { loneValues, type Series } from './figures.ts'

/** A drawn series. */
export interface Plot {
  show(series: Series): void
  close(): void
}

/** Height of all sparklines, px. */
const plotPx = 40

/** Draws into an element in its text colour, anew when the theme changes; `point` hears which value the pointer is at. */
export function openPlot(place: HTMLElement, point: (index: number | undefined) => void): Plot {
  const plot = new uPlot(options(place, point), [[], []], place)
  const resized = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: plotPx }))
  resized.observe(place)
  const repainted = new MutationObserver(() => plot.redraw(false))
  repainted.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] })
  return {
    show: ({ times, values }) => plot.setData([[...times], [...values]]),
    close() {
      resized.disconnect()
      repainted.disconnect()
      plot.destroy()
    },
  }
}

function options(place: HTMLElement, point: (index: number | undefined) => void): uPlot.Options {
  const ink = (): string => getComputedStyle(place).color
  return {
    width: place.clientWidth,
    height: plotPx,
    padding: [4, 2, 2, 2],
    legend: { show: false },
    axes: [{ show: false }, { show: false }],
    // From zero up, so that a small change looks small.
    scales: { x: { time: false }, y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.05 : 1] } },
    cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { size: 7 } },
    series: [
      {},
      {
        stroke: ink,
        fill: () => ink().replace(/^rgb\((.*)\)$/, 'rgba($1, 0.1)'),
        width: 1.5,
        points: { show: true, size: 4, fill: ink, filter: plot => loneValues([...(plot.data[1] ?? [])]) },
      },
    ],
    hooks: { setCursor: [plot => point(plot.cursor.idx ?? undefined)] },
  }
}
