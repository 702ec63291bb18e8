// What the basic fields ask for and the phone does not get, or gets in another way: subtitle, badge, tap, data.
import type { Badge, ClickAction } from '../notification.ts'
import type { Shown } from '../shown.ts'
import { brandBefore } from './brand-words.ts'
import type { LintCode, LintFinding } from './finding.ts'
import type { Inspected } from './inspected.ts'

/** Compares the basic fields with what is shown. */
export function carriedFindings(inspected: Inspected): readonly LintFinding[] {
  const { shown } = inspected.look
  if (!shown) return [notShown(inspected)]
  return [
    ...subtitle(inspected, shown),
    ...badge(inspected, shown),
    ...click(inspected, shown),
    ...ext(inspected, shown),
  ]
}

function notShown({ vendor }: Inspected): LintFinding {
  return {
    code: 'not-shown',
    severity: 'warning',
    field: 'content',
    text: {
      en: `${vendor.brand.en} hands this to the app alone; the phone shows nothing by itself.`,
      zh: `${brandBefore(vendor)}只把该消息交给应用，手机本身不显示通知。`,
    },
  }
}

function subtitle({ vendor, notification }: Inspected, shown: Shown): readonly LintFinding[] {
  if (!notification.subTitle || shown.subtitle !== undefined) return []
  return [
    lost('subtitle-ignored', 'subTitle', {
      en: `${vendor.brand.en} shows no subtitle.`,
      zh: `${brandBefore(vendor)}不显示副标题。`,
    }),
  ]
}

function badge(inspected: Inspected, shown: Shown): readonly LintFinding[] {
  const { vendor, notification } = inspected
  const asked: Badge = notification.badge ?? {}
  const set = asked.setNum
  // Adding nothing asks for nothing.
  const add = asked.addNum || undefined
  if (set === undefined && add === undefined) return []
  const both = set !== undefined && add !== undefined ? [bothNumbers()] : []
  if (shown.badge === undefined) {
    const text = {
      en: `${vendor.brand.en} leaves the icon's number alone.`,
      zh: `${brandBefore(vendor)}不会更改角标数字。`,
    }
    return [...both, lost('badge-ignored', 'config.badge', text)]
  }
  const [wished, got] = set === undefined ? [add, shown.badge.add] : [set, shown.badge.set]
  if (got === undefined || got === wished || isNumberOfBlock(inspected, got)) return both
  const text = {
    en: `${vendor.brand.en} shows ${got} on the icon, not ${wished}.`,
    zh: `${brandBefore(vendor)}的角标数字为 ${got}，而不是 ${wished}。`,
  }
  return [...both, lost('badge-changed', 'config.badge', text)]
}

function bothNumbers(): LintFinding {
  return {
    code: 'badge-both',
    severity: 'hint',
    field: 'config.badge',
    text: { en: 'setNum and addNum are both set; setNum wins.', zh: '同时设置了 setNum 与 addNum，以 setNum 为准。' },
  }
}

/** A block has the last word, so a number that stands in it was asked for. */
function isNumberOfBlock({ reads }: Inspected, number: number): boolean {
  return reads.leaves().some(({ value }) => Number(value) === number)
}

function click({ vendor, notification }: Inspected, shown: Shown): readonly LintFinding[] {
  const asked: ClickAction = notification.clickAction ?? {}
  const member = (['url', 'action', 'activity'] as const).find(name => asked[name])
  const target = member && asked[member]
  if (!member || !target || shown.click.kind !== 'app') return []
  const field = `config.clickAction.${member}`
  if (!JSON.stringify(shown.data ?? '').includes(JSON.stringify(target))) {
    const text = {
      en: `A tap opens the app: ${vendor.brand.en} has no use for this ${member}.`,
      zh: `点击后打开应用：${brandBefore(vendor)}不支持该 ${member}。`,
    }
    return [lost('click-ignored', field, text)]
  }
  return [
    {
      code: 'click-in-data',
      severity: 'hint',
      field,
      text: {
        en: `A tap opens the app, which finds this ${member} in its data and has to follow it.`,
        zh: `点击后打开应用；应用需要自行从数据中读取该 ${member} 并跳转。`,
      },
    },
  ]
}

function ext({ vendor, notification }: Inspected, shown: Shown): readonly LintFinding[] {
  if (Object.keys(notification.ext ?? {}).length === 0 || shown.data !== undefined) return []
  return [
    lost('ext-ignored', 'ext', {
      en: `${vendor.brand.en} hands the app no data with this.`,
      zh: `${brandBefore(vendor)}不会把自定义数据交给应用。`,
    }),
  ]
}

function lost(code: LintCode, field: string, text: LintFinding['text']): LintFinding {
  return { code, severity: 'warning', field, text }
}
