// What deliveries came to, as a person reads it on a terminal. Pure.
import type { EndpointReply, statisticsEndpoints } from '@posthouse/protocol'
import { type Bilingual, type ReasonCode, reasonOf, reasons } from '../domain/reason.ts'
import type { Lang } from './command.ts'
import { table } from './text.ts'

/** An app's statistics as the server answers them. */
export type StatisticsReply = EndpointReply<typeof statisticsEndpoints.appStatistics>

/** Sums as the server answers them, of a task or of a day. */
export type SumsReply = StatisticsReply['all']

const columns = ['targeted', 'accepted', 'rejected', 'unknown', 'skipped', 'open', 'arrived', 'clicked'] as const

/** The columns of {@link sumCells}. */
export function sumHead(lang: Lang): readonly string[] {
  return columns.map(name => sumName(name, lang))
}

/** The numbers. A vendor that reports no arrivals has no number of them, which is not the same as none. */
export function sumCells(sums: SumsReply): readonly string[] {
  return columns.map(name => String(sums[name] ?? '-'))
}

/** Why what was skipped was skipped, in words. */
export function becauseLines({ skippedBecause }: Pick<SumsReply, 'skippedBecause'>, lang: Lang): readonly string[] {
  const cells = Object.entries(skippedBecause).map(([reason, count]) => [
    ...[sumName('skipped', lang), reason, String(count), wordsOf(reason)[lang]],
  ])
  return table(cells)
}

/** A table of each day's vendors, the day's and all days' totals, and the reasons. */
export function statisticsLines({ all, byProvider, days }: StatisticsReply, lang: Lang): readonly string[] {
  const ofVendors = (day: string, sums: Pick<StatisticsReply, 'byProvider'>) =>
    Object.entries(sums.byProvider).map(([provider, own]) => [day, provider, ...sumCells(own)])
  const total = sumName('all', lang)
  const rows = days.flatMap(sums => [...ofVendors(sums.day, sums), [sums.day, total, ...sumCells(sums.all)]])
  const together = days.length > 1 ? [...ofVendors(total, { byProvider }), [total, total, ...sumCells(all)]] : []
  const unexplained = all.unexplained === undefined ? [] : [unexplainedText(all.unexplained)[lang]]
  return [...table([['', '', ...sumHead(lang)], ...rows, ...together]), ...becauseLines(all, lang), ...unexplained]
}

/** The name of a number. */
export function sumName(name: string, lang: Lang): string {
  return (sumNames[name] ?? { en: name, zh: name })[lang]
}

/** A newer server may have reasons that this program does not know. */
function wordsOf(reason: string): Bilingual {
  return Object.hasOwn(reasons, reason) ? reasonOf(reason as ReasonCode).text : { en: '', zh: '' }
}

function unexplainedText(count: number): Bilingual {
  return {
    en: `Rejected or skipped before reasons were kept per day: ${count}.`,
    zh: `另有被拒绝或跳过 ${count} 条，当时尚未按天记录原因。`,
  }
}

const sumNames: Readonly<Record<string, Bilingual>> = {
  all: { en: 'all', zh: '合计' },
  targeted: { en: 'targeted', zh: '目标' },
  accepted: { en: 'accepted', zh: '受理' },
  rejected: { en: 'rejected', zh: '拒绝' },
  unknown: { en: 'unknown', zh: '未知' },
  skipped: { en: 'skipped', zh: '跳过' },
  open: { en: 'open', zh: '未完' },
  arrived: { en: 'arrived', zh: '送达' },
  clicked: { en: 'clicked', zh: '点击' },
}
