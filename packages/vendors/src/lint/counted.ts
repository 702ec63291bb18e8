// What a vendor counts a notification as, and what its notifier lacks for the category: both decide how many a day arrive, and how.
import { brandBefore } from './brand-words.ts'
import type { LintFinding } from './finding.ts'
import type { Inspected } from './inspected.ts'

/** What the notifier lacks comes first; it says what it costs by itself. */
export function countedFindings({ vendor, notification, target, look }: Inspected): readonly LintFinding[] {
  const { category } = notification
  const lacking = category === undefined ? [] : (vendor.lacks?.(target.credentials, category) ?? [])
  if (lacking.length > 0) {
    return lacking.map(({ code, text, zh }) => ({
      code: `lacks-${code}`,
      severity: 'warning',
      field: 'category',
      text: { en: text, zh },
    }))
  }
  if (!look.counted) return []
  const { en, zh } = look.counted
  const isMeant = category === 'marketing'
  const advice =
    category === undefined
      ? { en: ' Name a category: im, call or service.', zh: '请指定消息分类：im、call 或 service。' }
      : { en: '', zh: '' }
  return [
    {
      code: 'counts-as-public',
      severity: isMeant ? 'hint' : 'warning',
      field: 'category',
      text: {
        en: `${vendor.brand.en} counts this as ${en}.${advice.en}`,
        zh: `${brandBefore(vendor)}将其计为${zh}。${advice.zh}`,
      },
    },
  ]
}
