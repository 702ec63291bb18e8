// The tables of the capacity guides, written between marks in both of them, so that the guides say what was measured and nothing else.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Measured } from '../measured.ts'
import { inputsOf } from './inputs.ts'
import { simulateAll } from './scenarios.ts'
import { planOf } from './size.ts'
import { checkTable, costTable, dayTable, embeddedUsers, type Language, markdown, planTable } from './tables.ts'

/** The guides. */
export const guides: Readonly<Record<Language, string>> = {
  en: join(import.meta.dirname, '../../docs/guides/capacity.md'),
  zh: join(import.meta.dirname, '../../docs/guides/capacity.zh-CN.md'),
}

const sizes = [1_000_000, 10_000_000, 100_000_000]

/** What stands between the marks `<!-- measured:<name> -->` and `<!-- /measured -->`. */
export function guideParts(measured: Measured, language: Language): Readonly<Record<string, string>> {
  const plans = sizes.map(users => {
    const inputs = inputsOf(users)
    return { inputs, plan: planOf(inputs, measured) }
  })
  const { day, node, cpu, cores } = measured.cluster.origin
  const [first] = plans
  const users = first ? embeddedUsers(first.inputs, measured) : ''
  const middle = plans[1] ?? first
  return {
    origin: {
      en: `Measured on ${day}: Node ${node}, ${cores} × ${cpu}.`,
      zh: `测于 ${day}：Node ${node}，${cores} × ${cpu}。`,
    }[language],
    costs: markdown(costTable(measured, language)),
    check: markdown(checkTable(measured, language)),
    embedded: {
      en: `With the habits below, one embedded process carries about **${users} users**, head-room included.`,
      zh: `按下面的使用习惯，一个单进程服务（含余量）大约承载 **${users} 用户**。`,
    }[language],
    plan: markdown(planTable(plans, language)),
    days: middle ? markdown(dayTable(simulateAll(middle.inputs, middle.plan, measured), language)) : '',
  }
}

/** A guide's text with its parts put in. Throws where a part has no marks. */
export function withParts(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((made, [name, part]) => {
    const [from, to] = [`<!-- measured:${name} -->`, '<!-- /measured -->']
    const begin = made.indexOf(from)
    const end = made.indexOf(to, begin)
    if (begin < 0 || end < 0) throw new Error(`the guide has no marks for ${name}`)
    return `${made.slice(0, begin + from.length)}\n\n${part}\n\n${made.slice(end)}`
  }, text)
}

/** Writes both guides. */
export function writeGuides(measured: Measured): void {
  for (const language of ['en', 'zh'] as const) {
    const file = guides[language]
    writeFileSync(file, withParts(readFileSync(file, 'utf8'), guideParts(measured, language)))
  }
}
