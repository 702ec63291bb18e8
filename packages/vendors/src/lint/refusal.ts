// A refused notification as a finding, in both languages: the renderer names the field and the limit that it broke.
import type { AnyVendor } from '../registry.ts'
import type { PayloadError } from '../vendor.ts'
import { brandBefore } from './brand-words.ts'
import type { LintCode, LintFinding } from './finding.ts'

/** The one finding about a notification that the vendor cannot carry. */
export function refusal(vendor: Pick<AnyVendor, 'brand'>, { field, limit, message }: PayloadError): LintFinding {
  const sentence = message.endsWith('.') ? message.slice(0, -1) : message
  return {
    code: codeOf(field, limit),
    severity: 'error',
    field,
    text: {
      en: `${vendor.brand.en} cannot carry this: ${sentence}.`,
      zh: `${brandBefore(vendor)}无法承载：${field} ${limitInChinese(limit)}。`,
    },
  }
}

/** Fields that stand for the whole: they have no member of their own below the vendor's block. */
function codeOf(field: string, limit: string): LintCode {
  if (/^\d+ bytes/.test(limit))
    return /^(payload|notification|data|\w+|huawei\.message)$/.test(field) ? 'payload-too-large' : 'field-too-long'
  if (/^\d+ (characters|pairs|elements)/.test(limit)) return 'field-too-long'
  return /^required/.test(limit) ? 'field-missing' : 'field-invalid'
}

/** The shapes that limits are written in; every other one stands as it is. */
const shapes: readonly (readonly [pattern: RegExp, zh: string])[] = [
  [/^(\d+) bytes$/, '最多 $1 字节'],
  [/^(\d+) bytes of printable ASCII$/, '最多 $1 字节，且只能是可打印的 ASCII 字符'],
  [/^(\d+) characters$/, '最多 $1 个字符'],
  [/^1 to (\d+) characters$/, '须为 1 至 $1 个字符'],
  [/^(\d+) pairs$/, '最多 $1 个键值对'],
  [/^(\d+) elements$/, '最多 $1 个元素'],
  [/^(-?[\d.]+) to (-?[\d.]+)( s)?$/, '须在 $1 至 $2$3 之间'],
  [/^required$/, '为必填项'],
  [/^required (?:for|with) (.+)$/, '在 $1 时为必填项'],
  [/^string$/, '须为字符串'],
  [/^boolean$/, '须为 true 或 false'],
  [/^object$/, '须为对象'],
  [/^list$/, '须为数组'],
  [/^object or string$/, '须为对象或字符串'],
  [/^list or object$/, '须为数组或对象'],
]

function limitInChinese(limit: string): string {
  for (const [pattern, zh] of shapes) if (pattern.test(limit)) return limit.replace(pattern, zh)
  return `须满足：${limit.replace(/^must be /, '')}`
}
