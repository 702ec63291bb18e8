// How long the vendor keeps a notification for an absent phone, against what was asked for.
import { brandBefore } from './brand-words.ts'
import type { LintFinding } from './finding.ts'
import type { Inspected } from './inspected.ts'

/** Vendors count whole seconds. */
const ROUNDING_MS = 1_000

/** At most one. A block that says by itself how long is taken at its word. */
export function lifeFindings({ vendor, notification, look, reads }: Inspected): readonly LintFinding[] {
  const { ttlSeconds } = notification
  if (ttlSeconds === undefined || reads.leaves().some(({ path }) => OF_BLOCK.test(path))) return []
  const asked = ttlSeconds * 1000
  const differs = look.ttlMs - asked
  if (Math.abs(differs) <= ROUNDING_MS) return []
  const [en, zh] = [
    `${inEnglish(look.ttlMs)}, not ${inEnglish(asked)}`,
    `${inChinese(look.ttlMs)}，而不是 ${inChinese(asked)}`,
  ]
  return [
    {
      code: differs < 0 ? 'ttl-cut' : 'ttl-raised',
      severity: differs < 0 ? 'warning' : 'hint',
      field: 'config.TimeToLive',
      text: {
        en: `${vendor.brand.en} keeps it for an absent phone for ${en}.`,
        zh: `${brandBefore(vendor)}为离线手机保留 ${zh}。`,
      },
    },
  ]
}

const OF_BLOCK = /\.(ttl|timeToLive|time_to_live|validTime|invalidationTime|offLine\w*|isOffLine)$/i

const steps: readonly (readonly [ms: number, en: string, zh: string])[] = [
  [86_400_000, 'day', '天'],
  [3_600_000, 'hour', '小时'],
  [60_000, 'minute', '分钟'],
  [1_000, 'second', '秒'],
]

/** The largest unit that gives a whole number. */
function measured(ms: number): readonly [count: number, en: string, zh: string] {
  const [size, en, zh] = steps.find(([each]) => ms >= each && ms % each === 0) ?? [1_000, 'second', '秒']
  return [Math.round(ms / size), en, zh]
}

function inEnglish(ms: number): string {
  const [count, en] = measured(ms)
  return `${count} ${count === 1 ? en : `${en}s`}`
}

function inChinese(ms: number): string {
  const [count, , zh] = measured(ms)
  return `${count} ${zh}`
}
