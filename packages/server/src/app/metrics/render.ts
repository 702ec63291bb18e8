// The metrics as Prometheus reads them. Loaded at the first scrape, because its library costs every other start time.
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Histogram } from '../../base/metrics.ts'
import { type Metric, metrics, type Sample, type Spread } from './catalogue.ts'
import type { Look } from './look.ts'

/** Writes everything there is to say. */
export interface Rendering {
  readonly contentType: string
  text(look: Look): Promise<string>
}

/** Makes it; from now on the library watches the process too. */
export function createRendering(): Rendering {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  let present: Look | undefined
  for (const metric of Object.values(metrics).flat()) registry.registerMetric(collectorOf(metric, () => present))
  return {
    contentType: registry.contentType,
    text(look) {
      present = look
      return registry.metrics()
    },
  }
}

/** What the library itself tells of the process, for the guide. */
export function processMetrics(): readonly { readonly name: string; readonly help: string }[] {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry.getMetricsAsArray().map(({ name, help }) => ({ name, help }))
}

type Registered = Parameters<Registry['registerMetric']>[0]

interface Value {
  readonly metricName?: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

/** What the registry asks of a metric: its words, and its values when it is read. */
function collectorOf(metric: Metric, look: () => Look | undefined): Registered {
  const { name, kind, text } = metric
  const collector = {
    name,
    async get() {
      const seen = look()
      return { name, help: text.en, type: kind, aggregator: 'sum', values: seen ? valuesOf(metric, seen) : [] }
    },
  }
  // The library's own classes keep numbers themselves; the registry uses of them no more than this.
  return collector as unknown as Registered
}

function valuesOf(metric: Metric, look: Look): readonly Value[] {
  if (metric.kind !== 'histogram') return [...metric.read(look)].map(sample => sampleValue(metric, sample))
  return [...metric.read(look)].flatMap(one => bucketsOf(metric, one))
}

function sampleValue(metric: Metric, { values, value }: Sample): Value {
  return { labels: labelsOf(metric, values), value }
}

/** Buckets add up: each counts everything up to its bound. */
function bucketsOf(metric: Metric, { values, spread }: Spread): readonly Value[] {
  const labels = labelsOf(metric, values)
  let below = 0
  const buckets = spread.counts.map((count, at): Value => {
    below += count
    return { metricName: `${metric.name}_bucket`, labels: { ...labels, le: boundOf(spread, at) }, value: below }
  })
  return [
    ...buckets,
    { metricName: `${metric.name}_sum`, labels, value: spread.sum },
    { metricName: `${metric.name}_count`, labels, value: below },
  ]
}

function boundOf({ bounds }: Histogram, at: number): string | number {
  return bounds[at] ?? '+Inf'
}

function labelsOf({ labels }: Metric, values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(labels.map((label, at) => [label, values[at] ?? '']))
}
