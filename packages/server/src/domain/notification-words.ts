// What a member of `pushMessage` must be (spec/easemob.md §7.1, §7.2), in words: the interface that is compatible names the member and
// no more.
import type { Bilingual } from './reason.ts'

/** The sentence for a member at fault: `title`, `config.badge.setNum`, `huawei`. */
export function notificationRule(field: string): Bilingual {
  return rules[field] ?? (field.startsWith('config.') ? config : block)
}

function widthRule(width: number): Bilingual {
  return {
    en: `A text of at most ${width} characters, a Chinese one counting two.`,
    zh: `须为文本，最多 ${width} 个字符（一个汉字计 2）。`,
  }
}

const subTitle = widthRule(10)

const rules: Readonly<Record<string, Bilingual>> = {
  title: widthRule(32),
  subTitle,
  sub_title: subTitle,
  content: widthRule(100),
  ext: {
    en: 'An object of at most 10 members and 1,024 characters as JSON.',
    zh: '须为对象，最多 10 个成员，JSON 文本不超过 1,024 个字符。',
  },
  category: { en: 'One of im, call, service and marketing.', zh: '须为 im、call、service 或 marketing 之一。' },
  'config.TimeToLive': {
    en: 'Whole seconds from 0 to 2,419,200 (28 days).',
    zh: '须为 0 至 2,419,200（28 天）之间的整数秒。',
  },
  'config.badge.addNum': { en: 'A whole number, at least 0.', zh: '须为不小于 0 的整数。' },
  'config.badge.setNum': { en: 'A whole number, at least 0.', zh: '须为不小于 0 的整数。' },
}

const config: Bilingual = {
  en: 'A text, or an object where it holds others.',
  zh: '须为文本；含有下级成员时须为对象。',
}
const block: Bilingual = { en: 'An object.', zh: '须为对象。' }
