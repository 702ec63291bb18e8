// The table of a run: a line per section with how many of its rules hold, and the rules that do not. Text for a terminal, Markdown
// for the documentation.
import type { Result, Verdict } from './suite.ts'
import { type Title, titles } from './titles.ts'

/** A language of the table in Markdown. */
export type Language = keyof Title

interface Line {
  readonly section: string
  readonly title: string
  readonly holds: number
  readonly tried: number
  readonly bindingHolds: number
  readonly bindingTried: number
  readonly leftOut: number
}

/** Tags that bind (spec/easemob.md §0.1). */
const binding: ReadonlySet<string> = new Set(['S', 'D', 'C'])

/** Words for the rules that were left out. */
const leftOutWords: Readonly<Partial<Record<Verdict, string>>> = {
  operator: 'need the operator',
  phone: 'need a phone',
  slow: 'take minutes',
}

/** The table as lines of text, and below it the broken rules. */
export function reportLines(results: readonly Result[]): readonly string[] {
  const lines = linesOf(results, 'en')
  const all = totalOf(lines)
  const row = ({ section, title, holds, tried, bindingHolds, bindingTried, leftOut }: Line) =>
    [
      section.padEnd(9),
      title.padEnd(44),
      `${holds} of ${tried}`.padStart(11),
      `${bindingHolds} of ${bindingTried}`.padStart(11),
      leftOut === 0 ? '' : `${leftOut} left out`.padStart(13),
    ]
      .join(' ')
      .trimEnd()
  const head = `${'section'.padEnd(9)} ${''.padEnd(44)} ${'rules hold'.padStart(11)} ${'S, D and C'.padStart(11)}`
  return [head, ...lines.map(row), row(all), '', ...leftOutLines(results), ...brokenLines(results)]
}

/** Words of the table in Markdown. */
const markdownWords = {
  en: { head: '| Section | About | Rules that hold | Of these S, D and C | Left out |', of: 'of', all: 'all' },
  zh: { head: '| 章节 | 内容 | 符合的规则 | 其中 S、D、C | 未测 |', of: '/', all: '合计' },
} as const

/** The table in Markdown. */
export function markdownLines(results: readonly Result[], language: Language): readonly string[] {
  const { head, of, all } = markdownWords[language]
  const lines = linesOf(results, language)
  const row = ({ section, title, holds, tried, bindingHolds, bindingTried, leftOut }: Line) =>
    `| ${section} | ${title} | ${holds} ${of} ${tried} | ${bindingHolds} ${of} ${bindingTried} | ${leftOut} |`
  return [head, '|---|---|---|---|---|', ...lines.map(row), row({ ...totalOf(lines), section: all })]
}

/** Whether every rule that was tried holds, and at least one was. */
export function isGreen(results: readonly Result[]): boolean {
  return results.some(({ verdict }) => verdict === 'holds') && results.every(({ verdict }) => verdict !== 'broken')
}

function linesOf(results: readonly Result[], language: Language): readonly Line[] {
  const sections = Map.groupBy(results, ({ rule }) => rule.section)
  return [...sections].map(([section, ofSection]) => {
    const tried = ofSection.filter(({ verdict }) => verdict === 'holds' || verdict === 'broken')
    const bound = tried.filter(({ rule }) => binding.has(rule.tag))
    const holding = (some: readonly Result[]) => some.filter(({ verdict }) => verdict === 'holds').length
    return {
      section,
      title: titles[section]?.[language] ?? '',
      holds: holding(tried),
      tried: tried.length,
      bindingHolds: holding(bound),
      bindingTried: bound.length,
      leftOut: ofSection.length - tried.length,
    }
  })
}

function totalOf(lines: readonly Line[]): Line {
  const sum = (pick: (line: Line) => number) => lines.reduce((total, line) => total + pick(line), 0)
  return {
    section: 'all',
    title: '',
    holds: sum(line => line.holds),
    tried: sum(line => line.tried),
    bindingHolds: sum(line => line.bindingHolds),
    bindingTried: sum(line => line.bindingTried),
    leftOut: sum(line => line.leftOut),
  }
}

function leftOutLines(results: readonly Result[]): readonly string[] {
  return Object.entries(leftOutWords).flatMap(([verdict, words]) => {
    const count = results.filter(result => result.verdict === verdict).length
    return count === 0 ? [] : [`${count} rules ${words} and were left out`]
  })
}

function brokenLines(results: readonly Result[]): readonly string[] {
  return results
    .filter(({ verdict }) => verdict === 'broken')
    .flatMap(({ rule, problem }) => [
      '',
      `BROKEN ${rule.section} [${rule.tag}] ${rule.rule}`,
      ...(problem ?? '').split('\n').map(line => `    ${line}`),
    ])
}
