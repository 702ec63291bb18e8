// Why a line was refused, in the reader's words; what has none here stands as the server says it. Pure.
import type { Language } from '../../words/language-tag.ts'
import type { LineEnd } from './lines.ts'

/** The sentence; empty for a line that was not refused. */
export function lineReason({ code, text }: Pick<LineEnd, 'code' | 'text'>, language: Language): string {
  return Object.hasOwn(reasons, code) ? (reasons[code]?.[language] ?? text) : text
}

/** By the key of the catalogue. */
const reasons: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  username_missing: { en: 'There is no user id.', zh: '缺少用户 ID。' },
  username_illegal: {
    en: 'A user id has letters, digits, _ - and . only.',
    zh: '用户 ID 只能包含字母、数字、_ - 和 .。',
  },
  username_too_long: { en: 'A user id has at most 64 characters.', zh: '用户 ID 最多 64 个字符。' },
  import_user_unknown: {
    en: 'There is no such user. Register it first, or let the import do so.',
    zh: '没有该用户。请先注册，或勾选由导入注册。',
  },
  import_limit: { en: 'The label is full.', zh: '标签已满。' },
  conflict: {
    en: 'The label was changed at the same time. Import this line again.',
    zh: '标签同时被他人修改，请重新导入此行。',
  },
  user_create_concurrent: {
    en: 'The user was registered at the same time. Import this line again.',
    zh: '该用户同时被他人注册，请重新导入此行。',
  },
}
