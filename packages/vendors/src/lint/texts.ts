// Texts against the limits of a vendor: which were cut, and which nearly were.
import type { ShownText, TextLimit } from '../look.ts'
import { ELLIPSIS, units } from '../render/shorten.ts'
import { brandBefore, textNames } from './brand-words.ts'
import type { LintFinding } from './finding.ts'
import type { Inspected } from './inspected.ts'

/** The share of a limit from which on it is worth a word. */
const NEAR = 0.9

/** One finding per text at most, and one about the whole where no text says it. */
export function textFindings(inspected: Inspected): readonly LintFinding[] {
  const findings = names.flatMap(name => textFinding(inspected, name) ?? [])
  const { bytes, bytesMax } = inspected.look
  if (bytes < NEAR * bytesMax || findings.some(({ severity }) => severity === 'warning')) return findings
  return [...findings, wholeNear(inspected)]
}

const names: readonly ShownText[] = ['title', 'subtitle', 'body']
const basicFields = { title: 'title', subtitle: 'subTitle', body: 'content' } as const

function textFinding(inspected: Inspected, name: ShownText): LintFinding | undefined {
  const { look } = inspected
  const shown = look.shown?.[name]
  if (shown === undefined) return undefined
  const limit = look.texts[name]
  const asked = cutFrom(inspected, name, shown)
  if (asked) return cut(inspected, name, { shown, asked: asked.text, limit, field: asked.field })
  return limit && limit.measure(shown) >= NEAR * limit.most ? near(inspected, name, shown, limit) : undefined
}

interface Asked {
  readonly field: string
  readonly text: string
}

/** The text that the shown one is the beginning of; undefined where it is whole. */
function cutFrom({ notification, reads }: Inspected, name: ShownText, shown: string): Asked | undefined {
  if (!shown.endsWith(ELLIPSIS)) return undefined
  const field = basicFields[name]
  const ofBlocks = reads
    .leaves()
    .flatMap(({ path, value }) => (typeof value === 'string' ? [{ field: path, text: value }] : []))
  const all: readonly Asked[] = [...ofBlocks, { field, text: notification[field] ?? '' }]
  if (all.some(({ text }) => text === shown)) return undefined
  const start = shown.slice(0, -ELLIPSIS.length)
  const longer = all.filter(({ text }) => text.startsWith(start) && text.length > start.length)
  return start === '' ? longer.at(-1) : longer[0]
}

/** The field that the shown text stands in as it is. */
function wholeFrom({ notification, reads }: Inspected, name: ShownText, shown: string): string {
  const field = basicFields[name]
  if (notification[field] === shown) return field
  return reads.leaves().find(({ value }) => value === shown)?.path ?? field
}

function cut(
  { vendor, look }: Inspected,
  name: ShownText,
  {
    shown,
    asked,
    limit,
    field,
  }: { readonly shown: string; readonly asked: string; readonly limit: TextLimit | undefined; readonly field: string },
): LintFinding {
  const measure = limit?.measure ?? units
  const called = textNames[name]
  // What the whole had to give up is said by its bytes, even where the text has a limit of its own that it keeps.
  const isOver = limit !== undefined && measure(asked) > limit.most
  const why = isOver
    ? { en: `at most ${limit.most} fit${widthEn(limit)}`, zh: `上限 ${limit.most}${widthZh(limit)}` }
    : { en: `the whole may have ${look.bytesMax} bytes`, zh: `整条消息最多 ${look.bytesMax} 字节` }
  return {
    code: `${name}-cut`,
    severity: 'warning',
    field,
    text: {
      en: `${vendor.brand.en} shows the first ${measure(shown)} of ${measure(asked)} characters of the ${called.en}; ${why.en}.`,
      zh: `${brandBefore(vendor)}只显示${called.zh} ${measure(asked)} 个字符中的前 ${measure(shown)} 个；${why.zh}。`,
    },
  }
}

function near(inspected: Inspected, name: ShownText, shown: string, limit: TextLimit): LintFinding {
  const { vendor } = inspected
  const called = textNames[name]
  const used = limit.measure(shown)
  return {
    code: `${name}-near-limit`,
    severity: 'hint',
    field: wholeFrom(inspected, name, shown),
    text: {
      en: `${vendor.brand.en}: ${used} of ${limit.most} characters of the ${called.en} are used${widthEn(limit)}.`,
      zh: `${vendor.brand.zh}：${called.zh}已用 ${used} / ${limit.most} 个字符${widthZh(limit)}。`,
    },
  }
}

function wholeNear({ vendor, look: { bytes, bytesMax } }: Inspected): LintFinding {
  return {
    code: 'payload-near-limit',
    severity: 'hint',
    field: 'ext',
    text: {
      en: `${vendor.brand.en}: ${bytes} of ${bytesMax} bytes are used.`,
      zh: `${vendor.brand.zh}：已用 ${bytes} / ${bytesMax} 字节。`,
    },
  }
}

function widthEn({ unit }: TextLimit): string {
  return unit === 'width' ? ', a Chinese character counting two' : ''
}

function widthZh({ unit }: TextLimit): string {
  return unit === 'width' ? '（一个汉字计 2）' : ''
}
