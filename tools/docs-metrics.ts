// Fills the tables of the metrics' guide from the catalogue, in English and Chinese: `node tools/docs-metrics.ts`. A test fails when they
// are stale, so that no metric changes its name or meaning unseen.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Metric, metricSections, metrics } from '../packages/server/src/app/metrics/catalogue.ts'
import { processMetrics } from '../packages/server/src/app/metrics/render.ts'
import { filled, type Lang, type Page } from './docs-vendors.ts'

/** The guide in both languages. */
export function metricPages(): readonly Page[] {
  return (['en', 'zh'] as const).map(lang => ({
    path: `docs/guides/metrics${lang === 'en' ? '.md' : '.zh-CN.md'}`,
    lang,
    tables: { metrics: ownTables(lang), process: processTable(lang) },
  }))
}

function ownTables(lang: Lang): string {
  const head = { en: ['Metric', 'Kind', 'Labels', 'Meaning'], zh: ['指标', '类型', '标签', '含义'] }[lang]
  return Object.entries(metricSections)
    .map(([section, title]) => {
      const rows = metrics[section as keyof typeof metricSections].map(metric => rowOf(metric, lang))
      return `### ${title[lang]}\n\n${table(head, rows)}`
    })
    .join('\n\n')
}

function rowOf({ name, kind, labels, text }: Metric, lang: Lang): readonly string[] {
  const named = labels.map(label => `\`${label}\``).join(', ')
  return [`\`${name}\``, kind, named === '' ? '–' : named, text[lang]]
}

function processTable(lang: Lang): string {
  const head = { en: ['Metric', 'Help'], zh: ['指标', '说明（英文原文）'] }[lang]
  return table(
    head,
    processMetrics().map(({ name, help }) => [`\`${name}\``, help]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  for (const page of metricPages()) {
    const path = join(root, page.path)
    writeFileSync(path, filled(readFileSync(path, 'utf8'), page))
  }
}
